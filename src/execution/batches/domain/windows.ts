import type { Instant } from '../../../kernel/ids.js';
import type { HoldWindow, PhaseEdge } from '../../../definition/recipes/domain/index.js';
import { judgeElapsed, windowLengths } from '../../rules/domain/index.js';
import { jumpedAhead } from './clock-jump.js';
import type { Draft } from './draft.js';
import { raise, record } from './raise.js';
import type { StepRow, TimerPurpose, TimerRow } from './rows.js';

const isAt = (edge: PhaseEdge, phase: string, which: PhaseEdge['edge']): boolean =>
  edge.phase === phase && edge.edge === which;

export const later = (instant: Instant, ms: number): Instant => new Date(Date.parse(instant) + ms).toISOString();

export function setTimer(
  draft: Draft,
  purpose: TimerPurpose,
  dueAt: Instant,
  of: { step: string | null; window: string | null },
): void {
  draft.add('timer.set', { timer: draft.number('T', 'timer'), purpose, dueAt, ...of });
}

/** Hold times begin and end at the edges of phases, on event time. */
export function reachEdge(draft: Draft, step: StepRow, edge: PhaseEdge['edge'], at: Instant): void {
  for (const window of draft.recipe.windows) {
    if (isAt(window.to, step.phase, edge)) close(draft, window, step, at);
    if (isAt(window.from, step.phase, edge)) open(draft, window, step, at);
  }
}

function open(draft: Draft, window: HoldWindow, near: StepRow, at: Instant): void {
  const { alert, max } = windowLengths(window, draft.speed);
  const to = placed(draft, window.to) ? draft.stepAt(window.to.phase, near) : null;
  // what is not done ends no hold
  if (to === null || to.state === 'omitted' || to.state === 'skipped') return;
  const of = { step: to.id, window: window.id };
  if (alert !== null) setTimer(draft, 'window-alert', later(at, alert), of);
  if (max !== null) setTimer(draft, 'window-late', later(at, max), of);
}

function close(draft: Draft, window: HoldWindow, step: StepRow, at: Instant): void {
  for (const timer of Object.values(draft.state.timer))
    if (timer.window === window.id && timer.state === 'running') draft.add('timer.cancelled', { timer: timer.number });
  const begun = begunAt(draft, window, step);
  if (begun === null) return;
  const lengths = windowLengths(window, draft.speed);
  const elapsed = Date.parse(at) - Date.parse(begun);
  // a clock that was set ahead makes no hold shorter
  const tooEarly = lengths.min !== null && elapsed - jumpedAhead(draft, begun, at) < lengths.min;
  const verdict = tooEarly ? 'early' : judgeElapsed(lengths, elapsed);
  if (verdict !== 'within') lapse(draft, { window, step, verdict, begun, at });
}

/** Hold times that run on to steps which a newer version has put in place of others. */
export function reopenWindows(draft: Draft): void {
  for (const window of draft.recipe.windows) {
    if (!placed(draft, window.from) || !placed(draft, window.to)) continue;
    const from = draft.stepAt(window.from.phase);
    const begun = begunAt(draft, window, from);
    if (begun !== null && draft.stepAt(window.to.phase).state === 'idle') open(draft, window, from, begun);
  }
}

/** A phase that a newer version has put before the point from which on the batch goes by it has no step. */
const placed = (draft: Draft, { phase }: PhaseEdge): boolean => draft.steps.some((step) => step.phase === phase);

function begunAt(draft: Draft, { from }: HoldWindow, near: StepRow): Instant | null {
  if (!placed(draft, from)) return null;
  const step = draft.stepAt(from.phase, near);
  return from.edge === 'start' ? step.startedAt : step.endedAt;
}

/** A hold time that was missed, found at its end or by its timer before; stated once. */
function lapse(
  draft: Draft,
  {
    window,
    step,
    verdict,
    begun,
    at,
  }: { window: HoldWindow; step: StepRow; verdict: 'early' | 'alert' | 'late'; begun: Instant; at: Instant },
): void {
  const { min, max, alert } = windowLengths(window, draft.speed);
  const values = { window: window.id, from: begun, to: at, min, max, alert };
  const happening = {
    step,
    kind: `window.${verdict}`,
    identity: `window/${step.rounds}${window.id}/${verdict}`,
    values,
    startedAt: at,
  };
  if (verdict === 'alert') record(draft, happening);
  else
    raise(draft, {
      ...happening,
      criticality: window.criticality,
      onBreach: window.onBreach,
      deviation: window.deviation,
    });
}

/** Nothing is timed in a batch that is over. */
export function cancelTimers(draft: Draft): void {
  for (const timer of Object.values(draft.state.timer))
    if (timer.state === 'running') draft.add('timer.cancelled', { timer: timer.number });
}

/** Timers of a step for one purpose. */
export function cancelStepTimers(draft: Draft, step: StepRow, purpose: TimerPurpose): void {
  for (const timer of Object.values(draft.state.timer))
    if (timer.step === step.id && timer.purpose === purpose && timer.state === 'running')
      draft.add('timer.cancelled', { timer: timer.number });
}

/** Hold times that would have ended with steps which will not be done. */
export function cancelWindowsTo(draft: Draft, omitted: readonly StepRow[]): void {
  const gone = new Set(omitted.map(({ id }) => id));
  for (const timer of Object.values(draft.state.timer))
    if (timer.step !== null && gone.has(timer.step) && timer.state === 'running')
      draft.add('timer.cancelled', { timer: timer.number });
}

/** A window's timer has run down: it warns, or lapses by itself. */
export function lapseByTimer(draft: Draft, { window: id, step: to, purpose, dueAt }: TimerRow): void {
  const window = draft.recipe.windows.find((one) => one.id === id);
  if (window === undefined) return;
  const step = draft.step(to!);
  const verdict = purpose === 'window-alert' ? 'alert' : 'late';
  lapse(draft, { window, step, verdict, begun: begunAt(draft, window, step)!, at: dueAt });
}
