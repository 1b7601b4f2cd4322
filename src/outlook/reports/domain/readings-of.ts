import type { Fact } from '../../../trust/ledger/domain/index.js';
import type { Recorded } from './recorded.js';

/** A closed range of a unit's arrivals, by the fact that states it. */
export interface ReadingRange {
  unit: string;
  seq: number;
  from: bigint;
  to: bigint;
  /** how many readings the seal covers */
  count: number;
}

/** A side file before its readings are read: all arrivals under the seals of one bind. */
export interface SeriesPlan {
  name: string;
  unit: string;
  from: bigint;
  to: bigint;
}

const unitOf = (stream: string): string => stream.slice('unit/'.length);

const sealsIn = (facts: Fact[]): ReadingRange[] =>
  facts
    .filter(({ type }) => type === 'readings.sealed')
    .map(({ stream, seq, values }) => ({
      unit: unitOf(stream),
      seq,
      from: BigInt(String(values['from'])),
      to: BigInt(String(values['to'])),
      count: Number(values['count']),
    }));

/** Seals over readings in the units' ranges of a record. */
export const readingRanges = (recorded: Recorded[]): ReadingRange[] =>
  recorded.filter(({ range }) => range.kind === 'unit').flatMap(({ facts }) => sealsIn(facts));

/** Readings that values of the batch rest on, each once. */
export function citations(batchFacts: Fact[]): { unit: string; arrival: bigint }[] {
  const cited = new Map<string, { unit: string; arrival: bigint }>();
  for (const { type, values } of batchFacts) {
    if (type !== 'entry.recorded') continue;
    const capture = values['capture'] as { unit: string; arrivals: string[] } | null;
    for (const arrival of capture?.arrivals ?? [])
      cited.set(`${capture!.unit}/${arrival}`, { unit: capture!.unit, arrival: BigInt(arrival) });
  }
  return [...cited.values()];
}

/** One side file a bind of a unit, named after the unit's code and its arrivals. */
export function seriesPlans(recorded: Recorded[], batchFacts: Fact[]): SeriesPlan[] {
  const codes = new Map(
    batchFacts
      .filter(({ type }) => type === 'batch.unit-bound' || type === 'batch.unit-replaced')
      .map(({ values }) => [String(values['unit']), String(values['unitCode'])]),
  );
  return recorded
    .filter(({ range, facts }) => range.kind === 'unit' && facts[0]?.type === 'unit.bound')
    .flatMap(({ range, facts }) => {
      const seals = sealsIn(facts);
      const [first, last] = [seals[0], seals.at(-1)];
      if (first === undefined || last === undefined) return [];
      const unit = unitOf(range.stream);
      const code = (codes.get(unit) ?? unit).replace(/[^A-Za-z0-9_-]/g, '_');
      return [{ name: `readings-${code}-${first.from}-${last.to}.ndjson`, unit, from: first.from, to: last.to }];
    });
}
