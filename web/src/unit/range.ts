import { milliseconds } from '../parts/duration.js';
import { type Days, spanOf } from './days.js';

/** Times that a trend shows, up to now; `batch`: from when the unit was bound; `days`: those that are chosen. */
export const RANGES = ['PT15M', 'PT1H', 'PT8H', 'batch', 'days'] as const;
export type Range = (typeof RANGES)[number];

/** How many times the start of what is shown moves on while its length passes. */
const MOVES = 30;

/** Where a range begins, in steps, so that what is shown is not asked for anew with each second. */
export function startOf(range: Exclude<Range, 'days'>, now: number, boundAt: string | null): string {
  if (range === 'batch') return boundAt ?? new Date(now).toISOString();
  const length = milliseconds(range);
  const step = length / MOVES;
  return new Date(Math.floor(now / step) * step - length).toISOString();
}

const HOUR_MS = 3_600_000;
/** The longest that can be asked for at once, less what is asked for beyond now. */
const LONGEST_MS = 31 * 24 * HOUR_MS - HOUR_MS;

export interface ShownTime {
  from: string;
  /** null: up to now */
  to: string | null;
  /** more was asked for than can be shown */
  isCut: boolean;
}

/** What is shown of a range: of what is longer than can be asked for, its end. */
export function shownTime(range: Range, now: number, boundAt: string | null, days: Days, zone: string): ShownTime {
  const span = range === 'days' ? spanOf(days, zone) : { from: startOf(range, now, boundAt) };
  const to = span.until !== undefined && Date.parse(span.until) <= now ? span.until : null;
  const end = to === null ? Math.ceil(now / HOUR_MS) * HOUR_MS : Date.parse(to);
  const earliest = new Date(end - LONGEST_MS).toISOString();
  const from = span.from ?? earliest;
  const isCut = from < earliest;
  return { from: isCut ? earliest : from, to, isCut };
}
