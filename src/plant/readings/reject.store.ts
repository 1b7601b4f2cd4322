import type { Instant } from '../../kernel/ids.js';
import type { Tx } from '../../platform/database/index.js';
import { dayOf, type KeptSo, minuteOf, type More, ration, type Reject } from './domain/index.js';

/**
 * Keeps what may not be stored, once however often it comes, up to what is kept of a minute and a day; what is beyond is
 * counted. The unit's lock is held: nobody else counts at the time.
 */
export async function keepRejects(tx: Tx, unit: string, rejects: readonly Reject[]): Promise<void> {
  const distinct = [...new Map(rejects.map((one) => [one.digest, one])).values()];
  if (distinct.length === 0) return;
  const known = await knownDigests(tx, unit, distinct);
  const fresh = distinct.filter(({ digest }) => !known.has(digest));
  if (fresh.length === 0) return;
  const { keep, more } = ration(fresh, await keptSince(tx, 'reading_reject', unit, fresh));
  if (keep.length > 0) await insertRejects(tx, unit, keep);
  if (more.length > 0) await countMore(tx, unit, more);
  await tx.query(`update unit_arrival set rejects = rejects + $2 where unit = $1`, [unit, fresh.length]);
}

async function knownDigests(tx: Tx, unit: string, rejects: readonly Reject[]): Promise<Set<string>> {
  const rows = await tx.query<{ digest: string }>(
    `select encode(digest, 'hex') as digest from reading_reject
      where unit = $1 and digest in (select decode(d, 'hex') from unnest($2::text[]) d)`,
    [unit, rejects.map(({ digest }) => digest)],
  );
  return new Set(rows.map(({ digest }) => digest));
}

/** How many are kept in a table, by minute and by day, from the first day of these on. */
export async function keptSince(
  tx: Tx,
  table: 'reading_reject' | 'reading_quarantine',
  unit: string,
  fresh: readonly { receivedAt: Instant }[],
): Promise<KeptSo> {
  const first = fresh.map(({ receivedAt }) => receivedAt).reduce((least, at) => (at < least ? at : least));
  const rows = await tx.query<{ at: Date; count: string }>(
    `select date_trunc('minute', received_at, 'UTC') as at, count(*) as count from ${table}
      where unit = $1 and received_at >= $2 group by 1`,
    [unit, dayOf(first)],
  );
  const [minute, day] = [new Map<Instant, number>(), new Map<Instant, number>()];
  const add = (to: Map<Instant, number>, at: Instant, count: number) => to.set(at, (to.get(at) ?? 0) + count);
  for (const { at, count } of rows) {
    add(minute, minuteOf(at.toISOString()), Number(count));
    add(day, dayOf(at.toISOString()), Number(count));
  }
  return { minute, day };
}

async function insertRejects(tx: Tx, unit: string, rejects: readonly Reject[]): Promise<void> {
  await tx.query(
    `insert into reading_reject (unit, digest, reason, source, bytes, length, sha256, received_at)
     select $1, decode(digest, 'hex'), reason, source, decode(bytes, 'hex'), length, decode(sha256, 'hex'), received_at
       from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::int[], $7::text[], $8::timestamptz[])
         as r (digest, reason, source, bytes, length, sha256, received_at)`,
    [
      unit,
      rejects.map(({ digest }) => digest),
      rejects.map(({ reason }) => reason),
      rejects.map(({ source }) => source),
      rejects.map(({ bytes }) => Buffer.from(bytes).toString('hex')),
      rejects.map(({ length }) => length),
      rejects.map(({ sha256 }) => sha256),
      rejects.map(({ receivedAt }) => receivedAt),
    ],
  );
}

async function countMore(tx: Tx, unit: string, more: readonly More[]): Promise<void> {
  await tx.query(
    `insert into reading_reject_more (unit, minute, count, bytes)
     select $1, minute, count, bytes from unnest($2::timestamptz[], $3::int8[], $4::int8[]) as m (minute, count, bytes)
     on conflict (unit, minute) do update
       set count = reading_reject_more.count + excluded.count, bytes = reading_reject_more.bytes + excluded.bytes`,
    [unit, more.map(({ minute }) => minute), more.map(({ count }) => count), more.map(({ bytes }) => bytes)],
  );
}

/** A reject as kept. */
export interface RejectRow {
  digest: string;
  reason: string;
  source: string;
  bytes: Buffer;
  length: number;
  sha256: string;
  receivedAt: Date;
}

/** Rejects of a unit, the one that came last first. `before`: the last one of the page before. */
export async function rejectsOf(
  tx: Tx,
  unit: string,
  {
    before,
    limit,
    ...within
  }: {
    before: { receivedAt: string; digest: string } | null;
    limit: number;
    from: Instant | null;
    to: Instant | null;
  },
): Promise<RejectRow[]> {
  return tx.query<RejectRow>(
    `select encode(digest, 'hex') as digest, reason, source, bytes, length, encode(sha256, 'hex') as sha256,
            received_at as "receivedAt"
       from reading_reject
      where unit = $1 and received_at <= coalesce($2, 'infinity'::timestamptz)
        and ($2::timestamptz is null or (received_at, digest) < ($2, decode($3, 'hex')))
        and received_at between coalesce($5, '-infinity'::timestamptz) and coalesce($6, 'infinity'::timestamptz)
      order by received_at desc, digest desc limit $4`,
    [unit, before?.receivedAt ?? null, before?.digest ?? null, limit, within.from, within.to],
  );
}

/** Minutes of which not all is kept, the last first, from one instant up to another, ends included. */
export async function moreOf(
  tx: Tx,
  unit: string,
  { from, to, limit }: { from: Instant | null; to: Instant | null; limit: number },
): Promise<More[]> {
  const rows = await tx.query<{ minute: Date; count: string; bytes: string }>(
    `select minute, count, bytes from reading_reject_more
      where unit = $1 and minute between coalesce($2, '-infinity'::timestamptz) and coalesce($3, 'infinity'::timestamptz)
      order by minute desc limit $4`,
    [unit, from, to, limit],
  );
  return rows.map((row) => ({
    minute: row.minute.toISOString(),
    count: Number(row.count),
    bytes: Number(row.bytes),
  }));
}
