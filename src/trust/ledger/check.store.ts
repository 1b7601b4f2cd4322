import type { Tx } from '../../platform/database/index.js';
import type { Seal, SealedRange, StatedStream, StoredFact, StreamId } from './domain/index.js';

/** Any transaction, also one that is none of the server's. */
type Reads = Pick<Tx, 'query'>;

const RANGE = `'stream', r.stream, 'from', r.from_seq, 'to', r.to_seq, 'head', encode(r.head, 'hex'), 'facts', encode(r.facts, 'hex')`;

/** Streams after one by name, as their heads say. */
export function statedStreams(tx: Reads, after: StreamId, limit: number): Promise<StatedStream[]> {
  return tx.query<StatedStream>(
    `select id as stream, seq, encode(hash, 'hex') as hash from stream where id > $1 order by id limit $2`,
    [after, limit],
  );
}

/** Streams that were sealed and are no more. A step of the index for each stream, not one for each of its ranges. */
export function removedStreams(tx: Reads): Promise<{ stream: StreamId }[]> {
  return tx.query<{ stream: StreamId }>(
    `with recursive name as (
       (select stream from sealed_range order by stream limit 1)
       union all
       select (select r.stream from sealed_range r where r.stream > n.stream order by r.stream limit 1)
         from name n where n.stream is not null)
     select stream from name where stream is not null and not exists (select from stream s where s.id = name.stream)`,
  );
}

export function storedFacts(
  tx: Reads,
  stream: StreamId,
  from: number,
  to: number,
  limit: number,
): Promise<StoredFact[]> {
  return tx.query<StoredFact>(
    `select seq, type, text, encode(previous, 'hex') as previous, encode(hash, 'hex') as hash
       from fact where stream = $1 and seq between $2 and $3 order by seq limit $4`,
    [stream, from, to, limit],
  );
}

/** What seals up to one cover of a stream, of ranges that begin between two of its facts; in order. */
export async function sealedRanges(
  tx: Reads,
  stream: StreamId,
  [from, to]: readonly [number, number],
  seal: number,
  limit: number,
): Promise<SealedRange[]> {
  const rows = await tx.query<{ range: SealedRange }>(
    `select json_build_object(${RANGE}) as range from sealed_range r
      where stream = $1 and from_seq between $2 and $3 and seal <= $4 order by from_seq limit $5`,
    [stream, from, to, seal, limit],
  );
  return rows.map(({ range }) => range);
}

/** Seals from a number on, each with what it covers in the order of its leaves. */
export function sealsWithRanges(
  tx: Reads,
  from: number,
  limit: number,
): Promise<{ seal: Seal; ranges: SealedRange[] }[]> {
  return tx.query<{ seal: Seal; ranges: SealedRange[] }>(
    `select json_build_object('number', s.number, 'text', s.text,
              'signature', translate(encode(s.signature, 'base64'), E'\\n', '')) as seal,
            coalesce((select json_agg(json_build_object(${RANGE}) order by r.stream collate "C")
                        from sealed_range r where r.seal = s.number), '[]') as ranges
       from seal s where s.number >= $1 order by s.number limit $2`,
    [from, limit],
  );
}

/** Texts of the last checks that were stated, the newest first. */
export function checksStated(tx: Tx, stream: StreamId, limit: number): Promise<{ text: string }[]> {
  return tx.query<{ text: string }>(
    `select text from fact where stream = $1 and type in ('ledger.checked', 'ledger.broken') order by seq desc limit $2`,
    [stream, limit],
  );
}
