import type { GapRow } from './gap.js';

const MINUTE = 600_000_000n;

/** Lengths of source time (100 ns) of which each is rolled up: a minute and ten. */
export const GRAINS = [MINUTE, 10n * MINUTE] as const;

/** A span of so many of a grain is drawn by it: what is folded for a trend stays few, and buckets enough. */
const ENOUGH = 240n;

/** Source times, both ends included; none where it ends before it begins. */
export interface TimeSpan {
  from: bigint;
  to: bigint;
}

/** How a trend is made: buckets of one width, counted from `origin`, of single readings and of whole grains. */
export interface TrendPlan {
  origin: bigint;
  width: bigint;
  byReading: [TimeSpan, TimeSpan];
  /** null where all is made of single readings */
  byGrain: (TimeSpan & { grain: bigint }) | null;
}

/** A good number and its source time. Integers come as the nearest float64, booleans as 0 and 1. */
export interface TrendPoint {
  value: number;
  sourceTime: bigint;
}

/** What a tag did in one stretch of time. Points are of good readings that are numbers, and null where there is none. */
export interface TrendBucket extends TimeSpan {
  /** the tag's number */
  tag: number;
  count: number;
  uncertain: number;
  bad: number;
  low: TrendPoint | null;
  high: TrendPoint | null;
  first: TrendPoint | null;
  last: TrendPoint | null;
  /** the highest status of readings that are not good, and when it first came */
  worst: { status: number; sourceTime: bigint } | null;
}

const NONE: TimeSpan = { from: 0n, to: -1n };
const upTo = (time: bigint, step: bigint): bigint => time + ((step - (time % step)) % step);

/**
 * At most `points` (two or more) buckets over a span. Buckets begin at multiples of their width, so that they stay the same
 * while what is shown moves on; in long spans they are whole grains, and only the grains at the ends are cut.
 */
export function planTrend({ from, to }: TimeSpan, points: number): TrendPlan {
  const length = to - from + 1n;
  const grain = GRAINS.findLast((one) => length > ENOUGH * one);
  if (grain !== undefined) return byGrain({ from, to }, points, grain);
  const least = widthOf(length, points);
  return { origin: from - (from % least), width: least, byReading: [{ from, to }, NONE], byGrain: null };
}

/** As {@link planTrend}, where rollups are all that is left: of whole grains, also at the ends. */
export function planRolled({ from, to }: TimeSpan, points: number): TrendPlan {
  const grain = GRAINS.findLast((one) => to - from + 1n > ENOUGH * one) ?? MINUTE;
  return byGrain({ from: from - (from % grain), to: upTo(to + 1n, grain) - 1n }, points, grain);
}

const widthOf = (length: bigint, points: number): bigint => upTo(length, BigInt(points - 1)) / BigInt(points - 1);

function byGrain({ from, to }: TimeSpan, points: number, grain: bigint): TrendPlan {
  const width = upTo(widthOf(to - from + 1n, points), grain);
  const first = upTo(from, grain);
  const end = to + 1n - ((to + 1n) % grain);
  return {
    origin: from - (from % width),
    width,
    byReading: [
      { from, to: first - 1n },
      { from: end, to },
    ],
    byGrain: { grain, from: first, to: end - 1n },
  };
}

/** Whether a gap of the tag that nothing has filled lies in a stretch of time, whole or in part. */
export const hasGap = (tag: string, { from, to }: TimeSpan, gaps: readonly GapRow[]): boolean =>
  gaps.some(
    (gap) =>
      gap.state !== 'backfilled' && gap.tags.includes(tag) && BigInt(gap.fromTime) < to && BigInt(gap.toTime) > from,
  );
