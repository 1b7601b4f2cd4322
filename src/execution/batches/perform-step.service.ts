import { Injectable } from '@nestjs/common';
import type { Uuid } from '../../kernel/ids.js';
import type { Tx } from '../../platform/database/index.js';
import { type CommandContext, Commands } from '../../platform/http/index.js';
import { Equipment } from '../../plant/equipment/index.js';
import { type Actor, actorOf } from '../../trust/ledger/index.js';
import { answerOf } from './answer.view.js';
import type { BatchAnswerDto, ReplyDto, StatedDto, StepCommandDto } from './batch.dto.js';
import { namedSeals, sealedArrival } from './batch.store.js';
import {
  atStatedTime,
  Draft,
  finishStep,
  mayStart,
  type NamedSeal,
  programOrder,
  replied,
  seenAsIs,
  setBack,
  startStep,
  unitOfReply,
} from './domain/index.js';
import { Witnesses } from './authenticate-witness.service.js';
import { WatchClock } from './watch-clock.service.js';
import { WriteBatch } from './write-batch.service.js';

/** The two ends of a step's work: both close the unit's open range of readings, so that its evidence has clear bounds. */
@Injectable()
export class PerformStep {
  constructor(
    private readonly commands: Commands,
    private readonly batches: WriteBatch,
    private readonly equipment: Equipment,
    private readonly witnesses: Witnesses,
    private readonly clock: WatchClock,
  ) {}

  async start(command: CommandContext, id: Uuid, step: Uuid, body: StatedDto): Promise<BatchAnswerDto> {
    const { seen } = body;
    const by = actorOf(command.caller);
    const stated = await this.witnesses.stated(command, id, step, 'start', body);
    return this.commands.run(command, async (tx) => {
      await this.batches.seal(tx, id, by);
      const written = await this.batches.change(tx, id, by, async (draft) => {
        this.clock.refuseAhead(draft.now);
        const row = draft.step(step);
        seenAsIs(row, seen);
        mayStart(draft, row);
        const unit = draft.bindingOf(row.unitProcedure)?.unit;
        const arrivalsAfter = unit === undefined ? null : await sealedArrival(tx, unit);
        const started = await this.startProgram(tx, by, draft, step);
        atStatedTime(draft, stated, () => startStep(draft, { step, seen, arrivalsAfter, command: started }));
      });
      return answerOf(written, id, step);
    });
  }

  async complete(command: CommandContext, id: Uuid, step: Uuid, body: StatedDto): Promise<BatchAnswerDto> {
    const { seen } = body;
    const by = actorOf(command.caller);
    const stated = await this.witnesses.stated(command, id, step, 'finish', body);
    return this.commands.run(command, async (tx) => {
      await this.batches.seal(tx, id, by);
      const written = await this.batches.change(tx, id, by, async (draft) => {
        this.clock.refuseAhead(draft.now);
        const seals = await this.sealsOf(tx, draft, step);
        atStatedTime(draft, stated, () => finishStep(draft, { step, seen, seals }));
      });
      return answerOf(written, id, step);
    });
  }

  /** A setpoint that was changed at the unit goes back to what it was: a command to the unit, confirmed by what that shows. */
  setBack(
    command: CommandContext,
    id: Uuid,
    step: Uuid,
    exception: string,
    { seen }: StepCommandDto,
  ): Promise<BatchAnswerDto> {
    return this.commands.run(command, async (tx) => {
      const draft = await this.batches.view(tx, id);
      const order = setBack(draft, { step, seen, exception });
      await this.equipment.command(tx, actorOf(command.caller), { batch: id, step, action: 'set', ...order });
      return answerOf({ state: draft.state, facts: [] }, id, step);
    });
  }

  /** What a person says to what the step's unit waits for: a command to the unit, confirmed by what that shows. */
  reply(command: CommandContext, id: Uuid, step: Uuid, prompt: Uuid, { answer }: ReplyDto): Promise<BatchAnswerDto> {
    const { permissions } = command.caller;
    const by = actorOf(command.caller);
    return this.commands.run(command, async (tx) => {
      const written = await this.batches.change(tx, id, by, async (draft) => {
        const unit = unitOfReply(draft, step);
        const sent = await this.equipment.answer(tx, by, { unit, batch: id, step, prompt, answer, permissions });
        replied(draft, { step, prompt, answer, ...sent });
      });
      return answerOf(written, id, step);
    });
  }

  /** The command that starts a step's program, null for a step without one. Restarting uses it too. */
  async startProgram(tx: Tx, by: Actor, draft: Draft, step: Uuid): Promise<Uuid | null> {
    const row = draft.step(step);
    const unit = draft.bindingOf(row.unitProcedure)?.unit;
    if (row.kind !== 'program' || unit === undefined) return null;
    if (draft.phase(row, 'program').mode === 'manual') return null;
    const order = programOrder(draft, row);
    return (await this.equipment.command(tx, by, { unit, batch: draft.id, step, action: 'start-program', ...order }))
      .command;
  }

  private async sealsOf(tx: Tx, draft: Draft, step: Uuid): Promise<NamedSeal[]> {
    const { unit, arrivalsAfter } = draft.step(step);
    if (unit === null || arrivalsAfter === null) return [];
    return namedSeals(tx, unit, firstEvidence(draft, step, arrivalsAfter));
  }
}

/** The arrival after which a step's evidence begins: a capture's window may reach back before the step's start. */
function firstEvidence(draft: Draft, step: Uuid, arrivalsAfter: string): string {
  const captures = Object.values(draft.state.capture).filter((capture) => capture.step === step);
  const cited = captures.flatMap(({ arrivals }) => arrivals.map((arrival) => BigInt(arrival) - 1n));
  return cited.reduce((least, arrival) => (arrival < least ? arrival : least), BigInt(arrivalsAfter)).toString();
}
