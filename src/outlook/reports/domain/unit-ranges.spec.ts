import { describe, expect, it } from '@jest/globals';
import type { Fact } from '../../../trust/ledger/domain/index.js';
import { unitRanges } from './index.js';

const instant = (minute: number): string => new Date(Date.UTC(2026, 0, 5, 8, minute)).toISOString();
const ticks = (minute: number): string => `${BigInt(Date.parse(instant(minute))) * 10_000n}`;

type Said = [type: string, minute: number, values: Record<string, unknown>];
const marks = (...said: Said[]): Fact[] =>
  said.map(([type, minute, values], index) => {
    const place = { v: 1 as const, stream: 'unit/u' as const, seq: index + 1, at: instant(minute) };
    return {
      ...place,
      happenedAt: instant(minute),
      zone: 'UTC',
      config: '',
      by: { system: 's', role: 'system' as const },
      type,
      values,
    };
  });
const lost = (gap: string, stated: number, from: number, to: number): Said => [
  ...(['gap.recorded', stated, { gap, from: ticks(from), to: ticks(to) }] as const),
];
const held: Said[] = [
  ['unit.defined', 0, {}],
  ['unit.bound', 10, { batch: 'b' }],
  ['unit.released', 20, { batch: 'b' }],
];
const places = (...more: Said[]): number[] =>
  unitRanges(marks(...held, ...more), 'b', []).flatMap(({ from, to }) =>
    Array.from({ length: (to ?? from) - from + 1 }, (_, index) => from + index),
  );

describe('what a batch’s record holds of a unit’s stream', () => {
  it('is its bind to its release, and what the unit was then', () => {
    expect(places(['unit.redefined', 30, {}], ['unit.bound', 40, { batch: 'c' }])).toEqual([1, 2, 3]);
  });

  it('is what became of gaps of that time, however late values came', () => {
    const later: Said[] = [
      lost('g', 25, 12, 15),
      lost('h', 25, 21, 22),
      ['gap.narrowed', 50, { gap: 'g', from: ticks(12), to: ticks(13) }],
      ['gap.recorded', 50, { gap: 'i', of: 'g', from: ticks(14), to: ticks(15) }],
      ['gap.backfilled', 60, { gap: 'h' }],
      ['gap.backfilled', 60, { gap: 'i' }],
    ];
    expect(places(...later)).toEqual([1, 2, 3, 4, 6, 7, 9]);
  });

  it('is what became of a gap that was stated then, of a time before', () => {
    const said: Said[] = [held[0]!, held[1]!, lost('g', 11, 2, 5), held[2]!, ['gap.backfilled', 30, { gap: 'g' }]];
    expect(unitRanges(marks(...said), 'b', []).map(({ from, to }) => [from, to])).toEqual([
      [1, 1],
      [2, 4],
      [5, 5],
    ]);
  });

  it('is of a unit that is used by position the bind and the release alone: what lies between may be of others', () => {
    const said: Said[] = [
      ['unit.defined', 0, {}],
      ['unit.bound', 10, { batch: 'b', binding: 'B1', position: 'A1' }],
      ['unit.bound', 11, { batch: 'c', binding: 'B2', position: 'A2' }],
      ['unit.released', 12, { batch: 'c', binding: 'B2' }],
      ['unit.released', 20, { batch: 'b', binding: 'B1' }],
    ];
    expect(unitRanges(marks(...said), 'b', [])).toMatchObject([
      { from: 1, to: 1 },
      { from: 2, to: 2 },
      { from: 5, to: 5 },
    ]);
  });
});
