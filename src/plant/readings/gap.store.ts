import type { Tx } from '../../platform/database/index.js';
import type { StoredProjection } from '../../trust/ledger/index.js';
import { gapProjection, type GapRow, type GapsState, KNOWN } from './domain/index.js';
import { GapEntity } from './gap.entity.js';

export const storedGaps: StoredProjection<GapsState> = {
  ...gapProjection,
  tables: { gap: { entity: GapEntity, stream: 'unit' } },
};

/** For each tag of a unit (of those named, where any is) its last committed source times before an instant, ascending. */
export async function timesBefore(
  tx: Tx,
  unit: string,
  instants: ReadonlyMap<string, bigint>,
  tags?: string[],
): Promise<{ tag: string; before: bigint[] }[]> {
  const rows = await tx.query<{ tag: string; before: string[] }>(
    `select t.code as tag,
            array(select source_time
                    from (select distinct source_time from reading
                           where tag = t.id and source_time < coalesce(i.instant, 9223372036854775807)
                           order by source_time desc limit $5) last
                   order by 1) as before
       from tag t left join unnest($3::text[], $4::int8[]) as i (code, instant) on i.code = t.code
      where t.unit = $1 and t.current and ($2::text[] is null or t.code = any ($2))`,
    [unit, tags ?? null, [...instants.keys()], [...instants.values()], KNOWN],
  );
  return rows.map(({ tag, before }) => ({ tag, before: before.map(BigInt) }));
}

/** Open gaps of a unit that have a part strictly between two source times. */
export async function openGaps(tx: Tx, unit: string, from: bigint, to: bigint): Promise<GapRow[]> {
  const gaps = await gapsBetween(tx, unit, from, to);
  return gaps.filter(
    ({ state, fromTime, toTime }) => state === 'open' && BigInt(toTime) > from && BigInt(fromTime) < to,
  );
}

/** Gaps that overlap a span of source time, ends included, oldest first. */
export async function gapsBetween(tx: Tx, unit: string, from: bigint, to: bigint): Promise<GapRow[]> {
  return tx.query<GapRow>(
    `select id, unit, tags, from_time as "fromTime", to_time as "toTime", cause, state
       from gap where unit = $1 and to_time >= $2 and from_time <= $3 order by from_time, id`,
    [unit, from, to],
  );
}

/** For each tag of a gap: the times up to its start, and the longest distance without a reading inside it. */
export async function holesIn(
  tx: Tx,
  { unit, tags, fromTime, toTime }: GapRow,
): Promise<{ before: bigint[]; longest: bigint }[]> {
  const starts = new Map(tags.map((tag) => [tag, BigInt(fromTime) + 1n]));
  const times = await timesBefore(tx, unit, starts, tags);
  const rows = await tx.query<{ tag: string; longest: string }>(
    `select t.code as tag, coalesce(max(d.distance), $4::int8 - $3::int8) as longest
       from tag t left join lateral
            (select source_time - lag(source_time) over (order by source_time) as distance
               from reading where tag = t.id and source_time between $3 and $4) d on true
      where t.unit = $1 and t.current and t.code = any ($2) group by t.code`,
    [unit, tags, fromTime, toTime],
  );
  const longest = new Map(rows.map((row) => [row.tag, BigInt(row.longest)]));
  return times.map(({ tag, before }) => ({ before, longest: longest.get(tag)! }));
}
