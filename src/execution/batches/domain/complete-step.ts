import type { Uuid } from '../../../kernel/ids.js';
import { Refusal } from '../../../kernel/refusal.js';
import { conclude } from './conclude.js';
import type { Draft } from './draft.js';
import type { NamedSeal } from './facts.js';
import { batchRuns, seenAsIs, stepRuns } from './guards.js';
import { nothingMissing } from './missing.js';
import { unanswered, uncommented } from './raise.js';
import { endRepeats } from './repeat-steps.js';
import type { StepRow } from './rows.js';
import { startResultClocks, stopResultClock } from './take-sample.js';
import { stopBatch } from './stop-batch.js';
import { isReopened, isStepOver } from './tables.js';
import { BY_PANEL } from './unit-program.js';
import { reachEdge } from './windows.js';

export interface Finish {
  step: Uuid;
  seen: number;
  /** the seals over the readings that the step rests on */
  seals: NamedSeal[];
}

/** The work of a step is done: everything it asks for is there, its evidence is named, and its signatures are due. */
export function finishStep(draft: Draft, { step: id, seen, seals }: Finish): void {
  const step = draft.step(id);
  seenAsIs(step, seen);
  stepRuns(draft, step);
  if (step.run?.runId === BY_PANEL && step.run.state === 'running') return finishAtPanel(draft, step, seals);
  nothingMissing(draft, step);
  if (step.kind === 'review') {
    nothingReopened(draft, step);
    everythingSaid(draft, step);
  }
  refuseUnanswered(draft, step);
  if (seals.length > 0) draft.add('evidence.named', { step: id, unit: step.unit!, seals, supplementary: false });
  const endedAt = step.endedAt ?? draft.when;
  draft.add('step.finished', { step: id, endedAt }, { happenedAt: endedAt });
  // a program ended when its unit said so
  if (step.run === null) {
    reachEdge(draft, step, 'end', endedAt);
    endRepeats(draft, step, endedAt);
  }
  if (step.kind === 'sample') startResultClocks(draft, draft.step(id));
  if (step.kind === 'result') stopResultClock(draft, step);
  if (draft.phase(step).sign.length === 0) commentsThenComplete(draft, draft.step(id));
}

/** A person has seen the program end at the unit's own panel. */
function finishAtPanel(draft: Draft, step: StepRow, seals: NamedSeal[]): void {
  const { id, run } = step;
  const endedAt = draft.when;
  const values = { step: id, outcome: 'completed', startedAt: run!.startedAt!, endedAt };
  draft.add('step.program-ended', values, { happenedAt: endedAt });
  reachEdge(draft, step, 'end', endedAt);
  endRepeats(draft, step, endedAt);
  finishStep(draft, { step: id, seen: draft.step(id).version, seals });
}

/** A review looks at what is signed: refuses with `review.step-open` while an earlier step is to be signed again. */
export function nothingReopened(draft: Draft, { place }: StepRow): void {
  const open = draft.steps.filter((step) => isReopened(step) && step.place < place).map(({ phase }) => phase);
  if (open.length > 0) throw new Refusal('conflict', 'review.step-open', { steps: open });
}

function commentsThenComplete(draft: Draft, step: StepRow): void {
  everythingSaid(draft, step);
  completeStep(draft, step);
}

/** Refuses with `exception.comment-missing`: of the step, and with the last step of the batch as a whole. */
export function everythingSaid(draft: Draft, step: StepRow): void {
  const silent = looksBack(draft, step)
    ? Object.values(draft.state.exception).filter(({ comment }) => comment === null)
    : uncommented(draft, step.id);
  if (silent.length > 0)
    throw new Refusal('conflict', 'exception.comment-missing', { exceptions: silent.map(({ number }) => number) });
}

/** A review, and the last step in any case, close what is open in the batch as a whole: it may have come late to a step before. */
const looksBack = (draft: Draft, step: StepRow): boolean =>
  step.kind === 'review' || draft.steps.every(({ id, state }) => id === step.id || isStepOver(state));

/** Refuses with `exception.answer-missing` while a supervisor has not answered: of the step, and at last of the batch. */
export function refuseUnanswered(draft: Draft, step: StepRow): void {
  const of = looksBack(draft, step) ? draft.steps.map(({ id }) => id) : [step.id];
  const open = of.flatMap((id) => unanswered(draft, id));
  if (open.length > 0)
    throw new Refusal('conflict', 'exception.answer-missing', { exceptions: open.map(({ number }) => number) });
}

/** A skipped step closes nothing of its own, but the last of a batch does not leave anything open. */
export function lastClosesAll(draft: Draft, step: StepRow): void {
  if (!looksBack(draft, step)) return;
  refuseUnanswered(draft, step);
  everythingSaid(draft, step);
}

/** A person chooses; until the step is signed they may choose again. */
export function makeDecision(
  draft: Draft,
  { step: id, seen, option }: { step: Uuid; seen: number; option: string },
): void {
  const step = draft.step(id);
  seenAsIs(step, seen);
  stepRuns(draft, step);
  const { options } = draft.phase(step, 'decision');
  if (!options.some((one) => one.id === option))
    throw new Refusal('unprocessable', 'decision.unknown-option', { option, options: options.map((one) => one.id) });
  if (step.decision === option) throw new Refusal('conflict', 'decision.made', { option });
  draft.add('decision.made', { step: id, option }, { happenedAt: draft.when });
}

/** A step complete: what follows from it may begin, or the batch ends. */
export function completeStep(draft: Draft, step: StepRow): void {
  batchRuns(draft);
  draft.allowStep(step, 'complete');
  draft.add('step.completed', { step: step.id });
  if (stops(draft, step)) stopBatch(draft, 'decision', step.id);
  conclude(draft);
}

function stops(draft: Draft, step: StepRow): boolean {
  const phase = draft.phase(step);
  return phase.kind === 'decision' && phase.options.find(({ id }) => id === step.decision)?.then === 'stop';
}
