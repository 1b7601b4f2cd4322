import type { Client } from 'pg';
import { SECOND, START } from './ingestion.js';

const WEEK = 7n * 86_400n * SECOND;

/** A Monday some thirty weeks ago: where the week begins that `makeOldWeeks` makes. */
export const OLD = ((START - 30n * WEEK - 4n * 86_400n * SECOND) / WEEK) * WEEK + 4n * 86_400n * SECOND;

/** Cuts the first partition at these source times, each the end of one that is named; the rest is `reading_since`. As owner. */
export async function cutFirstWeek(owner: Client, ...cuts: [name: string, to: bigint][]): Promise<void> {
  const { rows } = await owner.query<{ bound: string }>(
    `select substring(pg_get_expr(relpartbound, oid) from 'TO \\(''(-?\\d+)''\\)') as bound from pg_class where relname = 'reading_first'`,
  );
  const ends = [...cuts, ['reading_since', rows[0]!.bound] as const];
  const made = ends.map(
    ([name, to], index) =>
      `create table ${name} partition of reading for values from (${index === 0 ? 'minvalue' : ends[index - 1]![1]}) to (${to});
       create unique index ${name}_arrival on ${name} (unit, arrival);`,
  );
  await owner.query(
    `begin; alter table reading detach partition reading_first; ${made.join(' ')}
     insert into reading select * from reading_first; drop table reading_first; commit`,
  );
}

/** Cuts a week of long ago out of the first partition, as there would be had the database been made before it; as owner. */
export const makeOldWeeks = (owner: Client): Promise<void> =>
  cutFirstWeek(owner, ['reading_before', OLD], ['reading_old', OLD + WEEK]);

/** A reading of a tag, so many seconds into the old week, as if it had come then; as owner. */
export async function storeOld(owner: Client, unit: string, tag: string, seconds: number[], value = 37): Promise<void> {
  await owner.query(
    `with took as (update unit_arrival set last = last + cardinality($3::int8[]) where unit = $1 returning last - cardinality($3::int8[]) as last)
     insert into reading (tag, source_time, digest, unit, arrival, number, status, quality, received_at, origin)
     select t.id, s.at, decode(md5(s.at::text), 'hex'), $1, took.last + s.place, $4, 0, 0, now(), 'live'
       from took, tag t, unnest($3::int8[]) with ordinality as s (at, place) where t.unit = $1 and t.code = $2 and t.current`,
    [unit, tag, seconds.map((second) => (OLD + BigInt(second) * SECOND).toString()), value],
  );
}
