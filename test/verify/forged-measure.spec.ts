import { describe, expect, it } from '@jest/globals';
import type { PaperBatch } from '../support/paper-batch.js';
import { both, entry, fact, type Forge, ofKind, set, without, withoutEntry, wrong } from './forge-paper.js';
import { factsOf, found, paper } from './walk-paper.js';

const counting = (...vcds: string[]): PaperBatch => {
  const batch = paper().until('cells');
  for (const vcd of vcds) batch.count('cells', { vcd, viability: '90.0' });
  return batch;
};
const finished = (batch: PaperBatch): Forge => {
  const last = factsOf(batch).at(-1)!;
  const values = { step: batch.step('cells').id, endedAt: last.at };
  return (facts) => void facts.push({ ...last, seq: last.seq + 1, type: 'step.finished', values });
};

describe('the facts of a measurement, where exactly one thing is wrong', () => {
  it('are found where a measurement ended while counts were due', () => {
    const one = counting('2.00');
    expect(wrong(one, finished(one))).toEqual([
      'step cells was finished with values missing',
      'step cells was finished with a measurement that is not whole',
    ]);
    const scattered = counting('2.00', '4.00');
    expect(wrong(scattered, finished(scattered))).toEqual([
      'step cells was finished with a measurement that is not whole',
    ]);
  });

  it('are found where a mean was not made anew of a count that was corrected', () => {
    const batch = counting('2.00', '2.02');
    batch.count('cells', { vcd: '2.04' }, { count: 2, reason: 'misread' });
    const forge = both(withoutEntry('vcd', 2), withoutEntry('vcd.cv', 2), finished(batch));
    expect(wrong(batch, forge)).toEqual(['step cells was finished with a measurement that is not whole']);
  });

  it('are found where it was counted more often than the recipe allows, or without need', () => {
    const often = counting('2.00', '4.00', '2.00', '4.00');
    const again =
      (batch: PaperBatch, n: number): Forge =>
      (facts) => {
        const count = entry(facts, 'vcd.1');
        const values = { ...count.values, field: `vcd.${n}`, entry: 'V99' };
        facts.push({ ...count, seq: factsOf(batch).length + 1, values });
      };
    expect(wrong(often, again(often, 5))).toEqual(['entry V99, cells vcd.5: no count was due any more']);
    const enough = counting('2.00', '2.02');
    expect(wrong(enough, again(enough, 3))).toEqual(['entry V99, cells vcd.3: no count was due any more']);
    expect(wrong(enough, again(enough, 4))).toEqual(['entry V99, cells vcd.4: count 3 is missing before it']);
  });

  it('are found where scatter beyond its limit, with no recount left, is no exception', () => {
    const batch = counting('2.00', '4.00', '2.00', '4.00');
    expect(found(factsOf(batch))).toEqual([]);
    expect(wrong(batch, without('exception.raised', ofKind('measure.cv-exceeded')))).toEqual([
      'entry V22, cells vcd.cv: it calls for measure.cv-exceeded',
    ]);
  });

  it('are whole, and found, where counts differ about a mean of nought: their scatter is unknown', () => {
    const batch = counting('-1.00', '1.00');
    expect(found(factsOf(batch))).toEqual([]);
    expect(wrong(batch, set('vcd.cv', { value: '0.0', verdict: 'within' }))).toContain(
      'entry V14, cells vcd.cv: it is not what its inputs make',
    );
  });

  it('are found where a clock fired before its time', () => {
    const batch = paper().until('found');
    batch.passes(130);
    expect(found(factsOf(batch))).toEqual([]);
    const early: Forge = (facts) => (fact(facts, 'timer.fired').at = '2026-01-05T08:00:01.000Z');
    expect(wrong(batch, early)).toEqual(['timer T1 fired before it was due']);
  });
});
