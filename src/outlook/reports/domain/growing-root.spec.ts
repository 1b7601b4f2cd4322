import { describe, expect, it } from '@jest/globals';
import { merkleRoot } from '../../../kernel/merkle.js';
import { GrowingRoot } from './index.js';

describe('a root over leaves that come one by one', () => {
  it('is that of all of them together, for every number of leaves', () => {
    for (let count = 0; count < 70; count++) {
      const leaves = Array.from({ length: count }, (_, index) => `leaf ${index}`);
      const growing = new GrowingRoot();
      for (const leaf of leaves) growing.add(leaf);
      expect(growing.root).toBe(merkleRoot(leaves));
    }
  });
});
