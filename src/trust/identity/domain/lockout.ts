import type { Instant } from '../../../kernel/ids.js';

const MINUTE = 60_000;

/** So many failures within the window lock a person for the time after the last of them. */
export const LOCKOUT = { failures: 5, windowMs: 15 * MINUTE, lockMs: 15 * MINUTE };

/** How long failures matter. */
export const FAILURE_MEMORY_MS = LOCKOUT.windowMs + LOCKOUT.lockMs;

/** Until when these failures, in order of time, lock a person; null where they do not, or no longer. */
export function lockedUntil(failures: readonly Instant[], now: Instant): Instant | null {
  const times = failures.map((at) => Date.parse(at));
  const ends = times.flatMap((last, index) => {
    const first = times[index - LOCKOUT.failures + 1];
    return first !== undefined && last - first <= LOCKOUT.windowMs ? [last + LOCKOUT.lockMs] : [];
  });
  const end = Math.max(...ends, 0);
  return end > Date.parse(now) ? new Date(end).toISOString() : null;
}
