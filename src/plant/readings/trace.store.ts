import type { Instant } from '../../kernel/ids.js';
import type { Tx } from '../../platform/database/index.js';
import { sourceTimeOf } from './domain/index.js';

/** A span of source time, without its end, in `points` slices of one length. */
export interface TraceSpan {
  from: Instant;
  to: Instant;
  points: number;
}

/** One good number of a tag; `at` in milliseconds since 1970. */
export interface TracePoint {
  unit: string;
  tag: string;
  at: number;
  value: number;
}

/** The last reading of each slice of the span, where it is a good number: one look into the index, however many readings there are. */
export async function tracesOf(
  tx: Tx,
  units: readonly string[],
  tags: readonly string[],
  { from, to, points }: TraceSpan,
): Promise<TracePoint[]> {
  const start = sourceTimeOf(from);
  const slice = (sourceTimeOf(to) - start) / BigInt(points);
  const rows = await tx.query<{ unit: string; tag: string; at: string; value: number }>(
    `select t.unit, t.code as tag, r.source_time / 10000 as at, coalesce(r.number, r.integer::float8) as value
       from tag t
      cross join generate_series(0, $5::int - 1) n
      cross join lateral (
        select source_time, number, integer, quality from reading
         where tag = t.id and source_time >= $3::int8 + n * $4::int8 and source_time < $3::int8 + (n + 1) * $4::int8
         order by source_time desc limit 1) r
      where t.current and t.unit = any ($1) and t.code = any ($2)
        and r.quality = 0 and num_nonnulls(r.number, r.integer) = 1
      order by t.unit, t.code, n`,
    [units, tags, start, slice, points],
  );
  return rows.map((row) => ({ ...row, at: Number(row.at) }));
}
