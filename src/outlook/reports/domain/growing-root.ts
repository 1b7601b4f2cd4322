import { sha256 } from '../../../kernel/canonical-json.js';

interface Peak {
  size: number;
  node: Buffer;
}

/** Merkle root of RFC 9162 section 2.1.1 over leaves given one by one, in memory that does not grow with their number. */
export class GrowingRoot {
  private readonly peaks: Peak[] = [];

  add(leaf: string): void {
    let peak: Peak = { size: 1, node: sha256(Uint8Array.of(0), leaf) };
    while (this.peaks.at(-1)?.size === peak.size) peak = joined(this.peaks.pop()!, peak);
    this.peaks.push(peak);
  }

  /** hex */
  get root(): string {
    return (
      this.peaks.reduceRight<Peak | null>((right, left) => (right === null ? left : joined(left, right)), null)?.node ??
      sha256('')
    ).toString('hex');
  }
}

const joined = (left: Peak, right: Peak): Peak => ({
  size: left.size + right.size,
  node: sha256(Uint8Array.of(1), left.node, right.node),
});
