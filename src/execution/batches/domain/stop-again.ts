import type { Instant } from '../../../kernel/ids.js';
import type { Draft } from './draft.js';
import type { BatchState, ExceptionRow, StepRow } from './rows.js';
import { programRuns } from './unit-program.js';
import { cancelStepTimers, later, setTimer } from './windows.js';

/** Ms until a stop that came to nothing is asked for again: twice as long each time, at most a quarter of an hour. */
const AGAIN = { first: 60_000, most: 900_000 };

const clocksOf = ({ timer }: BatchState, step: StepRow) =>
  Object.values(timer).filter((one) => one.step === step.id && one.purpose === 'stop-again');

/** The unit did not take a stop, or nobody knows whether it did: it is asked again for as long as the program may run. */
export function askToStopAgain(draft: Draft, step: StepRow): void {
  const clocks = clocksOf(draft.state, step);
  if (clocks.some(({ state }) => state === 'running')) return;
  const ms = Math.min(AGAIN.most, AGAIN.first * 2 ** clocks.length);
  setTimer(draft, 'stop-again', later(draft.now, ms), { step: step.id, window: null });
}

/** Whether a step's program is to be told once more to stop. */
export const stopsAgain = (before: BatchState, after: BatchState, step: StepRow): boolean =>
  programRuns(step) &&
  clocksOf(after, step).some(({ id, state }) => state === 'fired' && before.timer[id]?.state === 'running');

/** Exceptions of stops that came to nothing, and of which the program has not ended since. */
export const failedStops = (draft: Draft, step: StepRow): ExceptionRow[] =>
  draft
    .exceptionsOf(step.id)
    .filter(({ kind, values, endedAt }) => STOP_FAILED.has(kind) && values['action'] === 'stop' && endedAt === null);

const STOP_FAILED: ReadonlySet<string> = new Set(['command.failed', 'command.unknown']);

/** The program has ended, however that came. */
export function endFailedStops(draft: Draft, step: StepRow, at: Instant): void {
  cancelStepTimers(draft, step, 'stop-again');
  for (const { number: exception, startedAt } of failedStops(draft, step))
    draft.add('exception.ended', { exception, step: step.id, endedAt: at > startedAt ? at : startedAt, values: {} });
}
