import { Injectable } from '@nestjs/common';
import type { Uuid } from '../../kernel/ids.js';
import { type CommandContext, Commands } from '../../platform/http/index.js';
import { actorOf } from '../../trust/ledger/index.js';
import { answerOf } from './answer.view.js';
import type {
  AnswerExceptionDto,
  BatchAnswerDto,
  CommentExceptionDto,
  HoldBatchDto,
  RestartBatchDto,
  RestartStepDto,
  SignStepDto,
} from './batch.dto.js';
import {
  answerException,
  commentBatchException,
  commentException,
  type Draft,
  holdBatch,
  mustRequestAgain,
  restartBatch,
  restartStep,
  type Signing,
  signStep,
} from './domain/index.js';
import { PerformStep } from './perform-step.service.js';
import { SignedCommands } from './signed-commands.service.js';
import { WriteBatch } from './write-batch.service.js';

/** Signatures on steps and exceptions. Each is authenticated in full before its transaction, and by whom it was given. */
@Injectable()
export class SignBatch {
  constructor(
    private readonly commands: Commands,
    private readonly batches: WriteBatch,
    private readonly signed: SignedCommands,
    private readonly steps: PerformStep,
  ) {}

  sign(command: CommandContext, id: Uuid, step: Uuid, { seen, signing }: SignStepDto): Promise<BatchAnswerDto> {
    return this.signed.run(command, id, step, signing, (draft, given) =>
      signStep(draft, { step, seen, signing: given }),
    );
  }

  answer(
    command: CommandContext,
    id: Uuid,
    step: Uuid,
    exception: string,
    body: AnswerExceptionDto,
  ): Promise<BatchAnswerDto> {
    const { signing, ...said } = body;
    const ending = said.decision === 'stop';
    const decide = (draft: Draft, given: Signing) =>
      answerException(draft, { step, exception, ...said, signing: given });
    return this.signed.run(command, id, step, signing, decide, ending);
  }

  restart(
    command: CommandContext,
    id: Uuid,
    step: Uuid,
    { seen, comment, signing }: RestartStepDto,
  ): Promise<BatchAnswerDto> {
    return this.signed.run(command, id, step, signing, async (draft, given, tx, by) => {
      const again = mustRequestAgain(draft.step(step)) ? await this.steps.startProgram(tx, by, draft, step) : null;
      restartStep(draft, { step, seen, comment, signing: given, command: again });
    });
  }

  restartBatch(command: CommandContext, id: Uuid, { comment, signing }: RestartBatchDto): Promise<BatchAnswerDto> {
    return this.signed.run(command, id, null, signing, (draft, given) =>
      restartBatch(draft, { comment, signing: given }),
    );
  }

  hold(command: CommandContext, id: Uuid, { reason }: HoldBatchDto): Promise<BatchAnswerDto> {
    return this.change(command, id, null, (draft) => holdBatch(draft, reason));
  }

  comment(
    command: CommandContext,
    id: Uuid,
    step: Uuid,
    exception: string,
    body: CommentExceptionDto,
  ): Promise<BatchAnswerDto> {
    return this.change(command, id, step, (draft) => commentException(draft, { step, exception, ...body }));
  }

  commentOfBatch(command: CommandContext, id: Uuid, exception: string, comment: string): Promise<BatchAnswerDto> {
    return this.change(command, id, null, (draft) => commentBatchException(draft, { exception, comment }));
  }

  private change(
    command: CommandContext,
    id: Uuid,
    step: Uuid | null,
    decide: (draft: Draft) => void,
  ): Promise<BatchAnswerDto> {
    return this.commands.run(command, async (tx) =>
      answerOf(await this.batches.change(tx, id, actorOf(command.caller), decide), id, step),
    );
  }
}
