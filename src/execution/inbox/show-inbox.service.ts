import { Injectable, type StreamableFile } from '@nestjs/common';
import type { Uuid } from '../../kernel/ids.js';
import { Refusal } from '../../kernel/refusal.js';
import { Database, type Tx } from '../../platform/database/index.js';
import { getFile } from '../../platform/files/index.js';
import { attachment, type Caller, type CommandContext, Commands } from '../../platform/http/index.js';
import { actorOf } from '../../trust/ledger/index.js';
import type { InboxFileRow, InboxResultRow, ResultMappingRow } from './domain/index.js';
import type { InboxFileDto, InboxQueryDto, InboxResultDto } from './inbox.dto.js';
import { findFile, listFiles, listMappings, resultsOf } from './inbox.store.js';
import { type Given, TakeFile } from './take-file.service.js';

const resultOf = ({ id: _, inboxFile: __, ...result }: InboxResultRow): InboxResultDto => result;

/** The inbox as people see it, and put files into it. */
@Injectable()
export class ShowInbox {
  constructor(
    private readonly commands: Commands,
    private readonly database: Database,
    private readonly taking: TakeFile,
  ) {}

  /** A refused file is kept with its reason, and then refused with it. */
  async post(command: CommandContext, given: Given): Promise<InboxFileDto> {
    return this.commands.run(command, async (tx) => {
      const file = await this.taking.take(tx, actorOf(command.caller), given);
      // a refusal that is returned commits what it states, and is thrown then
      if (file instanceof Refusal) return file as never;
      return (await this.withResults(tx, [file]))[0]!;
    });
  }

  list(caller: Caller, { state }: InboxQueryDto): Promise<InboxFileDto[]> {
    return this.database.read(caller.scope, async (tx) =>
      this.withResults(tx, await listFiles(tx, state), state === 'refused' ? undefined : state),
    );
  }

  mappings(caller: Caller): Promise<ResultMappingRow[]> {
    return this.database.read(caller.scope, (tx) => listMappings(tx));
  }

  /** The bytes as they came; refuses with `inbox-file.not-found`. */
  bytes(caller: Caller, id: Uuid): Promise<StreamableFile> {
    return this.database.read(caller.scope, async (tx) => {
      const file = await findFile(tx, id);
      const bytes = file === null ? null : await getFile(tx, file.file);
      if (file === null || bytes === null) throw new Refusal('not-found', 'inbox-file.not-found', { id });
      return attachment(bytes, file.mediaType, file.name);
    });
  }

  private async withResults(tx: Tx, files: InboxFileRow[], state?: InboxResultRow['state']): Promise<InboxFileDto[]> {
    const ids = files.map(({ id }) => id);
    const results = Map.groupBy(await resultsOf(tx, ids, state), ({ inboxFile }) => inboxFile);
    return files.map((file) => ({ ...file, results: (results.get(file.id) ?? []).map(resultOf) }));
  }
}
