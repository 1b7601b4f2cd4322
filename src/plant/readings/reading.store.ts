import type { Tx } from '../../platform/database/index.js';
import { instantOf, QUALITIES, type ReadingRow, type ReadingValue } from './domain/index.js';

interface StoredReading {
  unit: string;
  tag: string;
  ucum: string | null;
  arrival: string;
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
  conflict: boolean;
}

const COLUMNS = `r.unit, t.code as tag, t.ucum, r.arrival, r.source_time, r.number, r.integer, r.text, r.boolean, r.status,
  r.quality, r.server_time, r.received_at, r.origin, c.tag is not null as conflict`;
const CONFLICT = `left join reading_conflict c on c.tag = r.tag and c.source_time = r.source_time`;

type StoredValue = Pick<StoredReading, 'number' | 'integer' | 'text' | 'boolean'>;

export function valueOf({ number, integer, text, boolean }: StoredValue): ReadingValue {
  return number ?? (integer === null ? null : BigInt(integer)) ?? text ?? boolean;
}

const decoded = (row: StoredReading): ReadingRow => ({
  unit: row.unit,
  tag: row.tag,
  ucum: row.ucum,
  arrival: BigInt(row.arrival),
  sourceTime: BigInt(row.source_time),
  sourceAt: instantOf(BigInt(row.source_time)),
  value: valueOf(row),
  status: Number(row.status),
  quality: QUALITIES[row.quality]!,
  serverTime: row.server_time === null ? null : BigInt(row.server_time),
  receivedAt: row.received_at.toISOString(),
  origin: row.origin,
  conflict: row.conflict,
});

/** Readings after one arrival, up to another where given, in order of arrival. */
export async function readingsByArrival(
  tx: Tx,
  unit: string,
  { after, to, limit, tags }: { after: bigint; to?: bigint; limit: number; tags?: string[] },
): Promise<ReadingRow[]> {
  const rows = await tx.query<StoredReading>(
    `select ${COLUMNS} from reading r join tag t on t.id = r.tag ${CONFLICT}
      where r.unit = $1 and r.arrival > $2 and r.arrival <= $3 and ($4::text[] is null or t.code = any ($4))
      order by r.arrival limit $5`,
    [unit, after, to ?? 2n ** 63n - 1n, tags ?? null, limit],
  );
  return rows.map(decoded);
}

/** Readings of these tags of many units, each of its arrivals after one and up to another, in order of arrival; one statement. */
export async function readingsOfMany(
  tx: Tx,
  spans: readonly { unit: string; after: bigint; to: bigint }[],
  tags: readonly string[],
): Promise<ReadingRow[]> {
  const rows = await tx.query<StoredReading>(
    `select ${COLUMNS} from unnest($1::uuid[], $2::int8[], $3::int8[]) as w (unit, after, until)
       join reading r on r.unit = w.unit and r.arrival > w.after and r.arrival <= w.until
       join tag t on t.id = r.tag ${CONFLICT}
      where t.code = any ($4) order by r.unit, r.arrival`,
    [spans.map(({ unit }) => unit), spans.map(({ after }) => after), spans.map(({ to }) => to), tags],
  );
  return rows.map(decoded);
}

/** Readings of one tag by source time, both ends included. */
export async function readingsByTime(
  tx: Tx,
  unit: string,
  tag: string,
  from: bigint,
  to: bigint,
): Promise<ReadingRow[]> {
  const rows = await tx.query<StoredReading>(
    `select ${COLUMNS} from tag t join reading r on r.tag = t.id ${CONFLICT}
      where t.unit = $1 and t.code = $2 and r.source_time between $3 and $4
      order by r.source_time, r.arrival`,
    [unit, tag, from, to],
  );
  return rows.map(decoded);
}

/** Where a page of one tag's readings ends. */
export interface ReadingPlace {
  sourceTime: bigint;
  digest: string;
}

/** `end` is null on the last one. */
export interface ReadingPage {
  readings: ReadingRow[];
  end: ReadingPlace | null;
}

/** Readings of one tag by its number and by source time, up to an arrival: at most `limit` after a place. */
export async function readingsAfter(
  tx: Tx,
  tag: number,
  { after, to, arrival, limit }: { after: ReadingPlace; to: bigint; arrival: bigint; limit: number },
): Promise<ReadingPage> {
  const rows = await tx.query<StoredReading & { digest: string }>(
    `select ${COLUMNS}, encode(r.digest, 'hex') as digest from reading r join tag t on t.id = r.tag ${CONFLICT}
      where r.tag = $1 and (r.source_time, r.digest) > ($2::int8, decode($3, 'hex')) and r.source_time <= $4 and r.arrival <= $5
      order by r.source_time, r.digest limit $6`,
    [tag, after.sourceTime, after.digest, to, arrival, limit],
  );
  const last = rows.length < limit ? undefined : rows.at(-1);
  const end = last === undefined ? null : { sourceTime: BigInt(last.source_time), digest: last.digest };
  return { readings: rows.map(decoded), end };
}

