import type { Instant } from '../../kernel/ids.js';
import type { Tx } from '../../platform/database/index.js';
import {
  type More,
  QUALITIES,
  QUARANTINE,
  type QuarantinedValue,
  type QuarantineReason,
  ration,
  type ReadingRow,
} from './domain/index.js';
import { valueOf } from './reading.store.js';
import { keptSince } from './reject.store.js';

/**
 * Keeps values with a wrong time, each once however often it comes, up to what is kept of a minute and a day; what is beyond is
 * counted. The unit's lock is held: nobody else counts at the time.
 */
export async function keepQuarantined(tx: Tx, unit: string, values: readonly QuarantinedValue[]): Promise<void> {
  const distinct = [...new Map(values.map((value) => [keyOf(value), value])).values()];
  if (distinct.length === 0) return;
  const known = await knownKeys(tx, distinct);
  const fresh = distinct.filter((value) => !known.has(keyOf(value)));
  if (fresh.length === 0) return;
  const { keep, more } = ration(fresh, await keptSince(tx, 'reading_quarantine', unit, fresh), QUARANTINE);
  if (keep.length > 0) await insertQuarantined(tx, unit, keep);
  if (more.length > 0) await countMore(tx, unit, more);
  await tx.query(`update unit_arrival set quarantined = quarantined + $2 where unit = $1`, [unit, fresh.length]);
}

const keyOf = ({ tag, sourceTime, digest }: Pick<QuarantinedValue, 'tag' | 'sourceTime' | 'digest'>): string =>
  `${tag}/${sourceTime}/${digest}`;

async function knownKeys(tx: Tx, values: readonly QuarantinedValue[]): Promise<Set<string>> {
  const rows = await tx.query<{ tag: number; time: string; digest: string }>(
    `select q.tag, q.source_time as time, encode(q.digest, 'hex') as digest
       from unnest($1::int[], $2::int8[], $3::text[]) as v (tag, source_time, digest)
       join reading_quarantine q on q.tag = v.tag and q.source_time = v.source_time and q.digest = decode(v.digest, 'hex')`,
    [
      values.map(({ tag }) => tag),
      values.map(({ sourceTime }) => sourceTime.toString()),
      values.map(({ digest }) => digest),
    ],
  );
  return new Set(rows.map(({ tag, time, digest }) => keyOf({ tag, sourceTime: BigInt(time), digest })));
}

async function countMore(tx: Tx, unit: string, more: readonly More[]): Promise<void> {
  await tx.query(
    `insert into reading_quarantine_more (unit, minute, count)
     select $1, minute, count from unnest($2::timestamptz[], $3::int8[]) as m (minute, count)
     on conflict (unit, minute) do update set count = reading_quarantine_more.count + excluded.count`,
    [unit, more.map(({ minute }) => minute), more.map(({ count }) => count)],
  );
}

/** Minutes of which not all is kept, the last first, from one instant up to another, ends included. */
export async function moreQuarantinedOf(
  tx: Tx,
  unit: string,
  { from, to, limit }: { from: Instant | null; to: Instant | null; limit: number },
): Promise<Omit<More, 'bytes'>[]> {
  const rows = await tx.query<{ minute: Date; count: string }>(
    `select minute, count from reading_quarantine_more
      where unit = $1 and minute between coalesce($2, '-infinity'::timestamptz) and coalesce($3, 'infinity'::timestamptz)
      order by minute desc limit $4`,
    [unit, from, to, limit],
  );
  return rows.map(({ minute, count }) => ({ minute: minute.toISOString(), count: Number(count) }));
}

