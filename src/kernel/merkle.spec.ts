import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sha256 } from './canonical-json.js';
import { merkleProof, merkleRoot } from './merkle.js';

const climb = (leaf: string, proof: ReturnType<typeof merkleProof>): string =>
  proof
    .reduce<Buffer>(
      (hash, step) => {
        const sibling = Buffer.from(step.hash, 'hex');
        return step.side === 'left' ? sha256(Uint8Array.of(1), sibling, hash) : sha256(Uint8Array.of(1), hash, sibling);
      },
      sha256(Uint8Array.of(0), leaf),
    )
    .toString('hex');

describe('a Merkle tree after RFC 9162', () => {
  it('has the published root for no leaves and for one empty leaf', () => {
    expect(merkleRoot([])).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(merkleRoot([''])).toBe('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d');
  });

  it('proves every leaf of every list, and no other leaf in its place', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 40 }), (leaves) => {
        const root = merkleRoot(leaves);
        leaves.forEach((leaf, index) => {
          expect(climb(leaf, merkleProof(leaves, index))).toBe(root);
          expect(climb(`${leaf}!`, merkleProof(leaves, index))).not.toBe(root);
        });
      }),
    );
  });
});
