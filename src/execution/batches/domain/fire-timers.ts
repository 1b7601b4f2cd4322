import type { Instant } from '../../../kernel/ids.js';
import type { Draft } from './draft.js';
import { repeatDue } from './repeat-steps.js';
import type { TimerPurpose, TimerRow } from './rows.js';
import { resultOverdue } from './take-sample.js';
import { lapseByTimer } from './windows.js';

/** Fires the timers that are due: a wait has elapsed, a hold time warns or lapses by itself, a result is overdue. */
export function fireTimers(draft: Draft): void {
  for (const timer of Object.values(draft.state.timer)) {
    if (timer.state !== 'running' || !isDue(timer, draft.now)) continue;
    draft.add('timer.fired', { timer: timer.number }, { happenedAt: timer.dueAt });
    FIRED[timer.purpose](draft, timer);
  }
}

const FIRED: Record<TimerPurpose, (draft: Draft, timer: TimerRow) => void> = {
  wait: () => undefined,
  'window-alert': lapseByTimer,
  'window-late': lapseByTimer,
  'result-due': resultOverdue,
  'repeat-due': repeatDue,
  // the unit follows by what has changed
  'stop-again': () => undefined,
};

/** A limit is missed only after its due time; all else is due then. */
const LIMITS: ReadonlySet<TimerPurpose> = new Set(['window-alert', 'window-late', 'result-due']);

const isDue = ({ purpose, dueAt }: TimerRow, now: Instant): boolean =>
  LIMITS.has(purpose) ? dueAt < now : dueAt <= now;
