import { Injectable } from '@nestjs/common';
import type { Uuid } from '../../kernel/ids.js';
import { Refusal } from '../../kernel/refusal.js';
import { newId } from '../../platform/clock/index.js';
import type { Tx } from '../../platform/database/index.js';
import { type CommandContext, Commands } from '../../platform/http/index.js';
import { actorOf, Ledger } from '../../trust/ledger/index.js';
import { ENTERPRISE } from '../../trust/organisation/index.js';
import { CheckRecipe } from './check-recipe.service.js';
import { decideDraft, decideRevise, type ReadText, readText, type RecipeVersionRow } from './domain/index.js';
import { nextVersion, requireVersion, sortOfCode, type SignedRecipeState, storedRecipe } from './recipe.store.js';

type Text = Omit<ReadText, 'lint'> & { text: string };

/** A text becomes the next version of its recipe, overlay or block; one that is not valid is refused with every finding. */
@Injectable()
export class DraftRecipes {
  constructor(
    private readonly commands: Commands,
    private readonly ledger: Ledger,
    private readonly checks: CheckRecipe,
  ) {}

  /** Refuses with `recipe.not-valid`, and with `recipe.code-taken` where the code is that of another sort of text. */
  draft({ caller, ...command }: CommandContext, text: string): Promise<RecipeVersionRow> {
    return this.commands.run({ caller, ...command }, async (tx) => {
      const { code, sort } = await this.read(tx, text);
      const version = await nextVersion(tx, code);
      const known = await sortOfCode(tx, code);
      if (known !== null && known !== sort) throw new Refusal('conflict', 'recipe.code-taken', { code, sort: known });
      const draft = { id: newId(), version, author: caller.person.id, ...(await this.read(tx, text, version)) };
      const decide = (rows: SignedRecipeState) => decideDraft(rows, draft);
      const { state } = await this.ledger.change(tx, storedRecipe, draft.id, actorOf(caller), decide, ENTERPRISE);
      return state.recipe_version[draft.id]!;
    });
  }

  /** Another text of a draft, most often of one that was sent back. */
  revise({ caller, ...command }: CommandContext, id: Uuid, text: string): Promise<RecipeVersionRow> {
    return this.commands.run({ caller, ...command }, async (tx) => {
      const { version } = await requireVersion(tx, id);
      const revised = { id, person: caller.person.id, ...(await this.read(tx, text, version)) };
      const decide = (rows: SignedRecipeState) => decideRevise(rows, revised);
      const { state } = await this.ledger.change(tx, storedRecipe, id, actorOf(caller), decide);
      return state.recipe_version[id]!;
    });
  }

  private async read(tx: Tx, text: string, version?: number): Promise<Text> {
    const read = readText(text, await this.checks.groundsFor(tx, text), version);
    if ('findings' in read) throw new Refusal('unprocessable', 'recipe.not-valid', { findings: read.findings });
    const { sort, code, title, hash, content } = read;
    return { sort, code, title, hash, text, content };
  }
}
