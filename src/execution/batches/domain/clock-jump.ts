import type { Instant } from '../../../kernel/ids.js';
import { CLOCK_JUMPED } from './apply-records.js';
import type { Draft } from './draft.js';
import { isOver } from './guards.js';

/** A look at two clocks at once: one that only ever runs on, in ms, and the one that facts are timed by. */
export interface ClockLook {
  steady: number;
  clock: Instant;
}

/** How far a clock was set, in ms: ahead, or behind where negative. */
export interface ClockJump {
  ms: number;
  /** what it would have shown */
  expected: Instant;
  found: Instant;
}

/** What differs by less is drift, or the time between the two looks. */
const NOTICED_MS = 2_000;

/** What two looks say of the clock between them; null where it ran on as it should. */
export function clockJump(before: ClockLook, after: ClockLook): ClockJump | null {
  const expected = Date.parse(before.clock) + Math.round(after.steady - before.steady);
  const ms = Date.parse(after.clock) - expected;
  if (Math.abs(ms) <= NOTICED_MS) return null;
  return { ms, expected: new Date(expected).toISOString(), found: after.clock };
}

/** The jump is on record in a batch that is not over, once, and a wait that runs is not shortened by it. */
export function noteClockJump(draft: Draft, { ms, expected, found }: ClockJump): void {
  if (isOver(draft) || draft.batch.state === 'idle') return;
  // another instance of the server saw it too
  const known = Object.values(draft.state.event).some(
    ({ kind, endedAt, values }) =>
      kind === CLOCK_JUMPED &&
      Math.abs(Number(values['ms']) - ms) <= NOTICED_MS &&
      Math.abs(Date.parse(endedAt!) - Date.parse(found)) <= 2 * NOTICED_MS,
  );
  if (known) return;
  draft.add('clock.jumped', { event: draft.number('N', 'event'), ms, expected, found });
  if (ms < 0) return;
  for (const { number: timer, purpose, state, dueAt } of Object.values(draft.state.timer))
    if (purpose === 'wait' && state === 'running')
      draft.add('timer.moved', { timer, dueAt: new Date(Date.parse(dueAt) + ms).toISOString(), ms });
}

/** How much a clock was set ahead within a span of it: that much of the span has not passed. */
export const jumpedAhead = ({ state }: Pick<Draft, 'state'>, from: Instant, to: Instant): number =>
  Object.values(state.event)
    .filter(({ kind, startedAt, endedAt }) => kind === CLOCK_JUMPED && startedAt >= from && endedAt! <= to)
    .reduce((sum, { values }) => sum + Math.max(0, Number(values['ms'])), 0);
