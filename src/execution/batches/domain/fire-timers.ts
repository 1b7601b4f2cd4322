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
};

/** A wait is over at its due time, and what is repeated is due then; a limit is missed only after it. */
const isDue = ({ purpose, dueAt }: TimerRow, now: Instant): boolean =>
  purpose === 'wait' || purpose === 'repeat-due' ? dueAt <= now : dueAt < now;
