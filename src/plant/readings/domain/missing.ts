/** What is known of a tag around a reported loss, in ascending source times. */
export interface TagTimes {
  tag: string;
  /** the last ones committed before the message's first value */
  before: bigint[];
  /** the message's, after those */
  arrived: bigint[];
}

/** Between two readings that are there, values of these tags are missing. */
export interface Span {
  from: bigint;
  to: bigint;
  tags: string[];
}

/** How many committed readings tell a tag's sampling distance. */
export const KNOWN = 9;

/**
 * The distance at which a tag is sampled: the median of its last distances, if three quarters of at least three lie within
 * half of it. Nothing for a tag that speaks only when it changes.
 */
export function samplingDistance(before: bigint[]): bigint | null {
  const times = before.slice(-KNOWN);
  const distances = times.slice(1).map((time, index) => time - times[index]!);
  if (distances.length < 3) return null;
  const median = [...distances].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))[distances.length >> 1]!;
  const regular = distances.filter((distance) => distance * 2n >= median && distance * 2n <= median * 3n);
  return regular.length * 4 >= distances.length * 3 ? median : null;
}

const isHole = (distance: bigint, sampling: bigint): boolean => distance * 2n > sampling * 3n;

/**
 * Where values are missing, given that a loss is reported for these tags. Sampled tags tell: a hole is longer than one and a
 * half sampling distances, and where there is none, nothing is missing. Tags that speak only when they change cannot tell;
 * they join the widest hole, or stand for themselves where no tag of the report is sampled yet.
 */
export function missingSpans(report: TagTimes[]): Span[] {
  const known = report.filter(({ before }) => before.length > 0);
  const sampled = known.flatMap((tag) => {
    const distance = samplingDistance(tag.before);
    return distance === null ? [] : [{ ...tag, distance }];
  });
  const silent = known.filter(({ tag }) => !sampled.some((other) => other.tag === tag));
  if (sampled.length === 0) return spanOfSilent(silent);
  const resumed = earliest(sampled.flatMap(({ arrived }) => arrived.slice(0, 1)));
  const holes = sampled.flatMap(({ tag, before, arrived, distance }) => {
    const after = arrived.length > 0 ? arrived : resumed === null ? [] : [resumed];
    const line = [before.at(-1)!, ...after];
    return line
      .slice(1)
      .flatMap((to, index) => (isHole(to - line[index]!, distance) ? [{ tag, from: line[index]!, to }] : []));
  });
  const spans = together(holes);
  const widest = spans.reduce<Span | null>(
    (wide, span) => (wide && wide.to - wide.from >= span.to - span.from ? wide : span),
    null,
  );
  widest?.tags.push(...silent.map(({ tag }) => tag));
  return spans.map((span) => ({ ...span, tags: span.tags.sort() }));
}

/** Whether late values have closed a gap: no sampled tag of it has a hole left, and one at least is sampled. */
export function isBackfilled(tags: { before: bigint[]; longest: bigint }[]): boolean {
  const sampled = tags.flatMap(({ before, longest }) => {
    const distance = samplingDistance(before);
    return distance === null ? [] : [isHole(longest, distance)];
  });
  return sampled.length > 0 && sampled.every((hole) => !hole);
}

function spanOfSilent(silent: TagTimes[]): Span[] {
  const from = earliest(silent.map(({ before }) => -before.at(-1)!));
  if (from === null) return [];
  const to = earliest(silent.flatMap(({ arrived }) => arrived.filter((time) => time > -from)));
  return to === null ? [] : [{ from: -from, to, tags: silent.map(({ tag }) => tag).sort() }];
}

const earliest = (times: bigint[]): bigint | null =>
  times.reduce<bigint | null>((first, time) => (first === null || time < first ? time : first), null);

function together(holes: { tag: string; from: bigint; to: bigint }[]): Span[] {
  const spans = new Map<string, Span>();
  for (const { tag, from, to } of holes) {
    const span = spans.get(`${from}-${to}`) ?? { from, to, tags: [] };
    span.tags.push(tag);
    spans.set(`${from}-${to}`, span);
  }
  return [...spans.values()];
}
