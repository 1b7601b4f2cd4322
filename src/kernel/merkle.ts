import { sha256 } from './canonical-json.js';

/** One step of an inclusion proof: the sibling's hash (hex) and the side on which it stands. */
export interface ProofStep {
  side: 'left' | 'right';
  hash: string;
}

const leafHash = (leaf: string): Buffer => sha256(Uint8Array.of(0), leaf);
const nodeHash = (left: Uint8Array, right: Uint8Array): Buffer => sha256(Uint8Array.of(1), left, right);

/** The largest power of two below n, where RFC 9162 section 2.1.1 splits a list of n leaves. */
const split = (n: number): number => 2 ** (Math.ceil(Math.log2(n)) - 1);

function root(hashes: Buffer[]): Buffer {
  if (hashes.length === 1) return hashes[0]!;
  const k = split(hashes.length);
  return nodeHash(root(hashes.slice(0, k)), root(hashes.slice(k)));
}

/** Merkle tree hash (hex) of leaves in their order, RFC 9162 section 2.1.1; of none, SHA-256 of nothing. */
export function merkleRoot(leaves: string[]): string {
  return (leaves.length === 0 ? sha256('') : root(leaves.map(leafHash))).toString('hex');
}

/** The path from leaf `index` up to the root, nearest sibling first. Throws RangeError outside the list. */
export function merkleProof(leaves: string[], index: number): ProofStep[] {
  if (index < 0 || index >= leaves.length) throw new RangeError(`no leaf ${index} among ${leaves.length}`);
  const path = (hashes: Buffer[], at: number): ProofStep[] => {
    if (hashes.length === 1) return [];
    const k = split(hashes.length);
    const [left, right] = [hashes.slice(0, k), hashes.slice(k)];
    return at < k
      ? [...path(left, at), { side: 'right', hash: root(right).toString('hex') }]
      : [...path(right, at - k), { side: 'left', hash: root(left).toString('hex') }];
  };
  return path(leaves.map(leafHash), index);
}
