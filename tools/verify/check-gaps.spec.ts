import { describe, expect, it } from '@jest/globals';
import { checkGaps } from './check-gaps.js';
import type { Fact } from './fact.js';
import { RecordedFacts } from './ledger.js';
import type { BatchRecord } from './record.js';
import { Report } from './report.js';

type Row = Record<string, unknown>;
type Said = [type: string, values: Row];

const span = (from: number, to: number, ...tags: string[]): Row => ({ from: `${from}`, to: `${to}`, tags });
const lost = (gap: string, of: Row, more: Row = {}): Said => ['gap.recorded', { gap, cause: 'link', ...of, ...more }];
const row = (id: string, from: number, to: number, tags: string[], state = 'open'): Row => ({
  ...{ id, unit: 'u', tags, fromTime: `${from}`, toTime: `${to}`, cause: 'link', state },
});

/** What is wrong with gaps that a unit's stream states so, and a record lists so. */
function wrong(said: Said[], gaps: Row[]): string[] {
  const facts = said.map(([type, values], index) => ({ stream: 'unit/u', seq: index + 1, type, values }));
  const range = { stream: 'unit/u', kind: 'unit', why: '', from: 1, facts: [], proofs: [] };
  const report = new Report();
  const recorded = new RecordedFacts([{ range, facts: facts as unknown as Fact[] }]);
  checkGaps(report, { readings: { cited: [], gaps } } as unknown as BatchRecord, recorded);
  return report.findings.map(({ what }) => what);
}

const both = span(10, 50, 'ph', 'temperature');
/** Late values fill the middle of a gap: it is narrowed to its first rest, and the other is one of its own. */
const split: Said[] = [
  lost('g', both),
  ['gap.narrowed', { gap: 'g', ...span(10, 20, 'ph', 'temperature') }],
  lost('h', span(40, 50, 'ph'), { of: 'g' }),
];
const rest = [row('g', 10, 20, ['ph', 'temperature']), row('h', 40, 50, ['ph'])];

describe('gaps that values fill which come late', () => {
  it('are listed as they stand: narrowed, split, closed or accepted', () => {
    expect(wrong(split, rest)).toEqual([]);
    const closed: Said[] = [...split, ['gap.backfilled', { gap: 'g' }], ['gap.accepted', { gap: 'h' }]];
    const rows = [row('g', 10, 20, ['ph', 'temperature'], 'backfilled'), row('h', 40, 50, ['ph'], 'accepted')];
    expect(wrong(closed, rows)).toEqual([]);
  });

  it('are found where the list says otherwise', () => {
    expect(wrong(split, [row('g', 10, 50, ['ph', 'temperature']), rest[1]!])).toEqual([
      'the gap is not listed as it is stated',
    ]);
    expect(wrong(split, rest.slice(0, 1))).toEqual(['the gap is not listed as it is stated']);
    expect(wrong(split.slice(0, 2), rest)).toEqual(['no fact states this gap']);
  });

  it('never become more, or something else', () => {
    const wide = span(10, 60, 'ph');
    expect(wrong([lost('g', both), ['gap.narrowed', { gap: 'g', ...wide }]], [row('g', 10, 60, ['ph'])])).toEqual([
      'a gap was narrowed to what was no part of it',
    ]);
    const other = [...split.slice(0, 2), lost('h', span(40, 50, 'co2'), { of: 'g' })];
    expect(wrong(other, [rest[0]!, row('h', 40, 50, ['co2'])])).toEqual(['the rest of a gap is no part of it']);
    const again: Said[] = [lost('g', both), ['gap.accepted', { gap: 'g' }], ['gap.backfilled', { gap: 'g' }]];
    expect(wrong(again, [row('g', 10, 50, ['ph', 'temperature'], 'backfilled')])).toEqual([
      'a gap that was closed is stated again',
    ]);
  });
});
