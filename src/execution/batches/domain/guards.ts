import { Refusal } from '../../../kernel/refusal.js';
import { unitProceduresOf } from '../../../definition/recipes/domain/index.js';
import type { Draft } from './draft.js';
import { progressOf } from './progress.js';
import type { BatchState, StepRow } from './rows.js';

const OVER = new Set(['complete', 'stopping', 'stopped', 'aborting', 'aborted']);

/** Refuses with `step.stale` a command on a step that has changed since the person looked, and says what changed it. */
export function seenAsIs(step: StepRow, seen: number): void {
  const { version, changedBy, changedAt, changedWith } = step;
  if (seen !== version)
    throw new Refusal('conflict', 'step.stale', {
      seen,
      now: version,
      changed: { by: changedBy, at: changedAt, with: changedWith },
    });
}

/** Refuses with `batch.not-running` where the batch is idle, held or over. */
export function batchRuns({ batch }: Draft): void {
  if (batch.state !== 'running')
    throw new Refusal('conflict', 'batch.not-running', { state: batch.state, because: batch.heldBecause });
}

/** A step that takes entries: refuses with `step.not-running`, and a held batch's with `batch.not-running`. */
export function stepRuns(draft: Draft, step: StepRow): void {
  batchRuns(draft);
  if (step.state !== 'running')
    throw new Refusal('conflict', 'step.not-running', { step: step.phase, state: step.state });
  isOwned(draft, step);
}

/** Refuses with `step.owned` a person who does not work on the step; they take it over first. What the system does is free. */
export function isOwned({ by }: Pick<Draft, 'by'>, { phase, owner, ownerName }: StepRow): void {
  if ('person' in by && owner !== null && owner !== by.person)
    throw new Refusal('conflict', 'step.owned', { step: phase, owner: ownerName });
}

/** Whether a unit is bound for a unit procedure; what is done by hand has none. */
export const onUnit = ({ recipe }: Draft, unitProcedure: string): boolean =>
  unitProceduresOf(recipe).find((one) => one.unitProcedure === unitProcedure)?.unitClass != null;

/** 11.10(f): the steps whose turn it is, or that are at work now; the first of them is the one to look at. */
export function openSteps(draft: Draft): StepRow[] {
  const known = open.get(draft.state) ?? progressOf(draft).open;
  open.set(draft.state, known);
  return known;
}

// a state never changes: what is found in one is found once
const open = new WeakMap<BatchState, StepRow[]>();

export const nextStep = (draft: Draft): StepRow | undefined => openSteps(draft)[0];

/** Refuses with `step.not-next` and the step that comes first, or with `batch.unit-not-bound`. */
export function isNext(draft: Draft, step: StepRow): void {
  const open = openSteps(draft);
  if (!open.some(({ id }) => id === step.id))
    throw new Refusal('conflict', 'step.not-next', { step: step.phase, first: open[0]?.phase ?? null });
  if (onUnit(draft, step.unitProcedure) && draft.bindingOf(step.unitProcedure) === undefined)
    throw new Refusal('conflict', 'batch.unit-not-bound', { unitProcedure: step.unitProcedure });
}

export const isOver = ({ batch }: Draft): boolean => OVER.has(batch.state);
