import type { Tx } from '../../platform/database/index.js';
import type { Seal, SealedRange, StatedStream, StoredFact, StreamId } from './domain/index.js';

const RANGE = `'stream', r.stream, 'from', r.from_seq, 'to', r.to_seq, 'head', encode(r.head, 'hex'), 'facts', encode(r.facts, 'hex')`;

/** Streams after one by name, with all that was sealed of each; one that is gone although it was sealed has no head. */
export function statedStreams(tx: Tx, after: StreamId, limit: number): Promise<StatedStream[]> {
  return tx.query<StatedStream>(
    `select coalesce(s.id, g.stream) as stream, coalesce(s.seq, 0) as seq, coalesce(encode(s.hash, 'hex'), '') as hash,
            coalesce((select json_agg(json_build_object(${RANGE}) order by r.from_seq)
                        from sealed_range r where r.stream = coalesce(s.id, g.stream)), '[]') as ranges
       from stream s
       full join (select distinct stream from sealed_range where stream collate "C" > $1) g on g.stream = s.id
      where coalesce(s.id, g.stream) collate "C" > $1
      order by coalesce(s.id, g.stream) collate "C" limit $2`,
    [after, limit],
  );
}

export function storedFacts(tx: Tx, stream: StreamId, from: number, to: number, limit: number): Promise<StoredFact[]> {
  return tx.query<StoredFact>(
    `select seq, type, text, encode(previous, 'hex') as previous, encode(hash, 'hex') as hash
       from fact where stream = $1 and seq between $2 and $3 order by seq limit $4`,
    [stream, from, to, limit],
  );
}

/** Seals from a number on, each with what it covers in the order of its leaves. */
export function sealsWithRanges(tx: Tx, from: number, limit: number): Promise<{ seal: Seal; ranges: SealedRange[] }[]> {
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
