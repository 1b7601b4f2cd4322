import type { Tx } from '../../platform/database/index.js';
import { GRAINS, type TimeSpan, type TrendBucket, type TrendPlan, type TrendPoint } from './domain/index.js';

/** What stands of a tag and a bucket. Rows of one bucket are folded to one, be they readings, rollups or both. */
const COLUMNS = 'count, uncertain, bad, low, low_at, high, high_at, first, first_at, last, last_at, worst, worst_at';

/** One reading as such a row; `g` is its number, where it is a good one. */
const OF_READING = `1 as count, (r.quality = 1)::int as uncertain, (r.quality = 2)::int as bad, g.v as low, g.at as low_at,
  g.v as high, g.at as high_at, g.v as first, g.at as first_at, g.v as last, g.at as last_at,
  case when r.quality > 0 then r.status end as worst, case when r.quality > 0 then r.source_time end as worst_at`;
const NUMBER = `case when r.quality = 0 then coalesce(r.number, r.integer::float8, r.boolean::int::float8) end`;
const GOOD = `cross join lateral (select ${NUMBER} as v, case when ${NUMBER} is not null then r.source_time end as at) g`;

const folded = (key: string, rows: string): string => `
  select ${key}, sum(count)::int as count, sum(uncertain)::int as uncertain, sum(bad)::int as bad,
         min(low) as low, min(low_at) filter (where low = lowest) as low_at,
         max(high) as high, min(high_at) filter (where high = highest) as high_at,
         min(first) filter (where first_at = earliest) as first, min(first_at) as first_at,
         max(last) filter (where last_at = latest) as last, max(last_at) as last_at,
         max(worst) as worst, min(worst_at) filter (where worst = severest) as worst_at
    from (select *, min(low) over own as lowest, max(high) over own as highest, min(first_at) over own as earliest,
                 max(last_at) over own as latest, max(worst) over own as severest
            from (${rows}) rows window own as (partition by ${key})) ranked
   group by ${key}`;

const ROLL = `
  with fresh as materialized (
    select r.tag, n.grain, r.source_time / n.grain * n.grain as start, ${OF_READING}
      from reading r ${GOOD} cross join (values ${GRAINS.map((grain) => `(${grain}::int8)`).join(', ')}) n (grain)
     where r.unit = $1 and r.arrival > $2 and r.arrival <= $3),
  before as (
    select m.tag, m.grain, m.start, ${COLUMNS} from reading_rollup m
     where (m.tag, m.grain, m.start) in (select tag, grain, start from fresh))
  insert into reading_rollup (tag, grain, start, ${COLUMNS})
  ${folded('tag, grain, start', 'select * from fresh union all select * from before')}
      on conflict (tag, grain, start) do update
     set (${COLUMNS}) = (${COLUMNS.replaceAll(/\w+/g, 'excluded.$&')})`;

const BY_READING = `select r.tag, (r.source_time - $2::int8) / $3::int8 as bucket, ${OF_READING}`;
const TREND = `${folded(
  'tag, bucket',
  `${BY_READING} from reading r ${GOOD} where r.tag = any ($1::int[]) and r.source_time between $4 and $5
  union all
  ${BY_READING} from reading r ${GOOD} where r.tag = any ($1::int[]) and r.source_time between $6 and $7
  union all
  -- not rolled up yet; offset 0 keeps to the index by arrival
  ${BY_READING} from (select * from reading where unit = $8 and arrival > $9 offset 0) r ${GOOD}
   where r.tag = any ($1::int[]) and r.source_time between $11 and $12
  union all
  select m.tag, (m.start - $2::int8) / $3::int8 as bucket, ${COLUMNS} from reading_rollup m
   where m.tag = any ($1::int[]) and m.grain = $10 and m.start between $11 and $12`,
)} order by tag, bucket`;

/** Units of which something came that is not rolled up. */
export async function unitsToRoll(tx: Tx): Promise<string[]> {
  const rows = await tx.query<{ unit: string }>(
    `select unit from unit_arrival a left join reading_rolled r using (unit)
      where a.last > coalesce(r.arrival, 0) order by unit`,
  );
  return rows.map(({ unit }) => unit);
}

/** Rolls up the next arrivals of a unit, at most `most` of them, each exactly once; whether more are left. */
export async function rollArrivals(tx: Tx, unit: string, most: number): Promise<boolean> {
  tx.later(`insert into reading_rolled (unit) values ($1) on conflict do nothing`, [unit]);
  const [held] = await tx.query<{ arrival: string }>(`select arrival from reading_rolled where unit = $1 for update`, [
    unit,
  ]);
  const [next] = await tx.query<{ last: string }>(`select last from unit_arrival where unit = $1`, [unit]);
  const [arrival, last] = [BigInt(held!.arrival), BigInt(next?.last ?? 0)];
  const to = arrival + BigInt(most) < last ? arrival + BigInt(most) : last;
  tx.later(ROLL, [unit, arrival, to]);
  tx.later(`update reading_rolled set arrival = $2 where unit = $1`, [unit, to]);
  return to < last;
}

interface Folded {
  tag: number;
  bucket: string;
  count: number;
  uncertain: number;
  bad: number;
  low: number | null;
  low_at: string | null;
  high: number | null;
  high_at: string | null;
  first: number | null;
  first_at: string | null;
  last: number | null;
  last_at: string | null;
  worst: string | null;
  worst_at: string | null;
}

const point = (value: number | null, at: string | null): TrendPoint | null =>
  value === null ? null : { value, sourceTime: BigInt(at!) };

/** Numbers of a unit's tag, by its code, each with its UCUM unit: more than one where the tag has changed its meaning. */
export async function tagNumbers(tx: Tx, unit: string, code: string): Promise<Map<number, string | null>> {
  const rows = await tx.query<{ id: number; ucum: string | null }>(
    `select id, ucum from tag where unit = $1 and code = $2`,
    [unit, code],
  );
  return new Map(rows.map(({ id, ucum }) => [id, ucum]));
}

/** Buckets in which there are readings, by tag and time: of rollups, and of what is not rolled up yet. */
export async function bucketsOf(
  tx: Tx,
  unit: string,
  tags: readonly number[],
  { origin, width, byReading, byGrain }: TrendPlan,
): Promise<TrendBucket[]> {
  const [rolled] = await tx.query<{ arrival: string }>(`select arrival from reading_rolled where unit = $1`, [unit]);
  const { grain, from: start, to: end } = byGrain ?? { grain: 0, from: 0, to: -1 };
  const spans = [...byReading.flatMap(ends), unit, rolled?.arrival ?? 0, grain, start, end];
  const rows = await tx.query<Folded>(TREND, [tags, origin, width, ...spans]);
  return rows.map(({ tag, bucket, count, uncertain, bad, ...row }) => {
    const from = origin + BigInt(bucket) * width;
    return {
      ...{ tag, from, to: from + width - 1n, count, uncertain, bad },
      low: point(row.low, row.low_at),
      high: point(row.high, row.high_at),
      first: point(row.first, row.first_at),
      last: point(row.last, row.last_at),
      worst: row.worst === null ? null : { status: Number(row.worst), sourceTime: BigInt(row.worst_at!) },
    };
  });
}

const ends = ({ from, to }: TimeSpan): [bigint, bigint] => [from, to];
