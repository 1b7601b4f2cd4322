import type { Tx } from '../../platform/database/index.js';
import type { ChainedFact, Fact, StreamId } from './domain/index.js';

/** A locked head, with the database's clock at the lock, never before the head's own time. */
export interface Head {
  id: StreamId;
  seq: number;
  hash: string;
  zone: string;
  now: string;
}

export interface NewStream {
  site: string;
  zone: string;
  sponsor: string | null;
}

/** Where a stream that belongs to no one site stands: ISA-95's level above the site. */
export const ENTERPRISE: NewStream = { site: 'enterprise', zone: 'UTC', sponsor: null };

const NOW = `to_char(greatest(date_trunc('milliseconds', clock_timestamp()), at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

export function createHead(tx: Tx, id: StreamId, kind: string, stream: NewStream): void {
  tx.later(`insert into stream (id, kind, site, zone, sponsor) values ($1, $2, $3, $4, $5) on conflict do nothing`, [
    id,
    kind,
    stream.site,
    stream.zone,
    stream.sponsor,
  ]);
}

/** The hash of a stream's head, null where there is no such stream in the transaction's scope. */
export async function headHash(tx: Tx, id: StreamId): Promise<string | null> {
  const [head] = await tx.query<{ hash: string }>(`select encode(hash, 'hex') as hash from stream where id = $1`, [id]);
  return head?.hash ?? null;
}

/** Locks a stream's head, or null where there is no such stream in the transaction's scope. */
export async function lockHead(tx: Tx, id: StreamId): Promise<Head | null> {
  const [head] = await tx.query<Head>(
    `select id, seq, encode(hash, 'hex') as hash, zone, ${NOW} as now from stream where id = $1 for update`,
    [id],
  );
  return head ?? null;
}

/**
 * Appends facts, moves the head and saves the rows that follow, in one statement; of a new stream row by row, since who may
 * see a row may hang on one before it.
 */
export function append(tx: Tx, links: ChainedFact[], upserts: { sql: string; rows: string }[]): void {
  const last = links.at(-1)!;
  const isNew = links[0]!.fact.seq === 1;
  const beside = isNew
    ? []
    : upserts.map(({ sql }, index) => `, rows${index} as (${sql.replace('$1', `$${10 + index}`)})`);
  tx.later(
    `with facts as (
       insert into fact (stream, seq, type, at, text, previous, hash)
       select $1, seq, type, $2, text, decode(previous, 'hex'), decode(hash, 'hex')
         from unnest($3::int[], $4::text[], $5::text[], $6::text[], $7::text[]) as f (seq, type, text, previous, hash))
     ${beside.join('')}
     update stream set seq = $8, hash = decode($9, 'hex'), at = $2 where id = $1`,
    [
      last.fact.stream,
      last.fact.at,
      links.map((link) => link.fact.seq),
      links.map((link) => link.fact.type),
      links.map((link) => link.text),
      links.map((link) => link.previous),
      links.map((link) => link.hash),
      last.fact.seq,
      last.hash,
      ...(isNew ? [] : upserts.map(({ rows }) => rows)),
    ],
  );
  if (isNew) for (const { sql, rows } of upserts) tx.later(sql, [rows]);
}

/** Facts of a stream in order, from `from` to `to`, both included. */
export async function readFacts(tx: Tx, stream: StreamId, from = 1, to = 2 ** 31 - 1): Promise<ChainedFact[]> {
  const rows = await tx.query<{ text: string; previous: string; hash: string }>(
    `select text, encode(previous, 'hex') as previous, encode(hash, 'hex') as hash
       from fact where stream = $1 and seq between $2 and $3 order by seq`,
    [stream, from, to],
  );
  return rows.map((row) => ({ ...row, fact: JSON.parse(row.text) as Fact }));
}

export async function recordConfiguration(tx: Tx, hash: string, manifest: object): Promise<void> {
  await tx.query(`insert into configuration (hash, manifest) values ($1, $2) on conflict do nothing`, [
    hash,
    JSON.stringify(manifest),
  ]);
}
