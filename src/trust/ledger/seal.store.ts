import type { Tx } from '../../platform/database/index.js';
import type { Seal, SealedRange, StreamId } from './domain/index.js';

/** One sealer at a time; held to the end of the transaction. */
export const lockSeals = (tx: Tx): Promise<unknown> =>
  tx.query(`select pg_advisory_xact_lock(hashtext('ballroom.seal'))`);

export async function lastSeal(tx: Tx): Promise<Seal | null> {
  const [seal] = await sealsFrom(tx, `order by number desc limit 1`, []);
  return seal ?? null;
}

export const sealsBetween = (tx: Tx, from: number, to: number): Promise<Seal[]> =>
  sealsFrom(tx, `where number between $1 and $2 order by number`, [from, to]);

const sealsFrom = (tx: Tx, rest: string, parameters: unknown[]): Promise<Seal[]> =>
  tx.query<Seal>(
    `select number, text, translate(encode(signature, 'base64'), E'\\n', '') as signature from seal ${rest}`,
    parameters,
  );

/** Hashes of the facts that no seal covers yet, by stream, in order. */
export function unsealed(tx: Tx): Promise<{ stream: StreamId; from: number; hashes: string[] }[]> {
  return tx.query(`
    select s.id as stream, coalesce(r.last, 0) + 1 as from,
           (select array_agg(encode(f.hash, 'hex') order by f.seq) from fact f
             where f.stream = s.id and f.seq > coalesce(r.last, 0) and f.seq <= s.seq) as hashes
      from stream s
      left join lateral (select max(to_seq) as last from sealed_range r where r.stream = s.id) r on true
     where s.seq > coalesce(r.last, 0)
     order by s.id collate "C"`);
}

export async function saveSeal(tx: Tx, seal: Seal, at: string, ranges: SealedRange[]): Promise<void> {
  await tx.query(`insert into seal (number, at, text, signature) values ($1, $2, $3, decode($4, 'base64'))`, [
    seal.number,
    at,
    seal.text,
    seal.signature,
  ]);
  await tx.query(
    `insert into sealed_range (seal, stream, from_seq, to_seq, head, facts)
     select $1, stream, "from", "to", decode(head, 'hex'), decode(facts, 'hex')
       from jsonb_to_recordset($2) as r (stream text, "from" int, "to" int, head text, facts text)`,
    [seal.number, JSON.stringify(ranges)],
  );
}

/** The seal that covers a fact, or null where none does yet. */
export async function sealOf(tx: Tx, stream: StreamId, seq: number): Promise<number | null> {
  const [row] = await tx.query<{ seal: number }>(
    `select seal from sealed_range where stream = $1 and $2 between from_seq and to_seq`,
    [stream, seq],
  );
  return row?.seal ?? null;
}

/** All ranges of a seal in the order of its leaves. Other sponsors' streams appear as hashes in proofs only. */
export const rangesOf = (tx: Tx, seal: number): Promise<SealedRange[]> =>
  tx.query<SealedRange>(
    `select stream, from_seq as "from", to_seq as "to", encode(head, 'hex') as head, encode(facts, 'hex') as facts
       from sealed_range where seal = $1 order by stream collate "C"`,
    [seal],
  );

export async function clock(tx: Tx): Promise<string> {
  const [row] = await tx.query<{ now: Date }>(`select date_trunc('milliseconds', clock_timestamp()) as now`);
  return row!.now.toISOString();
}
