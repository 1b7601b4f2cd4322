import {
  type InclusionProof,
  proveInclusion,
  type SealedRange,
  type StreamId,
} from '../../../trust/ledger/domain/index.js';

/** The proof that the fact at `seq` lies under a seal; null where the ledger no longer holds what it takes. */
export function prove(
  seal: number,
  ranges: SealedRange[],
  stream: StreamId,
  seq: number,
  hashes: ReadonlyMap<number, string>,
): InclusionProof | null {
  const own = ranges.find((range) => range.stream === stream);
  if (own === undefined || seq < own.from || seq > own.to) return null;
  const known = Array.from({ length: own.to - own.from + 1 }, (_, index) => hashes.get(own.from + index));
  return known.includes(undefined) ? null : proveInclusion(seal, ranges, stream, seq, known as string[]);
}
