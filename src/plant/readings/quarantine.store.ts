import type { Tx } from '../../platform/database/index.js';
import { QUALITIES, type QuarantinedValue, type QuarantineReason, type ReadingRow } from './domain/index.js';
import { valueOf } from './reading.store.js';

/** Keeps values with a wrong time, each once however often it comes. The unit's lock is held: nobody else counts at the time. */
export async function insertQuarantined(tx: Tx, unit: string, values: readonly QuarantinedValue[]): Promise<void> {
  if (values.length === 0) return;
  const of = (type: string) => values.map(({ value }) => (typeof value === type ? value : null));
  await tx.query(
    `with kept as (
       insert into reading_quarantine (tag, source_time, digest, unit, reason, number, integer, text, boolean, status, quality,
                                       server_time, received_at, origin)
       select tag, source_time, decode(digest, 'hex'), $1, reason, number, integer, text, boolean, status, quality,
              server_time, received_at, origin
         from unnest($2::int[], $3::int8[], $4::text[], $5::text[], $6::float8[], $7::int8[], $8::text[], $9::bool[], $10::int8[],
                     $11::int2[], $12::int8[], $13::timestamptz[], $14::text[])
           as v (tag, source_time, digest, reason, number, integer, text, boolean, status, quality, server_time, received_at, origin)
       on conflict do nothing
       returning 1)
     update unit_arrival set quarantined = quarantined + (select count(*) from kept) where unit = $1 and exists (select from kept)`,
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
