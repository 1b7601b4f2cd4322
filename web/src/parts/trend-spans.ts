import type { Gap, Limits, Reading, Series } from '../api/types.js';

/** Limits and when they hold; milliseconds since 1970, without an end for as long as is shown. */
export interface LimitBand {
  from: number;
  to: number | null;
  alert: Limits | null;
  action: Limits | null;
}

/** Something that happened, marked at the top of a trend. */
export interface TrendMark {
  id: string;
  from: number;
  /** null while it goes on */
  to: number | null;
  tone: 'alert' | 'action';
}

/** A time without numbers: readings are lost, are not good, or nobody says anything. */
export type EmptySpan = { from: number; to: number } & (
  { kind: 'gap'; cause: string } | { kind: 'bad'; status: number } | { kind: 'silent' }
);

/** A time whose single readings are archived: what is drawn of it is by the minute. Milliseconds since 1970. */
export interface ArchivedSpan {
  from: number;
  to: number;
  /** the latest that a part of it was archived */
  since: number;
}

/** Archived weeks in the time that is shown; those that follow one another as one. */
export function archivedSpans(
  archived: Series['archived'],
  { from, to }: { from: number; to: number },
): ArchivedSpan[] {
  const spans: ArchivedSpan[] = [];
  for (const { fromAt, toAt, detachedAt } of archived) {
    const start = Math.max(from, fromAt === null ? from : Date.parse(fromAt));
    const [end, since] = [Math.min(to, Date.parse(toAt)), Date.parse(detachedAt)];
    const last = spans.at(-1);
    if (end <= start) continue;
    if (last !== undefined && last.to >= start) Object.assign(last, { to: end, since: Math.max(last.since, since) });
    else spans.push({ from: start, to: end, since });
  }
  return spans;
}

/** Spans to be shown: that nobody said anything is said of no time that is archived, which is shown as such. */
export const withoutArchived = (spans: readonly EmptySpan[], archived: readonly ArchivedSpan[]): EmptySpan[] =>
  spans.flatMap((span) => (span.kind === 'silent' ? archived.reduce(without, [span]) : [span]));

const without = (parts: EmptySpan[], { from, to }: ArchivedSpan): EmptySpan[] =>
  parts.flatMap((part) =>
    [
      { ...part, to: Math.min(part.to, from) },
      { ...part, from: Math.max(part.from, to) },
    ].filter((one) => one.to > one.from),
  );

/** What was read of a tag over a time. */
export interface Past {
  readings: readonly Reading[];
  /** gaps of the unit */
  gaps: readonly Gap[];
  from: number;
  /** the end of what is shown: now, while it goes on */
  to: number;
  /** the longest that a tag may be silent, in milliseconds */
  longest: number;
}

const at = ({ sourceAt }: Reading): number => Date.parse(sourceAt);
const isGood = ({ quality, value }: Reading): boolean => quality === 'good' && value !== null;

/** Gaps of a tag that are not filled, in the time that is shown. */
export const gapsOf = (tag: string, { gaps, from, to }: Pick<Past, 'gaps' | 'from' | 'to'>): EmptySpan[] =>
  gaps
    .filter(({ tags, state }) => state !== 'backfilled' && tags.includes(tag))
    .map(({ fromAt, toAt, cause }) => ({ kind: 'gap' as const, from: Date.parse(fromAt), to: Date.parse(toAt), cause }))
    .filter((span) => span.to > from && span.from < to);

/** From each reading that is not good to the next that is. */
function badSpans({ readings, to }: Past): EmptySpan[] {
  const spans: EmptySpan[] = [];
  let open: Extract<EmptySpan, { kind: 'bad' }> | null = null;
  for (const reading of readings)
    if (isGood(reading)) {
      if (open !== null) open.to = at(reading);
      open = null;
    } else if (open === null) {
      open = { kind: 'bad', from: at(reading), to, status: reading.status };
      spans.push(open);
    }
  return spans;
}

/** Between two readings, or the last and the end, for longer than the tag may be silent and without a gap that says why. */
function silentSpans(past: Past, told: readonly EmptySpan[]): EmptySpan[] {
  const times = [...past.readings.map(at), past.to];
  return times
    .slice(1)
    .map((to, index) => ({ kind: 'silent' as const, from: times[index]!, to }))
    .filter(({ from, to }) => to - from > past.longest)
    .filter(({ from, to }) => !told.some((span) => span.from <= from && span.to >= to));
}

/** Times of a tag without numbers, each with why. */
export function emptySpans(tag: string, past: Past): EmptySpan[] {
  const told = [...gapsOf(tag, past), ...badSpans(past)];
  return [...told, ...silentSpans(past, told)].sort((a, b) => a.from - b.from);
}

/** Seconds and values for the plot, from the start of what is shown to its end: a line that crosses no empty span. */
export function trendRows(
  readings: readonly Reading[],
  spans: readonly EmptySpan[],
  { from, to }: { from: number; to: number },
): [number[], (number | null)[]] {
  const points = readings.map((reading): [number, number | null] => [
    at(reading) / 1000,
    isGood(reading) ? Number(reading.value) : null,
  ]);
  const breaks = spans.map(({ from, to: end }): [number, null] => [(from + end) / 2000, null]);
  const ends = [from, to].map((end): [number, null] => [end / 1000, null]);
  const rows = [...ends, ...points, ...breaks].sort(([a], [b]) => a - b);
  return [rows.map(([time]) => time), rows.map(([, value]) => value)];
}

/** Readings to draw of what was read: of each bucket those that it keeps, in order of time. */
export function readingsOf(tag: string, { readings, buckets }: Pick<Series, 'readings' | 'buckets'>): Reading[] {
  const kept = buckets.flatMap(({ ucum, low, high, first, last, worst }) => {
    const good = [first, low, high, last].flatMap((point) => (point === null ? [] : [point]));
    const points = [...new Map(good.map((point) => [`${point.sourceTime} ${point.value}`, point])).values()]
      .map(({ sourceAt, value }): Reading => ({ tag, ucum, sourceAt, value, status: 0, quality: 'good' }))
      .concat(worst === null ? [] : [{ tag, ucum, sourceAt: worst.sourceAt, value: null, ...badly(worst.status) }]);
    return points.sort((a, b) => at(a) - at(b));
  });
  return [...readings, ...kept];
}

const badly = (status: number): Pick<Reading, 'status' | 'quality'> => ({
  ...{ status, quality: status >>> 30 > 1 ? 'bad' : 'uncertain' },
});

/** What was read, and live values after it; each good number of these has come as one. */
export function withLive(
  past: readonly Reading[],
  live: { last: Reading; points: readonly (readonly [number, number])[] } | undefined,
): Reading[] {
  if (live === undefined) return [...past];
  const newest = past.length === 0 ? -Infinity : at(past.at(-1)!);
  const fresh = live.points.filter(([time]) => time > newest);
  const points = fresh.map(([time, value]): Reading => {
    return { ...live.last, sourceAt: new Date(time).toISOString(), value, status: 0, quality: 'good' };
  });
  const last = fresh.at(-1)?.[0] ?? newest;
  return [...past, ...points, ...(at(live.last) > last ? [live.last] : [])];
}
