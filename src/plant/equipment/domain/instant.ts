import type { Instant } from '../../../kernel/ids.js';

const YEAR_10000 = 253_402_300_800_000;

/** ISO 8601 of ms since 1970; null for what no unit can mean: before that, and from the year 10000, which is written otherwise. */
export const instantOrNull = (ms: number): Instant | null =>
  ms >= 0 && ms < YEAR_10000 ? new Date(ms).toISOString() : null;
