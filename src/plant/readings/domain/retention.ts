import type { Instant } from '../../../kernel/ids.js';
import { Refusal } from '../../../kernel/refusal.js';
import { type Fact, type NewFact, type Projection, put } from '../../../trust/ledger/domain/index.js';
import { sourceTimeOf, TICKS_A_MILLISECOND } from './source-time.js';
import type { TimeSpan } from './trend.js';

/** Years, months, weeks or days, ISO 8601: `P15Y`. */
export const PERIOD = /^P(\d{1,3})([YMWD])$/;

export interface RetentionPolicy {
  /** how long raw readings stay in the table of readings; null for ever */
  keep: string | null;
  /** how long after its end a batch needs the readings of its units */
  afterBatch: string;
}

/** Nothing is detached until somebody says so. */
export const KEEP_ALL: RetentionPolicy = { keep: null, afterBatch: 'P30Y' };

/** One for all partitions, since each holds a week of every unit. */
export const RETENTION = 'readings';

export interface RetentionRow extends RetentionPolicy {
  id: string;
  definedAt: Instant;
}

/** A partition that is none any more. Source times are int64 as text, the end excluded; `fromTime` null where it is open. */
export interface ArchivedRow {
  id: string;
  retention: string;
  fromTime: string | null;
  toTime: string;
  bytes: string;
  detachedAt: Instant;
}

/** Source times of a detached week, the end excluded; `from` null where it is open. */
export interface ArchivedSpan {
  from: bigint | null;
  to: bigint;
}

/** What came after this may be of no detached week: it is at most thirty days late, and no week goes before it is sixty days old. */
export const mayBeArchived = (receivedAt: Instant, now: Instant): boolean =>
  Date.parse(now) - Date.parse(receivedAt) > SURELY_THERE_DAYS * 86_400_000;

export type RetentionState = {
  reading_retention: Readonly<Record<string, RetentionRow>>;
  reading_archive: Readonly<Record<string, ArchivedRow>>;
};

type RetentionFact =
  | Fact<'retention.defined', { keep: string | null; afterBatch: string }>
  | Fact<'readings.detached', { partition: string; from: string | null; to: string; bytes: string }>;

/** Late values come up to thirty days back; what is kept is so much longer that a spool of weeks finds its partition too. */
const LEAST_DAYS = 90;

/** Thirty days, less some for the clocks of server and database. */
const SURELY_THERE_DAYS = 28;

/** A batch is over when it is completed, and released some weeks later: its readings are there until then and for a while after. */
const LEAST_AFTER_BATCH = 'P1Y';

export const LEAST_RETENTION: RetentionPolicy = { keep: `P${LEAST_DAYS}D`, afterBatch: LEAST_AFTER_BATCH };

/** The instant by so much before another. */
export function before(at: Instant, period: string): Instant {
  const [, count, letter] = PERIOD.exec(period)!;
  const [date, many] = [new Date(at), Number(count)];
  if (letter === 'Y') date.setUTCFullYear(date.getUTCFullYear() - many);
  else if (letter === 'M') date.setUTCMonth(date.getUTCMonth() - many);
  else date.setUTCDate(date.getUTCDate() - many * (letter === 'W' ? 7 : 1));
  return date.toISOString();
}

/** Refuses with `retention.too-short`, and what stands already with `retention.unchanged`. */
export function decideRetention(
  { reading_retention: { [RETENTION]: is } }: RetentionState,
  { keep, afterBatch }: RetentionPolicy,
  reason: string,
  now: Instant,
): NewFact[] {
  if (keep !== null && Date.parse(now) - Date.parse(before(now, keep)) < LEAST_DAYS * 86_400_000)
    throw new Refusal('unprocessable', 'retention.too-short', { keep, days: LEAST_DAYS });
  if (before(now, afterBatch) > before(now, LEAST_AFTER_BATCH))
    throw new Refusal('unprocessable', 'retention.too-short', { afterBatch, least: LEAST_AFTER_BATCH });
  if (is?.keep === keep && is.afterBatch === afterBatch)
    throw new Refusal('conflict', 'retention.unchanged', { keep, afterBatch });
  return [{ type: 'retention.defined', values: { keep, afterBatch }, reason }];
}

/** A week of source time, as the database has it. */
export interface Week {
  name: string;
  /** null where it is open */
  from: bigint | null;
  /** excluded */
  to: bigint;
  bytes: bigint;
}

export const decideDetach = ({ name, from, to, bytes }: Week): NewFact[] => [
  {
    type: 'readings.detached',
    values: { partition: name, from: from === null ? null : `${from}`, to: `${to}`, bytes: `${bytes}` },
  },
];

/** A span of a unit that somebody needs; up to now where `to` is null. */
export interface NeededSpan {
  unit: string;
  from: Instant;
  to: Instant | null;
  /** what needs it */
  batch: string;
}

/** Why a week stays: nobody says how long, it is not over for long enough, batches need it, or its seals are not all made. */
export type Kept = 'no-policy' | 'young' | 'needed' | 'unsealed';

/** Before a unit is bound and after it is released, what captures and late seals look at. */
const AROUND = 86_400_000n * TICKS_A_MILLISECOND;

/** Batches that need each of some weeks, in the weeks' order, which is that of time. Spans are walked once, not once a week. */
export function neededBy(weeks: readonly Week[], needs: readonly NeededSpan[]): string[][] {
  const coming = needs
    .map(({ batch, from, to }) => ({
      batch,
      from: sourceTimeOf(from) - AROUND,
      to: to === null ? null : sourceTimeOf(to) + AROUND,
    }))
    .sort((a, b) => (a.from < b.from ? -1 : 1));
  let open: typeof coming = [];
  let next = 0;
  return weeks.map((week) => {
    for (; next < coming.length && coming[next]!.from < week.to; next++) open.push(coming[next]!);
    open = open.filter(({ to }) => week.from === null || to === null || to >= week.from);
    return [...new Set(open.map(({ batch }) => batch))];
  });
}

/** Whether a policy lets a week go, whoever may need it. */
export function isOver({ to }: Week, { keep }: RetentionPolicy, now: Instant): boolean {
  return keep !== null && to <= sourceTimeOf(before(now, keep));
}

/** Detached weeks with a part in a span, the first one first; both of the span's ends included. */
export const archivedIn = ({ from, to }: TimeSpan, weeks: readonly ArchivedRow[]): ArchivedRow[] =>
  weeks
    .filter((week) => BigInt(week.toTime) > from && (week.fromTime === null || BigInt(week.fromTime) <= to))
    .toSorted((a, b) => (BigInt(a.toTime) < BigInt(b.toTime) ? -1 : 1));

export const retentionProjection: Projection<RetentionState> = {
  kind: 'retention',
  empty: { reading_retention: {}, reading_archive: {} },
  apply(state, given) {
    const fact = given as RetentionFact;
    const retention = fact.stream.slice('retention/'.length);
    switch (fact.type) {
      case 'retention.defined':
        return put(state, 'reading_retention', retention, { id: retention, ...fact.values, definedAt: fact.at });
      case 'readings.detached': {
        const { partition: id, from: fromTime, to: toTime, bytes } = fact.values;
        return put(state, 'reading_archive', id, { id, retention, fromTime, toTime, bytes, detachedAt: fact.at });
      }
    }
  },
};
