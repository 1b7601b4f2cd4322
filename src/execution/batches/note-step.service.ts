import { Injectable, type StreamableFile } from '@nestjs/common';
import type { Uuid } from '../../kernel/ids.js';
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
import { actorOf } from '../../trust/ledger/index.js';
import { answerOf } from './answer.view.js';
import type { BatchAnswerDto } from './batch.dto.js';
import { attachmentOf } from './batch.store.js';
import { addNote, bindFile } from './domain/index.js';
import type { BatchNoteDto, BindFileQueryDto, StepNoteDto } from './note.dto.js';
import { WriteBatch } from './write-batch.service.js';

/** What people say and show of a step besides what its recipe asks for. */
@Injectable()
export class NoteStep {
  constructor(
    private readonly commands: Commands,
    private readonly batches: WriteBatch,
    private readonly database: Database,
  ) {}

  note(
    command: CommandContext,
    id: Uuid,
    step: Uuid | null,
    { kind, text, files = [], ...body }: BatchNoteDto | StepNoteDto,
  ): Promise<BatchAnswerDto> {
    const on = step !== null && 'seen' in body ? { step, seen: body.seen } : null;
    return this.commands.run(command, async (tx) => {
      const by = actorOf(command.caller);
      const written = await this.batches.change(tx, id, by, (draft) => addNote(draft, { on, kind, text, files }));
      return answerOf(written, id, step);
    });
  }

  /** The bytes are kept in the transaction of the fact that names them. */
  bind(
    command: CommandContext,
    id: Uuid,
    step: Uuid,
    { note, ...query }: BindFileQueryDto,
    { bytes, mediaType }: UploadedFile,
  ): Promise<BatchAnswerDto> {
    return this.commands.run(command, async (tx) => {
      const { hash: file, size } = await putFile(tx, bytes, mediaType);
      const bound = { step, ...query, note: note ?? null, file, mediaType, size };
      const by = actorOf(command.caller);
      return answerOf(await this.batches.change(tx, id, by, (draft) => bindFile(draft, bound)), id, step);
    });
  }

  /** Refuses with `file.not-found` a hash that the batch does not name. */
  file(caller: Caller, id: Uuid, hash: string): Promise<StreamableFile> {
    return this.database.read(caller.scope, async (tx) => {
      const named = await attachmentOf(tx, id, hash);
      const bytes = named === null ? null : await getFile(tx, hash);
      if (named === null || bytes === null) throw new Refusal('not-found', 'file.not-found', { file: hash });
      return attachment(bytes, named.mediaType, named.name);
    });
  }
}
