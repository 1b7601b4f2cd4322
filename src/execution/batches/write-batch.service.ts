import { Inject, Injectable } from '@nestjs/common';
import type { Instant, Uuid } from '../../kernel/ids.js';
import { Refusal } from '../../kernel/refusal.js';
import { newId } from '../../platform/clock/index.js';
import type { Tx } from '../../platform/database/index.js';
import { Equipment } from '../../plant/equipment/index.js';
import { Readings } from '../../plant/readings/index.js';
import { type Actor, type Fact, Ledger, type NewStream, STAMP, type Stamp } from '../../trust/ledger/index.js';
import {
  boundUnits,
  databaseNow,
  lockStream,
  lockUnits,
  namedSeals,
  sealedArrival,
  storedBatch,
} from './batch.store.js';
import {
  type BatchState,
  conclude,
  Draft,
  effects,
  finishStep,
  programOrder,
  programsToFinish,
  programsToStart,
  startStep,
} from './domain/index.js';
import { RefuseUnqualified } from './refuse-unqualified.service.js';

type Decide = (draft: Draft) => void | Promise<void>;

export interface Written {
  state: BatchState;
  facts: Fact[];
}

/** Lock, decide, save, and let the unit follow: the one way in which a batch changes. */
@Injectable()
export class WriteBatch {
  constructor(
    private readonly ledger: Ledger,
    private readonly equipment: Equipment,
    private readonly readings: Readings,
    private readonly unqualified: RefuseUnqualified,
    @Inject(STAMP) private readonly stamp: Stamp,
  ) {}

  get speed(): number {
    return this.stamp.speed ?? 1;
  }

  /** Takes the bound units' locks before the batch's, since a decision may hold, release or seal the unit. */
  async change(tx: Tx, id: Uuid, by: Actor, decide: Decide): Promise<Written> {
    await this.refuseElsewhere(tx, id);
    lockUnits(tx, id);
    let before: BatchState | undefined;
    const written = await this.ledger.change(tx, storedBatch, id, by, async (state, now) => {
      before = state;
      const draft = this.draft(state, id, now, by);
      await decide(draft);
      await this.unqualified.check(tx, draft);
      if (draft.facts.length > 0) await this.goOn(tx, draft, by);
      return draft.facts;
    });
    await this.follow(tx, id, by, before!, written.state);
    return written;
  }

  /** Closes the open range of readings of the batch's unit. It takes the unit's locks, so it comes before `change`. */
  async seal(tx: Tx, id: Uuid, by: Actor): Promise<void> {
    const units = await boundUnits(tx, id);
    if (units === undefined) throw new Refusal('not-found', 'batch.not-found', { id });
    for (const unit of units) await this.readings.seal(tx, by, unit);
  }

  /** As `change`, where there may be nothing to state. */
  async changeIfAny(tx: Tx, id: Uuid, by: Actor, decide: (draft: Draft) => void): Promise<Written | null> {
    lockUnits(tx, id);
    await lockStream(tx, `batch/${id}`);
    const state = await this.ledger.load(tx, storedBatch, id);
    const trial = this.draft(state, id, await databaseNow(tx), by);
    decide(trial);
    return trial.facts.length === 0 ? null : this.change(tx, id, by, decide);
  }

  /** A batch that is not there yet. */
  async create(tx: Tx, id: Uuid, by: Actor, at: NewStream, decide: Decide): Promise<Written> {
    return this.ledger.change(
      tx,
      storedBatch,
      id,
      by,
      async (state, now) => {
        const draft = this.draft(state, id, now, by);
        await decide(draft);
        conclude(draft);
        return draft.facts;
      },
      at,
    );
  }

  /** A batch as it stands, without a lock, for reading. */
  async view(tx: Tx, id: Uuid): Promise<Draft> {
    const state = await this.ledger.load(tx, storedBatch, id);
    const by: Actor = { system: 'view', role: 'system' };
    return this.draft(state, id, await databaseNow(tx), by);
  }

  /** What follows by itself, and programs whose mode is automatic: started and ended as a person would. */
  private async goOn(tx: Tx, draft: Draft, by: Actor): Promise<void> {
    conclude(draft);
    for (const { id: step, version: seen, unitProcedure } of programsToStart(draft)) {
      const { unit } = draft.bindingOf(unitProcedure)!;
      const arrivalsAfter = await sealedArrival(tx, unit);
      const order = programOrder(draft, draft.step(step));
      const start = { unit, batch: draft.id, step, action: 'start-program' as const, ...order };
      const { command } = await this.equipment.command(tx, by, start);
      startStep(draft, { step, seen, arrivalsAfter, command, automatic: true });
    }
    for (const { id: step, version: seen, unit, arrivalsAfter } of programsToFinish(draft)) {
      await this.readings.seal(tx, by, unit!);
      finishStep(draft, { step, seen, seals: await namedSeals(tx, unit!, arrivalsAfter ?? '0') });
    }
    conclude(draft);
  }

  /** A person acts on a batch where at least one unit that it holds stands in a room of theirs; or none is held yet. */
  private async refuseElsewhere(tx: Tx, id: Uuid): Promise<void> {
    if ((tx.scope.rooms ?? '*') === '*') return;
    const held = (await boundUnits(tx, id)) ?? [];
    const refused: unknown[] = [];
    for (const unit of held) await this.equipment.actedOn(tx, { id: unit }).catch((error) => refused.push(error));
    if (held.length > 0 && refused.length === held.length) throw refused[0];
  }

  private draft(state: BatchState, batch: Uuid, now: Instant, by: Actor): Draft {
    return new Draft(state, { batch, now, by, speed: this.speed, newId });
  }

  private async release(tx: Tx, by: Actor, batch: Uuid, of: { unit: Uuid; quarantine: boolean }): Promise<void> {
    const { unit, quarantine } = of;
    await this.equipment.release(tx, by, { unit, batch });
    if (quarantine) await this.equipment.quarantine(tx, by, { unit, reason: 'command.unknown', batch });
  }

  private async follow(tx: Tx, batch: Uuid, by: Actor, before: BatchState, after: BatchState): Promise<void> {
    for (const effect of effects(before, after)) {
      if (effect.action !== 'release') await this.equipment.command(tx, by, { ...effect, batch });
      else await this.release(tx, by, batch, effect);
    }
  }
}
