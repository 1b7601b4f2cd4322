import type { MessageGap } from '../../equipment/domain/index.js';
import { samplingDistance } from './sampling.js';

/** A tag that a reported loss is about. int64 as text, as the row has it. */
export interface Doubted {
  /** source time of its last live reading before the report */
  since: string;
  /** the distance at which it is sampled; null where it cannot tell what is missing */
  sampling: string | null;
}

/** A reported loss that is not settled: these tags have not spoken since. */
export interface Doubt {
  cause: MessageGap['cause'];
  tags: Readonly<Record<string, Doubted>>;
}

/** A tag's readings between two that are there, to be looked at for what is missing. */
export interface Stretch {
  tag: string;
  from: bigint;
  to: bigint;
  sampling: bigint;
}

/** Between two readings of these tags that are there, values of them are missing. */
export interface Span {
  from: bigint;
  to: bigint;
  tags: string[];
  /** by tag, of those that are sampled: int64 as text */
  sampling: Record<string, string>;
}

/** The last source time at which each tag is live in a message. */
export type Heard = ReadonlyMap<string, bigint>;

/**
 * A report of a loss puts its tags in doubt, of all that have spoken where it names none; what is in doubt already stays so
 * from then on. One that names only tags that cannot tell is a doubt of its own: in another they would follow the sampled ones; and
 * so are tags that history filled, which others are not to follow.
 * `before`: the last source times of live readings, ascending.
 */
export function doubt(
  doubts: readonly Doubt[],
  { cause, tags, filled = [] }: MessageGap,
  known: readonly { tag: string; before: readonly bigint[] }[],
): Doubt[] {
  const reported = known.flatMap(({ tag, before }): [string, Doubted][] => {
    if (before.length === 0) return [];
    return [[tag, { since: `${before.at(-1)!}`, sampling: samplingDistance(before)?.toString() ?? null }]];
  });
  const lost = reported.filter(([tag]) => tags?.includes(tag) ?? true);
  const isOwn = tags !== undefined && isMute(Object.fromEntries(lost));
  const others = isOwn ? doubts.filter((one) => isMute(one.tags)) : doubts;
  const opened = open(doubts, others, cause, lost);
  // what history has told is believed of tags that cannot tell
  const told = reported.filter(([tag, { sampling }]) => sampling !== null && filled.includes(tag));
  return open(opened, opened, cause, told);
}

const isMute = (tags: Doubt['tags']): boolean => Object.values(tags).every(({ sampling }) => sampling === null);

/** One more doubt, of the tags that are in none of the others. */
function open(
  doubts: readonly Doubt[],
  others: readonly Doubt[],
  cause: Doubt['cause'],
  reported: readonly [string, Doubted][],
): Doubt[] {
  const fresh = reported.filter(([tag]) => !others.some(({ tags }) => tag in tags));
  return fresh.length === 0 ? [...doubts] : [...doubts, { cause, tags: Object.fromEntries(fresh) }];
}

/** What messages make of a doubt. `left`: the tags that still have not spoken; `silent`: a span for want of a sampled tag. */
export interface Hearing {
  cause: Doubt['cause'];
  left: Doubt['tags'];
  stretches: Stretch[];
  silent: Span | null;
}

/** A sampled tag is judged up to the message in which it next speaks; the others wait for those. */
export function hear({ cause, tags }: Doubt, messages: readonly Heard[]): Hearing {
  if (isMute(tags)) return hearSilent({ cause, tags }, messages);
  const left = { ...tags };
  const stretches: Stretch[] = [];
  for (const heard of messages)
    for (const [tag, to] of heard) {
      const { since, sampling } = left[tag] ?? {};
      if (since === undefined || sampling == null || to <= BigInt(since)) continue;
      delete left[tag];
      stretches.push({ tag, from: BigInt(since), to, sampling: BigInt(sampling) });
    }
  return { cause, left, stretches, silent: null };
}

/** Where no tag of a report is sampled it is believed: from the last reading of any of them to the next. */
function hearSilent({ cause, tags }: Doubt, messages: readonly Heard[]): Hearing {
  const names = Object.keys(tags).sort();
  const from = names.map((tag) => BigInt(tags[tag]!.since)).reduce((last, time) => (time > last ? time : last));
  for (const heard of messages) {
    const times = names.flatMap((tag) => heard.get(tag) ?? []).filter((time) => time > from);
    if (times.length === 0) continue;
    const to = times.reduce((first, time) => (time < first ? time : first));
    return { cause, left: {}, stretches: [], silent: { from, to, tags: names, sampling: {} } };
  }
  return { cause, left: tags, stretches: [], silent: null };
}

/**
 * What is missing by a doubt, given the holes that were found in its stretches, and what is left of it. Tags that speak only
 * when they change join the widest of the first holes found; where no sampled tag shows one, nothing of them is missing.
 */
export function settle(
  { cause, left, stretches, silent }: Hearing,
  holes: readonly Stretch[],
): { spans: Span[]; left: Doubt | null } {
  if (silent !== null) return { spans: [silent], left: null };
  if (stretches.length === 0) return { spans: [], left: { cause, tags: left } };
  const mute = Object.keys(left).filter((tag) => left[tag]!.sampling === null);
  const spans = together(holes, mute);
  const rest = Object.entries(left).filter(([tag]) => spans.length === 0 || !mute.includes(tag));
  const waits = rest.some(([, { sampling }]) => sampling !== null);
  return { spans, left: waits ? { cause, tags: Object.fromEntries(rest) } : null };
}

/** One span for all tags that have the same hole; `mute` ones join the widest. */
export function together(holes: readonly Stretch[], mute: readonly string[]): Span[] {
  const spans = new Map<string, Span>();
  for (const { tag, from, to, sampling } of holes) {
    const span = spans.get(`${from}-${to}`) ?? { from, to, tags: [], sampling: {} };
    span.tags.push(tag);
    span.sampling[tag] = `${sampling}`;
    spans.set(`${from}-${to}`, span);
  }
  const ordered = [...spans.values()].sort((a, b) => Number(a.from - b.from || a.to - b.to));
  const length = ({ from, to }: Span): bigint => to - from;
  ordered
    .reduce<Span | null>((wide, span) => (wide && length(wide) >= length(span) ? wide : span), null)
    ?.tags.push(...mute);
  return ordered.map((span) => ({ ...span, tags: span.tags.sort() }));
}
