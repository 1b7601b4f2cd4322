import { createHash } from 'node:crypto';
import type { ProofStep } from './record.js';

/** Merkle trees of RFC 9162 section 2.1: a leaf is hashed after a byte 0, two nodes after a byte 1. */
const hash = (...parts: (Uint8Array | string)[]): Buffer => {
  const sha = createHash('sha256');
  for (const part of parts) sha.update(part);
  return sha.digest();
};

const leafHash = (leaf: string): Buffer => hash(Uint8Array.of(0), leaf);
const nodeHash = (left: Uint8Array, right: Uint8Array): Buffer => hash(Uint8Array.of(1), left, right);

/** On which side the siblings of leaf `index` of `size` stand, nearest first. */
export function sidesOf(index: number, size: number): ProofStep['side'][] {
  if (size <= 1) return [];
  let split = 1;
  while (split * 2 < size) split *= 2;
  return index < split ? [...sidesOf(index, split), 'right'] : [...sidesOf(index - split, size - split), 'left'];
}

/** The leaf that a path of these sides leads from, among `size`; null where no leaf has such a path. */
export function indexOf(path: ProofStep[], size: number): number | null {
  let [first, count] = [0, size];
  for (const { side } of [...path].reverse()) {
    if (count <= 1) return null;
    let split = 1;
    while (split * 2 < count) split *= 2;
    if (side === 'left') [first, count] = [first + split, count - split];
    else count = split;
  }
  return count === 1 ? first : null;
}

/** The root (hex) that a leaf and its path lead to. */
export function climb(leaf: string, path: ProofStep[]): string {
  return path
    .reduce((node, { side, hash: sibling }) => {
      const other = Buffer.from(sibling, 'hex');
      return side === 'left' ? nodeHash(other, node) : nodeHash(node, other);
    }, leafHash(leaf))
    .toString('hex');
}

/** The root over leaves given one by one, in memory that does not grow with their number. */
export class GrowingRoot {
  private readonly peaks: { size: number; node: Buffer }[] = [];
  count = 0;

  add(leaf: string): void {
    this.addHash(leafHash(leaf));
  }

  /** A leaf by its own hash. */
  addHash(leaf: Buffer): void {
    this.count++;
    let peak = { size: 1, node: leaf };
    while (this.peaks.at(-1)?.size === peak.size) {
      const left = this.peaks.pop()!;
      peak = { size: left.size + peak.size, node: nodeHash(left.node, peak.node) };
    }
    this.peaks.push(peak);
  }

  get root(): string {
    const [last, ...before] = [...this.peaks].reverse();
    if (last === undefined) return hash('').toString('hex');
    return before.reduce((node, peak) => nodeHash(peak.node, node), last.node).toString('hex');
  }
}
