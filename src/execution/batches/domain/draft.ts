import type { Instant, Uuid } from '../../../kernel/ids.js';
import { Refusal } from '../../../kernel/refusal.js';
import { next } from '../../../kernel/transition-table.js';
import type { MasterRecipe, Phase } from '../../../definition/recipes/domain/index.js';
import { phasesOf } from '../../../definition/recipes/domain/index.js';
import type { Actor, NewFact } from '../../../trust/ledger/domain/index.js';
import { rowId } from './apply-records.js';
import type { BatchFacts, BatchFactType } from './facts.js';
import { batchProjection } from './projection.js';
import type { BatchRow, BatchState, EntryRow, ExceptionRow, StepRow } from './rows.js';
import { BATCH_TABLE, type BatchCommand, STEP_TABLE, type StepCommand } from './tables.js';

/** What a decision knows of the world besides the batch. */
export interface Circumstances {
  batch: Uuid;
  now: Instant;
  by: Actor;
  /** the demo's speed factor; 1 in real life */
  speed: number;
}

/** A decision being made: the facts stated so far, and the rows as they will stand after them. */
export class Draft {
  readonly facts: NewFact[] = [];
  readonly now: Instant;
  readonly by: Actor;
  readonly speed: number;
  readonly id: Uuid;

  constructor(
    public state: BatchState,
    { batch, now, by, speed }: Circumstances,
  ) {
    [this.id, this.now, this.by, this.speed] = [batch, now, by, speed];
  }

  add<T extends BatchFactType>(
    type: T,
    values: BatchFacts[T],
    more: { happenedAt?: Instant; reason?: string } = {},
  ): void {
    this.take({ type, values: values as Record<string, unknown>, ...more });
  }

  /** States a fact; the ledger gives it its place, zone and configuration later. */
  take(fact: NewFact): void {
    this.facts.push(fact);
    const { now: at, by, id } = this;
    const placed = {
      v: 1 as const,
      seq: 0,
      zone: '',
      config: '',
      at,
      happenedAt: at,
      by,
      stream: `batch/${id}`,
      ...fact,
    };
    this.state = batchProjection.apply(this.state, placed);
  }

  get batch(): BatchRow {
    return this.state.batch[this.id]!;
  }

  get recipe(): MasterRecipe {
    return this.state.batch_recipe[this.id]!.recipe;
  }

  /** In forced order. */
  get steps(): StepRow[] {
    return stepsOf(this.state);
  }

  step(id: Uuid): StepRow {
    const step = this.state.step[id];
    if (step === undefined) throw new Refusal('not-found', 'step.not-found', { step: id });
    return step;
  }

  stepAt(phase: string): StepRow {
    return this.steps.find((step) => step.phase === phase)!;
  }

  /** The frozen recipe's word on a step. */
  phase(step: StepRow): Phase;
  phase<K extends Phase['kind']>(step: StepRow, kind: K): Extract<Phase, { kind: K }>;
  phase(step: StepRow, kind?: Phase['kind']): Phase {
    const phase = phaseOf(this.recipe, step.phase);
    if (kind !== undefined && phase.kind !== kind)
      throw new Refusal('conflict', 'step.wrong-kind', { step: step.phase, kind: phase.kind, expected: kind });
    return phase;
  }

  exception(number: string): ExceptionRow {
    const row = this.state.exception[rowId(this.id, number)];
    if (row === undefined) throw new Refusal('not-found', 'exception.not-found', { exception: number });
    return row;
  }

  exceptionsOf(step: Uuid | null): ExceptionRow[] {
    return Object.values(this.state.exception).filter((exception) => exception.step === step);
  }

  /** Numbers what is new in a table: `E1`, `E2`, … */
  number(letter: 'V' | 'N' | 'E' | 'T', table: 'entry' | 'event' | 'exception' | 'timer'): string {
    return `${letter}${Object.keys(this.state[table]).length + 1}`;
  }

  /** Refuses with `batch.transition-not-allowed`. */
  allowBatch(command: BatchCommand): void {
    next('batch', BATCH_TABLE, this.batch.state, command);
  }

  /** Refuses with `step.transition-not-allowed`. */
  allowStep(step: StepRow, command: StepCommand): void {
    next('step', STEP_TABLE, step.state, command);
  }
}

export const phaseOf = (recipe: MasterRecipe, id: string): Phase =>
  phasesOf(recipe).find(({ phase }) => phase.id === id)!.phase;

export const stepsOf = (state: Pick<BatchState, 'step'>): StepRow[] =>
  Object.values(state.step).sort((a, b) => a.position - b.position);

/** A field's standing entry. */
export const currentEntry = (state: BatchState, step: Uuid, field: string): EntryRow | undefined =>
  Object.values(state.entry).find(
    (entry) => entry.step === step && entry.field === field && entry.supersededBy === null,
  );