async function insertQuarantined(tx: Tx, unit: string, values: readonly QuarantinedValue[]): Promise<void> {
  const of = (type: string) => values.map(({ value }) => (typeof value === type ? value : null));
  await tx.query(
    `insert into reading_quarantine (tag, source_time, digest, unit, reason, number, integer, text, boolean, status, quality,
                                     server_time, received_at, origin)
     select tag, source_time, decode(digest, 'hex'), $1, reason, number, integer, text, boolean, status, quality,
            server_time, received_at, origin
       from unnest($2::int[], $3::int8[], $4::text[], $5::text[], $6::float8[], $7::int8[], $8::text[], $9::bool[], $10::int8[],
                   $11::int2[], $12::int8[], $13::timestamptz[], $14::text[])
         as v (tag, source_time, digest, reason, number, integer, text, boolean, status, quality, server_time, received_at, origin)`,
    [
      unit,
      values.map(({ tag }) => tag),
      values.map(({ sourceTime }) => sourceTime.toString()),
      values.map(({ digest }) => digest),
      values.map(({ aside }) => aside),
      of('number'),
      of('bigint').map((value) => value?.toString() ?? null),
      of('string'),
      of('boolean'),
      values.map(({ status }) => status),
      values.map(({ quality }) => quality),
      values.map(({ serverTime }) => serverTime?.toString() ?? null),
      values.map(({ receivedAt }) => receivedAt),
      values.map(({ origin }) => origin),
    ],
  );
}

/** A value in quarantine. */
export interface QuarantinedRow extends Omit<ReadingRow, 'unit' | 'arrival' | 'sourceAt' | 'conflict'> {
  /** names it in its unit */
  place: QuarantinePlace;
  reason: QuarantineReason;
}

/** Where a page of a unit's quarantine ends. */
export interface QuarantinePlace {
  receivedAt: string;
  tag: number;
  sourceTime: string;
  digest: string;
}

interface StoredQuarantine {
  id: number;
  tag: string;
  ucum: string | null;
  digest: string;
  reason: QuarantineReason;
  source_time: string;
  number: number | null;
  integer: string | null;
  text: string | null;
  boolean: boolean | null;
  status: string;
  quality: number;
  server_time: string | null;
  received_at: Date;
  origin: ReadingRow['origin'];
}

function decoded(row: StoredQuarantine): QuarantinedRow {
  const { id, tag, ucum, digest, reason, origin, source_time: sourceTime } = row;
  const receivedAt = row.received_at.toISOString();
  return {
    ...{ tag, ucum, reason, origin, receivedAt, value: valueOf(row), status: Number(row.status) },
    place: { receivedAt, tag: id, sourceTime, digest },
    sourceTime: BigInt(sourceTime),
    quality: QUALITIES[row.quality]!,
    serverTime: row.server_time === null ? null : BigInt(row.server_time),
  };
}

/** What stands in quarantine of a unit, what came last first; `from` and `to`: received, ends included. */
export async function quarantineOf(
  tx: Tx,
  unit: string,
  {
    before,
    limit,
    ...within
  }: { before: QuarantinePlace | null; limit: number; from: string | null; to: string | null },
): Promise<QuarantinedRow[]> {
  const rows = await tx.query<StoredQuarantine>(
    `select t.id, t.code as tag, t.ucum, encode(q.digest, 'hex') as digest, q.reason, q.source_time, q.number, q.integer, q.text,
            q.boolean, q.status, q.quality, q.server_time, q.received_at, q.origin
       from reading_quarantine q join tag t on t.id = q.tag
      where q.unit = $1 and q.received_at <= coalesce($2, 'infinity'::timestamptz)
        and ($2::timestamptz is null or q.received_at < $2
             or (q.tag, q.source_time, q.digest) > ($3::int, $4::numeric, decode($5, 'hex')))
        and q.received_at between coalesce($7, '-infinity'::timestamptz) and coalesce($8, 'infinity'::timestamptz)
      order by q.received_at desc, q.tag, q.source_time, q.digest limit $6`,
    [
      unit,
      ...[before?.receivedAt ?? null, before?.tag ?? null, before?.sourceTime ?? null, before?.digest ?? null],
      ...[limit, within.from, within.to],
    ],
  );
  return rows.map(decoded);
}
