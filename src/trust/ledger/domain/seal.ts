import { canonicalJson, sha256 } from '../../../kernel/canonical-json.js';
import type { Instant } from '../../../kernel/ids.js';
import { merkleProof, merkleRoot, type ProofStep } from '../../../kernel/merkle.js';
import type { StreamId } from './fact.js';

/** The facts of one stream that a seal covers: `facts` is the Merkle root over their hashes, `head` the last of them. */
export interface SealedRange {
  stream: StreamId;
  from: number;
  to: number;
  head: string;
  facts: string;
}

/** One link of the chain of seals; its signature is over the UTF-8 of its RFC 8785 text. */
export interface SealBody {
  v: 1;
  number: number;
  at: Instant;
  /** hash of the seal before, zeros for the first */
  previous: string;
  /** Merkle root over the RFC 8785 texts of its ranges, ordered by stream */
  root: string;
  streams: number;
  /** SHA-256 (hex) of the DER (SPKI) of the public key that signs */
  key: string;
}

export interface Seal {
  number: number;
  text: string;
  /** Ed25519, base64 */
  signature: string;
}

/** That one fact is under one seal: its hash up to the range's `facts`, and the range up to the seal's `root`. */
export interface InclusionProof {
  seal: number;
  range: SealedRange;
  fact: ProofStep[];
  path: ProofStep[];
}

export const sealHash = (text: string): string => sha256(text).toString('hex');

export const sealedRange = (stream: StreamId, from: number, hashes: string[]): SealedRange => ({
  stream,
  from,
  to: from + hashes.length - 1,
  head: hashes.at(-1)!,
  facts: merkleRoot(hashes),
});

/** The next seal over ranges of streams that moved, never before the last; `last` is the text of the seal before. */
export function nextSeal(last: string | null, ranges: SealedRange[], at: Instant, key: string): SealBody {
  const before = last === null ? null : (JSON.parse(last) as SealBody);
  return {
    v: 1,
    number: (before?.number ?? 0) + 1,
    at: before !== null && before.at > at ? before.at : at,
    previous: last === null ? '0'.repeat(64) : sealHash(last),
    root: merkleRoot(ranges.map(canonicalJson)),
    streams: ranges.length,
    key,
  };
}

/** Proof of the fact at `seq` among the hashes of its range and the ranges of its seal. */
export function proveInclusion(
  seal: number,
  ranges: SealedRange[],
  stream: StreamId,
  seq: number,
  hashes: string[],
): InclusionProof {
  const index = ranges.findIndex((range) => range.stream === stream);
  const range = ranges[index]!;
  return {
    seal,
    range,
    fact: merkleProof(hashes, seq - range.from),
    path: merkleProof(ranges.map(canonicalJson), index),
  };
}