/** A unit's tags by code and number, with those of earlier meanings, and the arrival up to which readings are there. */
export async function tagsToExport(
  tx: Tx,
  unit: string,
): Promise<{ tags: { id: number; code: string }[]; arrival: bigint }> {
  const rows = await tx.query<{ id: number; code: string; last: string }>(
    `select t.id, t.code, a.last from tag t join unit_arrival a using (unit) where t.unit = $1 order by t.code, t.id`,
    [unit],
  );
  return { tags: rows.map(({ id, code }) => ({ id, code })), arrival: BigInt(rows[0]?.last ?? 0) };
}

const TICKS = (instant: string): string => `(extract(epoch from ${instant}) * 10000000)::int8`;
const newest = (where: string): string =>
  `(select * from reading where tag = t.id and source_time ${where} ${TICKS('now()')} order by source_time desc, arrival desc limit 1)`;

/**
 * Of each tag of these units, or of these tags, the newest reading by source time; of two at one instant the one that came last. A
 * time that is still to come counts as when it was received: a clock that was ahead for a moment stands before nothing that came later.
 */
export async function latestReadings(
  tx: Tx,
  units: readonly string[],
  tags?: readonly string[],
): Promise<ReadingRow[]> {
  const rows = await tx.query<StoredReading>(
    `select ${COLUMNS} from tag t
       cross join lateral (select * from (${newest('>')} union all ${newest('<=')}) two
                            order by least(source_time, ${TICKS('received_at')}) desc, source_time desc, arrival desc limit 1) r ${CONFLICT}
      where t.unit = any ($1) and t.current and ($2::text[] is null or t.code = any ($2)) order by t.unit, t.code`,
    [units, tags ?? null],
  );
  return rows.map(decoded);
}

/** So many so far, of a unit: instants at which two values stand, what was not stored, and what stands in quarantine. */
export interface UnitFaults {
  conflicts: number;
  rejects: number;
  quarantined: number;
}

/** What each unit took: its last arrival, and what was wrong. */
export async function arrivals(tx: Tx): Promise<Map<string, UnitFaults & { last: bigint }>> {
  const rows = await tx.query<{ [K in 'unit' | 'last' | keyof UnitFaults]: string }>(
    `select unit, last, conflicts, rejects, quarantined from unit_arrival`,
  );
  return new Map(
    rows.map(({ unit, last, ...counts }) => {
      const [conflicts, rejects, quarantined] = [counts.conflicts, counts.rejects, counts.quarantined].map(Number);
      return [unit, { last: BigInt(last), conflicts: conflicts!, rejects: rejects!, quarantined: quarantined! }];
    }),
  );
}

/** An instant of a tag at which more than one value stands. */
export interface ConflictRow {
  tag: number;
  code: string;
  ucum: string | null;
  sourceTime: string;
  foundAt: Date;
}

/** Conflicts of a unit, the one found last first. `before`: the last one of the page before. */
export async function conflictsOf(
  tx: Tx,
  unit: string,
  {
    before,
    limit,
    from,
    to,
  }: {
    before: { foundAt: string; tag: number; sourceTime: string } | null;
    limit: number;
    from: bigint | null;
    to: bigint | null;
  },
): Promise<ConflictRow[]> {
  return tx.query<ConflictRow>(
    `select c.tag, t.code, t.ucum, c.source_time as "sourceTime", c.found_at as "foundAt"
       from reading_conflict c join tag t on t.id = c.tag
      where c.unit = $1 and found_at <= coalesce($2, 'infinity'::timestamptz)
        and ($2::timestamptz is null or (found_at, -c.tag, -source_time) < ($2, -$3::int, -$4::int8))
        and ($6::int8 is null or source_time >= $6) and ($7::int8 is null or source_time <= $7)
      order by found_at desc, c.tag, source_time limit $5`,
    [unit, before?.foundAt ?? null, before?.tag ?? null, before?.sourceTime ?? null, limit, from, to],
  );
}

/** All readings at these instants, in order of arrival. */
export async function readingsAt(tx: Tx, conflicts: readonly ConflictRow[]): Promise<Map<string, ReadingRow[]>> {
  const rows = await tx.query<StoredReading & { place: string }>(
    `select ${COLUMNS}, w.place from unnest($1::int[], $2::int8[]) with ordinality as w (tag, source_time, place)
       join reading r on r.tag = w.tag and r.source_time = w.source_time join tag t on t.id = r.tag ${CONFLICT}
      order by w.place, r.arrival`,
    [conflicts.map(({ tag }) => tag), conflicts.map(({ sourceTime }) => sourceTime)],
  );
  const found = new Map<string, ReadingRow[]>();
  for (const row of rows) {
    const { tag, sourceTime } = conflicts[Number(row.place) - 1]!;
    const key = `${tag}/${sourceTime}`;
    found.set(key, [...(found.get(key) ?? []), decoded(row)]);
  }
  return found;
}
