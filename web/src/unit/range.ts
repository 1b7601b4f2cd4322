import { milliseconds } from '../parts/duration.js';

/** Times that a trend shows, up to now; `batch`: from when the unit was bound. */
export const RANGES = ['PT15M', 'PT1H', 'PT8H', 'batch'] as const;
export type Range = (typeof RANGES)[number];

/** How many times the start of what is shown moves on while its length passes. */
const MOVES = 30;

/** Where a range begins, in steps, so that what is shown is not asked for anew with each second. */
export function startOf(range: Range, now: number, boundAt: string | null): string {
  if (range === 'batch') return boundAt ?? new Date(now).toISOString();
  const length = milliseconds(range);
  const step = length / MOVES;
  return new Date(Math.floor(now / step) * step - length).toISOString();
}
