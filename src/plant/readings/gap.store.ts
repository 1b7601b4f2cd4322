import { Refusal } from '../../kernel/refusal.js';
import type { Tx } from '../../platform/database/index.js';
import type { StoredProjection } from '../../trust/ledger/index.js';
import {
  type CheckedValue,
  type Doubt,
  type GapAnswered,
  gapProjection,
  type GapRow,
  type GapsState,
  type GapState,
  KNOWN,
  type StoredGap,
  type Stretch,
  type TagDefinition,
  type TimeSpan,
} from './domain/index.js';
import { GapEntity } from './gap.entity.js';

export const storedGaps: StoredProjection<GapsState> = {
  ...gapProjection,
  tables: { gap: { entity: GapEntity, stream: 'unit' } },
};

/** For recording some: on a bad link a unit has thousands a year. */
export const newGap: StoredProjection<GapsState> = { ...storedGaps, loads: false };

/** How far a source time may lie beyond its receipt before its clock was wrong, in units of 100 ns: 5 min. */
const AHEAD = 3_000_000_000;

/** Readings of a tag among which those of a right clock are looked for. */
const LATEST = 10_000;

/**
 * For each tag of a unit (of those named, where any is) the last source times of its live readings, ascending: of those that
 * were not ahead when they came, since all that comes after a glitch of the clock lies before it. Where all were, of all.
 */
export async function timesBefore(
  tx: Tx,
  unit: string,
  tags: readonly string[] | undefined,
): Promise<{ tag: string; before: bigint[] }[]> {
  const rows = await tx.query<{ tag: string; before: string[] }>(
    `select t.code as tag,
            coalesce(
              nullif(array(select source_time
                             from (select distinct source_time
                                     from (select source_time, received_at from reading
                                            where tag = t.id and origin <> 'history'
                                            order by source_time desc limit $4) latest
                                    where source_time - $5::int8 <= extract(epoch from received_at) * 10000000
                                    order by source_time desc limit $3) last
                            order by 1), '{}'),
              array(select source_time
                      from (select distinct source_time from reading
                             where tag = t.id and origin <> 'history' order by source_time desc limit $3) last
                     order by 1)) as before
       from tag t where t.unit = $1 and t.current and ($2::text[] is null or t.code = any ($2))`,
    [unit, tags ?? null, KNOWN, LATEST, AHEAD],
  );
  return rows.map(({ tag, before }) => ({ tag, before: before.map(BigInt) }));
}

/** Losses that are reported and not settled. */
export async function saveDoubts(tx: Tx, unit: string, doubts: readonly Doubt[]): Promise<void> {
  await tx.query(`update unit_arrival set doubts = $2 where unit = $1`, [unit, JSON.stringify(doubts)]);
}

/** Open gaps of a unit inside which one of these values lies. */
export async function openGaps(tx: Tx, unit: string, values: readonly CheckedValue[]): Promise<StoredGap[]> {
  if (values.length === 0) return [];
  let [first, last] = [values[0]!.sourceTime, values[0]!.sourceTime];
  for (const { sourceTime } of values) {
    if (sourceTime < first) first = sourceTime;
    if (sourceTime > last) last = sourceTime;
  }
  const gaps = await tx.query<StoredGap>(
    `select id, unit, tags, from_time as "fromTime", to_time as "toTime", cause, state, sampling
       from gap where unit = $1 and state = 'open' and to_time > $2 and from_time < $3 order by from_time, id`,
    [unit, first, last],
  );
  return gaps.filter(({ fromTime, toTime }) => {
    const [from, to] = [BigInt(fromTime), BigInt(toTime)];
    return values.some(({ sourceTime }) => sourceTime > from && sourceTime < to);
  });
}

/** Gaps that overlap a span of source time, ends included, oldest first. */
export async function gapsBetween(tx: Tx, unit: string, from: bigint, to: bigint): Promise<GapRow[]> {
  return tx.query<GapRow>(
    `select id, unit, tags, from_time as "fromTime", to_time as "toTime", cause, state
       from gap where unit = $1 and to_time >= $2 and from_time <= $3 order by from_time, id`,
    [unit, from, to],
  );
}

