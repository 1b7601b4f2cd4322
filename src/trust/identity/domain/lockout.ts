import type { Instant } from '../../../kernel/ids.js';
import type { AccessSettings } from './access-policy.js';

const MINUTE = 60_000;

/** Until when these failures, in order of time, lock a person; null where they do not, or no longer. */
export function lockedUntil(
  failures: readonly Instant[],
  now: Instant,
  { failures: most, windowMinutes, lockMinutes }: AccessSettings['lockout'],
): Instant | null {
  const times = failures.map((at) => Date.parse(at));
  const ends = times.flatMap((last, index) => {
    const first = times[index - most + 1];
    return first !== undefined && last - first <= windowMinutes * MINUTE ? [last + lockMinutes * MINUTE] : [];
  });
  const end = Math.max(...ends, 0);
  return end > Date.parse(now) ? new Date(end).toISOString() : null;
}
