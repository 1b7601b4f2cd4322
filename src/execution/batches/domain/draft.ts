import type { Instant, Uuid } from '../../../kernel/ids.js';
import { Refusal } from '../../../kernel/refusal.js';
import { next } from '../../../kernel/transition-table.js';
import type { MasterRecipe, Phase } from '../../../definition/recipes/domain/index.js';
import {
  elementsOf,
  phasesOf,
  type UnitProcedure,
  unitProceduresOf,
} from '../../../definition/recipes/domain/index.js';
import type { Actor, NewFact } from '../../../trust/ledger/domain/index.js';
import { rowId } from './apply-records.js';
import { newestRecipe, placeOf } from './apply-batch.js';
import type { BatchFacts, BatchFactType } from './facts.js';
import { batchProjection } from './projection.js';
import type { BatchRow, BatchState, BindingRow, ElementRow, EntryRow, ExceptionRow, StepRow } from './rows.js';
import { BATCH_TABLE, type BatchCommand, STEP_TABLE, type StepCommand } from './tables.js';

/** What a decision knows of the world besides the batch. */
export interface Circumstances {
  batch: Uuid;
  now: Instant;
  by: Actor;
  /** the demo's speed factor; 1 in real life */
  speed: number;
  /** of steps that come to be */
  newId: () => Uuid;
}

/** A decision being made: the facts stated so far, and the rows as they will stand after them. */
export class Draft {
  readonly facts: NewFact[] = [];
  readonly now: Instant;
  readonly by: Actor;
  readonly speed: number;
  readonly id: Uuid;
  readonly newId: () => Uuid;
  /** event time of what a person does: now, or as they state it */
  when: Instant;
  /** stated after the allowed time, with a second person */
  late = false;

  constructor(
    public state: BatchState,
    { batch, now, by, speed, newId }: Circumstances,
  ) {
    [this.id, this.now, this.by, this.speed, this.newId] = [batch, now, by, speed, newId];
    this.when = now;
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

  /** What steps that are still to come are made by: the newest that was applied. */
  get recipe(): MasterRecipe {
    return newestRecipe(this.state).recipe;
  }

  /** What the places of steps by the recipe in force begin with: they come after all that was done by the one before. */
  get placeBefore(): string {
    const { id, version } = newestRecipe(this.state);
    return id === this.id ? '' : `~${placeOf(version)}.`;
  }

  /** What a step is made by. */
  recipeOf(step: Pick<StepRow, 'recipe'>): MasterRecipe {
    return this.state.batch_recipe[step.recipe]!.recipe;
  }

  /** A unit procedure of the recipe that is in force. */
  unitProcedure(id: string): UnitProcedure {
    const found = unitProceduresOf(this.recipe).find(({ unitProcedure }) => unitProcedure === id);
    if (found === undefined) throw new Refusal('not-found', 'batch.unit-procedure-unknown', { unitProcedure: id });
    return found;
  }

  /** Units that hold the batch now. */
  get bindings(): BindingRow[] {
    return Object.values(this.state.binding).filter(({ releasedAt }) => releasedAt === null);
  }

  /** The unit that is bound for a unit procedure. */
  bindingOf(unitProcedure: string): BindingRow | undefined {
    return this.bindings.find((binding) => binding.unitProcedure === unitProcedure);
  }

  element(rounds: string, name: string): ElementRow | undefined {
    return this.state.element[`${this.id}/${rounds}${name}`];
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

  /** The step of a phase; of several rounds the one beside `near`, else the last that has begun, else the first. */
  stepAt(phase: string, near?: Pick<StepRow, 'rounds'>): StepRow {
    const all = this.steps.filter((step) => step.phase === phase && step.state !== 'omitted');
    const beside = near && all.find(({ rounds }) => rounds === near.rounds);
    return beside ?? all.findLast(({ startedAt }) => startedAt !== null) ?? all[0] ?? this.omitted(phase);
  }

  private omitted(phase: string): StepRow {
    return this.steps.find((step) => step.phase === phase)!;
  }

  /** The frozen recipe's word on a step. */
  phase(step: StepRow): Phase;
  phase<K extends Phase['kind']>(step: StepRow, kind: K): Extract<Phase, { kind: K }>;
  phase(step: StepRow, kind?: Phase['kind']): Phase {
    const phase = phaseOf(this.recipeOf(step), step.phase);
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
  number(letter: 'V' | 'N' | 'E' | 'T' | 'M', table: 'entry' | 'event' | 'exception' | 'timer' | 'note'): string {
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

const byId = new WeakMap<MasterRecipe, Map<string, Phase>>();

/** A phase of a recipe by its id, of an ad-hoc block too. */
export function phaseOf(recipe: MasterRecipe, id: string): Phase {
  let phases = byId.get(recipe);
  if (phases === undefined) {
    const adHoc = (recipe.adHoc ?? []).flatMap((block) => elementsOf(block.phases));
    phases = new Map([...phasesOf(recipe).map(({ phase }) => phase), ...adHoc].map((phase) => [phase.id, phase]));
    byId.set(recipe, phases);
  }
  return phases.get(id)!;
}

// a state's tables never change: what is found in one is found once
const ordered = new WeakMap<BatchState['step'], StepRow[]>();

/** In forced order. */
export function stepsOf({ step }: Pick<BatchState, 'step'>): StepRow[] {
  const known = ordered.get(step) ?? Object.values(step).sort((a, b) => (a.place < b.place ? -1 : 1));
  ordered.set(step, known);
  return known;
}

const standingEntries = new WeakMap<BatchState['entry'], Map<string, EntryRow>>();

/** A field's standing entry. */
export function currentEntry({ entry }: Pick<BatchState, 'entry'>, step: Uuid, field: string): EntryRow | undefined {
  let known = standingEntries.get(entry);
  if (known === undefined) {
    const standing = Object.values(entry).filter(({ supersededBy }) => supersededBy === null);
    known = new Map(standing.map((row) => [`${row.step}/${row.field}`, row]));
    standingEntries.set(entry, known);
  }
  return known.get(`${step}/${field}`);
}
