import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Uuid } from '../../kernel/ids.js';
import type { Tx } from '../../platform/database/index.js';
import type { CommandFacts, LocalFacts, ProgramFacts, PromptFacts } from '../../plant/equipment/index.js';
import type { GapRecorded } from '../../plant/readings/index.js';
import { type Fact, Ledger } from '../../trust/ledger/index.js';
import {
  changedLocally,
  commandFailed,
  dataGap,
  type Draft,
  programConfirmed,
  programEnded,
  programHeld,
  programResumed,
  promptEnded,
  setpointsRead,
  unitPrompted,
} from './domain/index.js';
import { batchesOf } from './monitor.store.js';
import { WriteBatch } from './write-batch.service.js';

/** What units say changes the batches that they are bound to, in the same transaction. */
@Injectable()
export class OnUnitFacts implements OnModuleInit {
  constructor(
    private readonly ledger: Ledger,
    private readonly batches: WriteBatch,
  ) {}

  onModuleInit(): void {
    this.on<CommandFacts['command.confirmed']>('command.confirmed', programConfirmed);
    this.on<CommandFacts['command.failed']>('command.failed', (draft, values) =>
      commandFailed(draft, { ...values, unknown: false }),
    );
    this.on<CommandFacts['command.unknown']>('command.unknown', (draft, values) =>
      commandFailed(draft, { ...values, unknown: true }),
    );
    this.on<ProgramFacts['program.held']>('program.held', programHeld);
    this.on<ProgramFacts['program.resumed']>('program.resumed', programResumed);
    this.on<ProgramFacts['program.ended']>('program.ended', programEnded);
    this.ofUnit<LocalFacts['unit.changed-locally']>('unit.changed-locally', changedLocally);
    this.ofUnit<LocalFacts['program.setpoints-read']>('program.setpoints-read', setpointsRead);
    this.ofUnit<PromptFacts['unit.prompted']>('unit.prompted', unitPrompted);
    this.ofUnit<PromptFacts['unit.prompt-ended']>('unit.prompt-ended', promptEnded);
    this.ledger.on('gap.recorded', (tx, fact) => this.gap(tx, fact));
  }

  private on<Values extends { batch: Uuid; step: Uuid }>(
    type: string,
    decide: (draft: Draft, values: Values) => void,
  ): void {
    this.ledger.on(type, async (tx, fact) => {
      const values = fact.values as unknown as Values;
      const unit = fact.stream.slice('unit/'.length);
      await this.batches.changeIfAny(tx, values.batch, fact.by, (draft) => {
        // one that was replaced says nothing of the step any more
        if (draft.step(values.step).unit === unit) decide(draft, values);
      });
    });
  }

  /** Of a batch, which may be of none of its steps; what no batch holds the unit for is said to none. */
  private ofUnit<Values extends { batch: Uuid | null }>(
    type: string,
    decide: (draft: Draft, values: Values & { unit: Uuid }) => void,
  ): void {
    this.ledger.on(type, async (tx, fact) => {
      const values = { ...(fact.values as unknown as Values), unit: fact.stream.slice('unit/'.length) };
      if (values.batch !== null)
        await this.batches.changeIfAny(tx, values.batch, fact.by, (draft) => decide(draft, values));
    });
  }

  private async gap(tx: Tx, fact: Fact): Promise<void> {
    const { from, to, of, ...gap } = (fact as GapRecorded).values;
    // the rest of one that is an exception already
    if (of !== undefined) return;
    const unit = fact.stream.slice('unit/'.length);
    const span = { ...gap, unit, from: BigInt(from), to: BigInt(to) };
    for (const batch of await batchesOf(tx, unit))
      await this.batches.changeIfAny(tx, batch, fact.by, (draft) => dataGap(draft, span));
  }
}
