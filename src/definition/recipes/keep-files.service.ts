import { Injectable, type StreamableFile } from '@nestjs/common';
import { Refusal } from '../../kernel/refusal.js';
import { Database } from '../../platform/database/index.js';
import { getFile, putFile } from '../../platform/files/index.js';
import {
  attachment,
  type Caller,
  type CommandContext,
  Commands,
  type UploadedFile,
} from '../../platform/http/index.js';
import { actorOf, Ledger } from '../../trust/ledger/index.js';
import { ENTERPRISE } from '../../trust/organisation/index.js';
import type { RecipeFileRow } from './domain/index.js';
import type { RecipeFileDto } from './recipe-file.dto.js';
import { holdFile, recipeFile, storedRecipeFile } from './recipe-file.store.js';

const shown = ({ id: hash, name, mediaType, size }: RecipeFileRow): RecipeFileDto => ({ hash, name, mediaType, size });

/** Pictures and papers that recipes name by their hash. */
@Injectable()
export class KeepFiles {
  constructor(
    private readonly commands: Commands,
    private readonly ledger: Ledger,
    private readonly database: Database,
  ) {}

  /** A file that is there already stays as it was named first. */
  keep(command: CommandContext, name: string, { bytes, mediaType }: UploadedFile): Promise<RecipeFileDto> {
    return this.commands.run(command, async (tx) => {
      const { hash: file, size } = await putFile(tx, bytes, mediaType);
      await holdFile(tx, file);
      const known = await recipeFile(tx, file);
      if (known !== null) return shown(known);
      const added = { type: 'recipe-file.added', values: { file, name, mediaType, size } };
      const by = actorOf(command.caller);
      const { state } = await this.ledger.change(tx, storedRecipeFile, file, by, () => [added], ENTERPRISE);
      return shown(state.recipe_file[file]!);
    });
  }

  /** Refuses with `file.not-found` a hash that was not added for recipes, though a batch may have it. */
  file(caller: Caller, hash: string): Promise<StreamableFile> {
    return this.database.read(caller.scope, async (tx) => {
      const known = await recipeFile(tx, hash);
      const bytes = known === null ? null : await getFile(tx, hash);
      if (known === null || bytes === null) throw new Refusal('not-found', 'file.not-found', { file: hash });
      return attachment(bytes, known.mediaType, known.name);
    });
  }
}
