import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { climb, GrowingRoot, indexOf, sidesOf } from './merkle.js';
import type { ProofStep } from './record.js';

const sha = (...parts: (string | Uint8Array)[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** RFC 9162 section 2.1.1 and 2.1.3.1, word by word. */
const split = (n: number): number => 2 ** Math.floor(Math.log2(n - 1));
const mth = (d: string[]): Buffer => {
  if (d.length === 0) return sha('');
  if (d.length === 1) return sha(Uint8Array.of(0), d[0]!);
  const k = split(d.length);
  return sha(Uint8Array.of(1), mth(d.slice(0, k)), mth(d.slice(k)));
};
const path = (m: number, d: string[]): ProofStep[] => {
  if (d.length === 1) return [];
  const k = split(d.length);
  return m < k
    ? [...path(m, d.slice(0, k)), { side: 'right', hash: mth(d.slice(k)).toString('hex') }]
    : [...path(m - k, d.slice(k)), { side: 'left', hash: mth(d.slice(0, k)).toString('hex') }];
};

const leaves = (count: number): string[] => Array.from({ length: count }, (_, index) => `leaf ${index}`);

describe('the verifier’s Merkle trees', () => {
  it('have the roots and the paths of RFC 9162, for every leaf of trees of up to 40', () => {
    for (let count = 1; count <= 40; count++) {
      const all = leaves(count);
      const growing = new GrowingRoot();
      for (const leaf of all) growing.add(leaf);
      expect(growing.root).toBe(mth(all).toString('hex'));
      all.forEach((leaf, index) => {
        const proof = path(index, all);
        expect(climb(leaf, proof)).toBe(growing.root);
        expect(proof.map(({ side }) => side)).toEqual(sidesOf(index, count));
        expect(indexOf(proof, count)).toBe(index);
      });
    }
  });

  it('have the known roots of no leaf and of an empty one', () => {
    const growing = new GrowingRoot();
    growing.add('');
    expect(growing.root).toBe('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d');
    expect(new GrowingRoot().root).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });

  it('give no place to a path that is too short or too long for the tree', () => {
    const proof = path(2, leaves(5));
    expect(indexOf(proof.slice(1), 5)).toBeNull();
    expect(indexOf([...proof, proof[0]!], 5)).toBeNull();
  });
});
