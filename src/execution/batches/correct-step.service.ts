import { Injectable } from '@nestjs/common';
import type { Uuid } from '../../kernel/ids.js';
import { type CommandContext, Commands } from '../../platform/http/index.js';
import { actorOf } from '../../trust/ledger/index.js';
import { answerOf } from './answer.view.js';
import type { BatchAnswerDto } from './batch.dto.js';
import { zoneOfBatch } from './batch.store.js';
import type { CorrectDto, ReplaceValueDto, SkipDto, StepReasonDto } from './correction.dto.js';
import { correctValue, replaceValue, skipStep, takeOver } from './domain/index.js';
import { madeHere } from './made-here.store.js';
import { SignedCommands } from './signed-commands.service.js';
import { Witnesses } from './authenticate-witness.service.js';
import { WriteBatch } from './write-batch.service.js';

/** What goes another way than people wrote or the recipe says: corrected, typed for the unit, skipped, taken over. */
@Injectable()
export class CorrectStep {
  constructor(
    private readonly commands: Commands,
    private readonly batches: WriteBatch,
    private readonly signed: SignedCommands,
    private readonly witnesses: Witnesses,
  ) {}

  correct(command: CommandContext, id: Uuid, step: Uuid, body: CorrectDto): Promise<BatchAnswerDto> {
    return this.commands.run(command, async (tx) => {
      const circumstances = { zone: await zoneOfBatch(tx, id), made: await madeHere(tx, body.value) };
      const decide = (draft: Parameters<typeof correctValue>[0]) =>
        correctValue(draft, { step, ...body, ...circumstances });
      return answerOf(await this.batches.change(tx, id, actorOf(command.caller), decide), id, step);
    });
  }

  async replaceValue(
    command: CommandContext,
    id: Uuid,
    step: Uuid,
    { signing, ...body }: ReplaceValueDto,
  ): Promise<BatchAnswerDto> {
    const given = await this.witnesses.sign(command, id, signing);
    return this.commands.run(command, async (tx) =>
      answerOf(
        await this.batches.change(tx, id, actorOf(command.caller), (draft) =>
          replaceValue(draft, { step, ...body, signing: given }),
        ),
        id,
        step,
      ),
    );
  }

  skip(command: CommandContext, id: Uuid, step: Uuid, { signing, ...body }: SkipDto): Promise<BatchAnswerDto> {
    return this.signed.run(command, id, step, signing, (draft, given) =>
      skipStep(draft, { step, ...body, signing: given }),
    );
  }

  takeOver(command: CommandContext, id: Uuid, step: Uuid, body: StepReasonDto): Promise<BatchAnswerDto> {
    return this.commands.run(command, async (tx) =>
      answerOf(
        await this.batches.change(tx, id, actorOf(command.caller), (draft) => takeOver(draft, { step, ...body })),
        id,
        step,
      ),
    );
  }
}
