import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Instant } from '../../kernel/ids.js';
import { merkleProof } from '../../kernel/merkle.js';
import type { Tx } from '../../platform/database/index.js';
import { Readings } from '../../plant/readings/index.js';
import type { Fact } from '../../trust/ledger/index.js';
import {
  citations,
  type CitedReading,
  GrowingRoot,
  type ReadingRange,
  readingRanges,
  type Recorded,
  type SeriesFile,
  type SeriesPlan,
  seriesPlans,
} from './domain/index.js';

/** A line after the last reading of a file, for every reader of NDJSON. */
export const line = (leaf: string): string => `${leaf}\n`;

/** The readings that a batch rests on: the cited ones with their proofs, all of them as side files, and the gaps. */
@Injectable()
export class CiteReadings {
  constructor(private readonly readings: Readings) {}

  async cited(tx: Tx, recorded: Recorded[], batchFacts: Fact[]): Promise<CitedReading[]> {
    const seals = readingRanges(recorded);
    const bySeal = new Map<ReadingRange | undefined, { unit: string; arrival: bigint }[]>();
    for (const one of citations(batchFacts)) {
      const seal = seals.find(({ unit, from, to }) => unit === one.unit && one.arrival >= from && one.arrival <= to);
      bySeal.set(seal, [...(bySeal.get(seal) ?? []), one]);
    }
    const cited: CitedReading[] = [];
    for (const [seal, readings] of bySeal)
      for (const one of await (seal === undefined ? this.unsealed(tx, readings) : this.sealed(tx, seal, readings)))
        cited.push(one);
    return cited.sort((a, b) =>
      a.unit === b.unit ? Number(BigInt(a.arrival) - BigInt(b.arrival)) : a.unit < b.unit ? -1 : 1,
    );
  }

  private async sealed(tx: Tx, seal: ReadingRange, cited: { arrival: bigint }[]): Promise<CitedReading[]> {
    const { unit, seq } = seal;
    const leaves: string[] = [];
    const places = new Map<string, number>();
    for await (const leaf of this.readings.series(tx, unit, seal.from, seal.to)) {
      places.set((JSON.parse(leaf) as string[])[1]!, leaves.length);
      leaves.push(leaf);
    }
    // of a seal whose readings are archived in part nothing can be proven from here
    const isWhole = leaves.length === seal.count;
    return cited.map(({ arrival }) => {
      const index = places.get(`${arrival}`);
      if (index === undefined) return { unit, arrival: `${arrival}`, leaf: null, seal: seq, path: null };
      return {
        unit,
        arrival: `${arrival}`,
        leaf: leaves[index]!,
        seal: seq,
        path: isWhole ? merkleProof(leaves, index) : null,
      };
    });
  }

  private async unsealed(tx: Tx, cited: { unit: string; arrival: bigint }[]): Promise<CitedReading[]> {
    const found: CitedReading[] = [];
    for (const { unit, arrival } of cited) {
      const open: CitedReading = { unit, arrival: `${arrival}`, leaf: null, seal: null, path: null };
      for await (const leaf of this.readings.series(tx, unit, arrival, arrival)) open.leaf = leaf;
      found.push(open);
    }
    return found;
  }

  /** The side files with what tells them from any other. */
  async series(tx: Tx, recorded: Recorded[], batchFacts: Fact[]): Promise<SeriesFile[]> {
    const files: SeriesFile[] = [];
    for (const plan of seriesPlans(recorded, batchFacts)) {
      const [sha256, root] = [createHash('sha256'), new GrowingRoot()];
      let count = 0;
      for await (const leaf of this.leaves(tx, plan)) {
        sha256.update(line(leaf));
        root.add(leaf);
        count++;
      }
      const { name, unit, from, to } = plan;
      files.push({ name, unit, from: `${from}`, to: `${to}`, count, sha256: sha256.digest('hex'), root: root.root });
    }
    return files;
  }

  leaves(tx: Tx, { unit, from, to }: SeriesPlan): AsyncIterable<string> {
    return this.readings.series(tx, unit, from, to);
  }

  /** Rows of the gaps that facts in the record state, and of any other that overlaps the time of a bind. */
  async gaps(tx: Tx, recorded: Recorded[]): Promise<object[]> {
    const units = recorded.filter(({ range }) => range.kind === 'unit');
    const stated = new Set(
      units.flatMap(({ facts }) =>
        facts.filter(({ type }) => type === 'gap.recorded').map(({ values }) => values['gap']),
      ),
    );
    const listed = new Map<string, object>();
    for (const { range, facts } of units) {
      if (facts[0]?.type !== 'unit.bound') continue;
      const [from, to] = [facts[0].at, endOf(facts)];
      for (const gap of await this.readings.gaps(tx, range.stream.slice('unit/'.length), EARLIEST, LATEST))
        if (stated.has(gap.id) || overlaps(gap, from, to)) listed.set(gap.id, gap);
    }
    return [...listed.values()];
  }
}

const [EARLIEST, LATEST] = ['1970-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z'];

const endOf = (facts: Fact[]): Instant => (facts.at(-1)!.type === 'unit.released' ? facts.at(-1)!.at : LATEST);

const overlaps = ({ fromTime, toTime }: { fromTime: string; toTime: string }, from: Instant, to: Instant): boolean =>
  BigInt(toTime) >= BigInt(Date.parse(from)) * 10_000n && BigInt(fromTime) <= BigInt(Date.parse(to)) * 10_000n;
