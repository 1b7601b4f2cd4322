import type { Fact } from '../../../trust/ledger/domain/index.js';

/** A version that another rests on. */
export interface Pin {
  code: string;
  version: number;
  hash: string;
}

/** What the recipes of a batch are made from, each version once: recipes and overlays from the general one down, then blocks. */
export function pinsIn(batchFacts: Fact[]): Pin[] {
  const pins = new Map<string, Pin>();
  for (const { type, values } of batchFacts) {
    if (type !== 'batch.issued' && type !== 'batch.recipe-changed') continue;
    const { frozen } = (values['recipe'] ?? {}) as { frozen?: { madeFrom?: Pin[]; blocks?: Pin[] } | null };
    for (const { code, version, hash } of [...(frozen?.madeFrom ?? []), ...(frozen?.blocks ?? [])])
      pins.set(`${code}@${version} ${hash}`, { code, version, hash });
  }
  return [...pins.values()];
}
