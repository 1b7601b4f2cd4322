import { Refusal } from '../../../kernel/refusal.js';
import { unitProceduresOf } from '../../../definition/recipes/domain/index.js';
import type { Draft } from './draft.js';
import type { StepRow } from './rows.js';

const OVER = new Set(['complete', 'stopped']);

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
}

/** Whether a unit is bound for a unit procedure; what is done by hand has none. */
export const onUnit = ({ recipe }: Draft, unitProcedure: string): boolean =>
  unitProceduresOf(recipe).find((one) => one.unitProcedure === unitProcedure)?.unitClass != null;

/** 11.10(f): the first step that is not complete, alone, may be started. */
export const nextStep = (draft: Draft): StepRow | undefined => draft.steps.find(({ state }) => state !== 'complete');

/** Refuses with `step.not-next` and the step that comes first, or with `batch.unit-not-bound`. */
export function isNext(draft: Draft, step: StepRow): void {
  const first = nextStep(draft);
  if (first?.id !== step.id)
    throw new Refusal('conflict', 'step.not-next', { step: step.phase, first: first?.phase ?? null });
  if (onUnit(draft, step.unitProcedure) && draft.batch.unitProcedure !== step.unitProcedure)
    throw new Refusal('conflict', 'batch.unit-not-bound', { unitProcedure: step.unitProcedure });
}

export const isOver = ({ batch }: Draft): boolean => OVER.has(batch.state);