/** Times of a unit, both ends included. */
export type UnitSpan = TimeSpan & { unit: string };

/** Gaps that overlap these times, the one that ended last first. `before`: the last one of the page before. */
export async function gapsOf(
  tx: Tx,
  spans: readonly UnitSpan[],
  page: { state: GapState | null; before: { toTime: string; id: string } | null; limit: number },
): Promise<GapRow[]> {
  return tx.query<GapRow>(
    `select distinct g.id, g.unit, g.tags, g.from_time as "fromTime", g.to_time as "toTime", g.cause, g.state
       from unnest($1::uuid[], $2::int8[], $3::int8[]) as s (unit, since, until)
      cross join lateral (
        select * from gap
         where unit = s.unit and to_time >= s.since and from_time <= s.until and ($4::text is null or state = $4)
           and ($5::int8 is null or (to_time, id) < ($5, $6::uuid))
         order by to_time desc, id desc limit $7) g
      order by "toTime" desc, id desc limit $7`,
    [
      spans.map(({ unit }) => unit),
      spans.map(({ from }) => `${from}`),
      spans.map(({ to }) => `${to}`),
      ...[page.state, page.before?.toTime ?? null, page.before?.id ?? null, page.limit],
    ],
  );
}

/** Refuses with `gap.not-found`. */
export async function foundGap(tx: Tx, id: string): Promise<GapRow> {
  const row = await tx.entities.findOneBy(GapEntity, { id });
  if (row === null) throw new Refusal('not-found', 'gap.not-found', { gap: id });
  const { sampling: _, ...gap } = row;
  return gap as GapRow;
}

/** Who has reviewed these gaps, and what they found, as the facts say it. */
export async function reviewsOf(
  tx: Tx,
  gaps: readonly GapRow[],
): Promise<{ gap: string; by: string; role: string; at: string; comment: string }[]> {
  if (gaps.length === 0) return [];
  const rows = await tx.query<{ text: string }>(
    `select text from fact
      where stream = any($1) and stream like 'unit/%' and type <> 'readings.sealed' and type = 'gap.accepted'`,
    [[...new Set(gaps.map(({ unit }) => `unit/${unit}`))]],
  );
  return rows.map(({ text }) => {
    const { values, by, at, reason = '' } = JSON.parse(text) as GapAnswered;
    return { gap: values.gap, by: 'person' in by ? by.name : '', role: by.role, at, comment: reason };
  });
}

/**
 * Of each group of stretches its holes: where between two readings, or an end and a reading, there is more than one and a
 * half of the sampling distance.
 */
export async function holesIn(
  tx: Tx,
  tags: ReadonlyMap<string, TagDefinition>,
  groups: readonly (readonly Stretch[])[],
): Promise<Stretch[][]> {
  const asked = groups.flatMap((stretches, group) => stretches.map((stretch) => ({ ...stretch, group })));
  const holes: Stretch[][] = groups.map(() => []);
  if (asked.length === 0) return holes;
  const rows = await tx.query<{ place: string; from: string; to: string }>(
    `select s.place, d."from", d."to"
       from unnest($1::int[], $2::int8[], $3::int8[], $4::int8[]) with ordinality as s (tag, first, last, sampling, place)
      cross join lateral (
        select lag(at) over (order by at) as "from", at as "to"
          from (select s.first as at union all select s.last
                union all select source_time from reading where tag = s.tag and source_time > s.first and source_time < s.last) t) d
      where (d."to" - d."from") * 2 > s.sampling * 3 order by s.place, d."to"`,
    [
      asked.map(({ tag }) => tags.get(tag)?.id ?? null),
      asked.map(({ from }) => `${from}`),
      asked.map(({ to }) => `${to}`),
      asked.map(({ sampling }) => `${sampling}`),
    ],
  );
  for (const { place, from, to } of rows) {
    const { group, tag, sampling } = asked[Number(place) - 1]!;
    holes[group]!.push({ tag, from: BigInt(from), to: BigInt(to), sampling });
  }
  return holes;
}
