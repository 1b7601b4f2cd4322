import type { Tx } from '../../platform/database/index.js';
import type { InclusionProof, StreamId } from '../../trust/ledger/index.js';
import type { SealedRange } from '../../trust/ledger/domain/index.js';
import { type Pin, type PinnedStream, prove, readFact, type StoredFact } from './domain/index.js';

/** Seals whose ranges are read at a time. */
const PAGE = 200;

/** Facts as they stand, without trust that they can be read: what is wrong in them is for a verifier to find. */
export async function storedFacts(tx: Tx, stream: StreamId, from: number, to: number): Promise<StoredFact[]> {
  const rows = await tx.query<Omit<StoredFact, 'fact'>>(
    `select seq, text, encode(previous, 'hex') as previous, encode(hash, 'hex') as hash
       from fact where stream = $1 and seq between $2 and $3 order by seq`,
    [stream, from, to],
  );
  return rows.map((row) => ({ ...row, fact: readFact(row.text) }));
}

export async function factsOfTypes(tx: Tx, stream: StreamId, types: string[]): Promise<StoredFact[]> {
  const rows = await tx.query<Omit<StoredFact, 'fact'>>(
    `select seq, text, encode(previous, 'hex') as previous, encode(hash, 'hex') as hash
       from fact where stream = $1 and type = any ($2) order by seq`,
    [stream, types],
  );
  return rows.map((row) => ({ ...row, fact: readFact(row.text) }));
}

/** Where a stream stands, and up to where seals cover it; zeros where there is no such stream in sight. */
export async function extentOf(tx: Tx, stream: StreamId): Promise<{ head: number; sealed: number }> {
  const [row] = await tx.query<{ head: number; sealed: number }>(
    `select s.seq as head, coalesce((select max(to_seq) from sealed_range where stream = s.id), 0) as sealed
       from stream s where s.id = $1`,
    [stream],
  );
  return row ?? { head: 0, sealed: 0 };
}

/** The last fact of a stream that was stated at an instant or before. */
export async function lastFactAt(tx: Tx, stream: StreamId, at: string): Promise<number> {
  const [row] = await tx.query<{ seq: number | null }>(
    `select max(seq) as seq from fact where stream = $1 and at <= $2`,
    [stream, at],
  );
  return row!.seq ?? 0;
}

/** For each seal that touches these facts, the proof of the last of them that it covers. */
export async function proofsOf(tx: Tx, stream: StreamId, from: number, to: number): Promise<(InclusionProof | null)[]> {
  const own = await tx.query<{ seal: number; from: number; to: number }>(
    `select seal, from_seq as "from", to_seq as "to" from sealed_range
      where stream = $1 and to_seq >= $2 and from_seq <= $3 order by from_seq`,
    [stream, from, to],
  );
  const [first, last] = [own[0], own.at(-1)];
  if (first === undefined || last === undefined) return [];
  const hashes = new Map(
    (
      await tx.query<{ seq: number; hash: string }>(
        `select seq, encode(hash, 'hex') as hash from fact where stream = $1 and seq between $2 and $3`,
        [stream, first.from, last.to],
      )
    ).map(({ seq, hash }) => [seq, hash]),
  );
  const proofs: (InclusionProof | null)[] = [];
  for (let at = 0; at < own.length; at += PAGE) {
    const page = own.slice(at, at + PAGE);
    const ranges = await rangesOfSeals(
      tx,
      page.map(({ seal }) => seal),
    );
    for (const { seal, to: end } of page)
      proofs.push(prove(seal, ranges.get(seal) ?? [], stream, Math.min(end, to), hashes));
  }
  return proofs;
}

/** All ranges of each seal in the order of its leaves; those of other streams leave this server as hashes only. */
async function rangesOfSeals(tx: Tx, seals: number[]): Promise<Map<number, SealedRange[]>> {
  const rows = await tx.query<SealedRange & { seal: number }>(
    `select seal, stream, from_seq as "from", to_seq as "to", encode(head, 'hex') as head, encode(facts, 'hex') as facts
       from sealed_range where seal = any ($1) order by seal, stream collate "C"`,
    [seals],
  );
  const ranges = new Map<number, SealedRange[]>(seals.map((seal) => [seal, []]));
  for (const { seal, ...range } of rows) ranges.get(seal)!.push(range);
  return ranges;
}

/** Places of the facts that seal these arrivals of a unit. */
export async function sealsOver(tx: Tx, unit: string, arrivals: bigint[]): Promise<number[]> {
  const rows = await tx.query<{ seq: number }>(
    `select distinct s.seq from unnest($2::int8[]) as a (arrival)
       join reading_seal s on s.unit = $1 and s.from_arrival <= a.arrival and s.to_arrival >= a.arrival order by s.seq`,
    [unit, arrivals],
  );
  return rows.map(({ seq }) => seq);
}

/** The streams that hold these versions. */
export async function pinnedStreams(tx: Tx, pins: Pin[]): Promise<PinnedStream[]> {
  const rows = await tx.query<{ code: string; version: number; id: string }>(
    `select v.code, v.version, v.id from unnest($1::text[], $2::int[]) as p (code, version)
       join recipe_version v on v.code = p.code and v.version = p.version`,
    [pins.map(({ code }) => code), pins.map(({ version }) => version)],
  );
  return pins.map((pin) => {
    const row = rows.find(({ code, version }) => code === pin.code && version === pin.version);
    return { ...pin, stream: row === undefined ? null : `recipe/${row.id}` };
  });
}

export async function manifests(tx: Tx, hashes: string[]): Promise<Record<string, unknown>> {
  const rows = await tx.query<{ hash: string; manifest: unknown }>(
    `select hash, manifest from configuration where hash = any ($1)`,
    [hashes],
  );
  return Object.fromEntries(rows.map(({ hash, manifest }) => [hash, manifest]));
}

/** Rows of the deviations of a batch, as people read them. */
export const deviationsOf = (tx: Tx, batch: string): Promise<{ id: string }[]> =>
  tx.query<{ id: string }>(
    `select id, code, state, batch, step, exception, kind, criticality, site, sponsor, opened_at as "openedAt"
       from deviation where batch = $1 order by opened_at, id`,
    [batch],
  );
