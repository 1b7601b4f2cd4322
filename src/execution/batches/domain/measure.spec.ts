import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { benchRecipe, vcd as vcdField } from '../../../../test/support/bench-recipe.js';
import { PaperBatch } from '../../../../test/support/paper-batch.js';
import { Refusal } from '../../../kernel/refusal.js';
import { measured } from './count-replicates.js';
import { stepContent } from './content.js';
import { currentEntry } from './draft.js';
import { batchProjection } from './projection.js';

const counting = () => new PaperBatch(1, benchRecipe).until('cells');
const count = (paper: PaperBatch, vcd: string, viability = '90.0') => paper.count('cells', { vcd, viability });
const standing = (paper: PaperBatch, field: string) => currentEntry(paper.state, paper.step('cells').id, field);
const stands = (paper: PaperBatch) =>
  measured(paper.state, paper.step('cells').id, paper.draft.phase(paper.step('cells'), 'measure'));
const events = (paper: PaperBatch) => Object.values(paper.state.event);

describe('211.103: a measurement by replicates', () => {
  it('has its mean and scatter once its round is full, with the counts beside them', () => {
    const paper = counting();
    count(paper, '2.00', '90.0');
    expect(stands(paper)).toEqual({ counted: 1, round: 1, due: 1 });
    expect(standing(paper, 'vcd')).toBeUndefined();
    expect(paper.refuses(() => paper.complete('cells'))).toBe('measure.counts-missing');
    count(paper, '2.10', '92.0');
    expect(standing(paper, 'vcd')).toMatchObject({
      ...{ source: 'calculated', value: '2.05', unit: '10*6/mL', verdict: 'within' },
      inputs: { 'vcd.1': '2.00 10*6/mL', 'vcd.2': '2.10 10*6/mL' },
      rounding: { decimals: 2, mode: 'half-even' },
    });
    expect(standing(paper, 'vcd.cv')).toMatchObject({ value: '3.4', unit: '%', verdict: 'within' });
    expect(standing(paper, 'viability')).toMatchObject({ value: '91.0', unit: '%' });
    expect(standing(paper, 'vcd.1')).toMatchObject({ source: 'typed', verdict: null });
    expect(paper.refuses(() => count(paper, '2.00'))).toBe('measure.counts-complete');
    const signed = stepContent(paper.draft, paper.step('cells')).content['values'] as { field: string }[];
    expect(signed.map(({ field }) => field).sort()).toEqual(
      ['vcd', 'vcd.1', 'vcd.2', 'vcd.cv', 'viability', 'viability.1', 'viability.2', 'viability.cv'].sort(),
    );
    paper.complete('cells');
    expect(paper.step('cells').state).toBe('completing');
  });

  it('is counted again, a whole round, where it scatters; every count stays and the last mean counts', () => {
    const paper = counting();
    count(paper, '2.00');
    count(paper, '4.00');
    expect(standing(paper, 'vcd.cv')).toMatchObject({ value: '47.1', verdict: 'action' });
    expect(events(paper)).toMatchObject([
      { kind: 'measure.recount', values: { field: 'vcd', round: 1, cv: '47.1', max: '10.0' } },
    ]);
    expect(paper.exceptions).toEqual([]);
    expect(stands(paper)).toEqual({ counted: 2, round: 2, due: 2 });
    expect(paper.refuses(() => paper.complete('cells'))).toBe('measure.counts-missing');
    count(paper, '2.00');
    expect(standing(paper, 'vcd')).toMatchObject({ value: '3.00' });
    expect(paper.refuses(() => paper.complete('cells'))).toBe('measure.counts-missing');
    count(paper, '2.02');
    expect(standing(paper, 'vcd')).toMatchObject({ value: '2.01', reason: 'measure.recount' });
    expect([1, 2, 3, 4].map((n) => standing(paper, `vcd.${n}`)!.value)).toEqual(['2.00', '4.00', '2.00', '2.02']);
    paper.complete('cells');
    expect(paper.exceptions).toEqual([]);
  });

  it('that scatters still when no recount is left is an exception of the field’s criticality', () => {
    const paper = counting();
    for (const vcd of ['2.00', '4.00', '2.00', '4.00']) count(paper, vcd);
    expect(paper.exceptions).toMatchObject([
      { kind: 'measure.cv-exceeded', criticality: 'CQA', onBreach: 'supervisor', values: { round: 2, cv: '47.1' } },
    ]);
    expect(stands(paper)).toEqual({ counted: 4, round: 2, due: 0 });
    expect(paper.refuses(() => paper.complete('cells'))).toBe('exception.answer-missing');
    paper.answer('cells', 'E1', 'continue');
    paper.complete('cells');
  });

  it('has its mean judged, not its single counts; not where they are to be counted again', () => {
    const low = counting();
    count(low, '0.40');
    expect(low.exceptions).toEqual([]);
    count(low, '0.42');
    expect(low.exceptions).toMatchObject([{ kind: 'limit.action', values: { field: 'vcd', value: '0.41' } }]);
    const scattered = counting();
    count(scattered, '0.20');
    count(scattered, '0.60');
    expect(standing(scattered, 'vcd')).toMatchObject({ value: '0.40', verdict: 'action' });
    expect(scattered.exceptions).toEqual([]);
    count(scattered, '0.40');
    count(scattered, '0.41');
    expect(scattered.exceptions).toMatchObject([{ kind: 'limit.action', values: { value: '0.40' } }]);
  });

  it('11.10(e): has a count corrected with a reason, which makes mean and scatter anew beside the old', () => {
    const paper = counting();
    count(paper, '2.00');
    count(paper, '20.20');
    expect(stands(paper).due).toBe(2);
    const correct = (reason?: string) =>
      paper.count('cells', { vcd: '2.02' }, { count: 2, ...(reason ? { reason } : {}) });
    expect(paper.refuses(() => correct())).toBe('entry.reason-missing');
    correct('point misplaced');
    expect(standing(paper, 'vcd')).toMatchObject({ value: '2.01', reason: 'point misplaced' });
    expect(standing(paper, 'vcd.cv')).toMatchObject({ value: '0.7', verdict: 'within' });
    expect(stands(paper)).toEqual({ counted: 2, round: 1, due: 0 });
    const values = Object.values(paper.state.entry).filter(({ field }) => field === 'vcd.2');
    expect(values.map(({ value }) => value)).toEqual(['20.20', '2.02']);
    expect(standing(paper, 'viability')!.reason).toBeNull();
    paper.complete('cells');
    expect(paper.refuses(() => correct('too late'))).toBe('step.not-running');
  });

  it('keeps a round that was counted again as it stands', () => {
    const paper = counting();
    for (const vcd of ['2.00', '4.00', '2.00']) count(paper, vcd);
    const correct = (n: number) => paper.count('cells', { vcd: '2.02' }, { count: n, reason: 'misread' });
    expect(paper.refuses(() => correct(2))).toBe('measure.round-closed');
    expect(paper.refuses(() => correct(4))).toBe('measure.count-unknown');
    correct(3);
    expect(standing(paper, 'vcd.3')!.value).toBe('2.02');
  });

  it('takes a count whole: each field once, in its unit, with no more places than it keeps', () => {
    const paper = counting();
    expect(paper.refuses(() => paper.count('cells', { vcd: '2.00' }))).toBe('measure.count-incomplete');
    expect(paper.refuses(() => paper.count('cells', { vcd: '2.00', dead: '1' }))).toBe('entry.field-unknown');
    expect(paper.refuses(() => count(paper, 'many'))).toBe('entry.not-a-number');
    expect(paper.refuses(() => count(paper, '2.005'))).toBe('entry.too-many-decimals');
    expect(paper.refuses(() => paper.enter('cells', 'vcd', '2.00', '10*6/mL'))).toBe('step.wrong-kind');
    expect(stands(paper).counted).toBe(0);
  });
});

type Act = (paper: PaperBatch) => unknown;
const answer = (paper: PaperBatch, number: string): void => paper.answer('cells', number, 'continue');
const value = fc.integer({ min: 20, max: 400 }).map((n) => (n / 100).toFixed(2));
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 6,
    arbitrary: value.map(
      (vcd): Act =>
        (paper) =>
          count(paper, vcd),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(value, fc.integer({ min: 1, max: 5 })).map(
      ([vcd, n]): Act =>
        (paper) =>
          paper.count('cells', { vcd }, { count: n, reason: 'misread' }),
    ),
  },
  { weight: 2, arbitrary: fc.constant<Act>((paper) => paper.complete('cells')) },
  {
    weight: 1,
    arbitrary: fc.constant<Act>((paper) => paper.exceptions.forEach(({ number }) => answer(paper, number))),
  },
  { weight: 1, arbitrary: fc.constant<Act>((paper) => (paper.hold(), paper.restartBatch())) },
);

const counts = (...vcds: string[]): Act[] => vcds.map((vcd) => (paper) => count(paper, vcd));
const complete: Act = (paper) => paper.complete('cells');
/** A measurement that ends in each round; chance finds the others. */
const ENDINGS: [Act[]][] = [
  [[...counts('2.00', '2.02'), complete]],
  [[...counts('2.00', '4.00', '2.00', '2.02'), complete]],
];

/** Mean and scatter from the counts that stand, computed the plain way. */
function naive(counts: number[]): { mean: number; cv: number } {
  const mean = counts.reduce((sum, one) => sum + one, 0) / counts.length;
  const squares = counts.reduce((sum, one) => sum + (one - mean) ** 2, 0);
  return { mean, cv: (Math.sqrt(squares / (counts.length - 1)) / mean) * 100 };
}

describe('11.10(f), 211.188(b)(5): no history of counts', () => {
  it('loses a count, states a mean or scatter that its counts do not give, or ends with one missing', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(fc.array(act, { maxLength: 25 }), (acts) => {
        const paper = counting();
        const given: string[] = [];
        for (const one of acts) {
          const before = paper.facts.length;
          try {
            one(paper);
          } catch (error) {
            if (!(error instanceof Refusal)) throw error;
          }
          given.push(...paper.facts.slice(before).flatMap(typedVcd));
        }
        // every count that was ever taken can still be read, in the order in which it came
        const entries = Object.values(paper.state.entry).filter(({ field }) => /^vcd\.\d+$/.test(field));
        expect(entries.map((entry) => entry.value)).toEqual(given);
        const { counted, round, due } = stands(paper);
        const numbers = Array.from({ length: counted }, (_, index) =>
          Number(standing(paper, `vcd.${index + 1}`)!.value),
        );
        const full = Math.floor(counted / 2);
        if (full > 0) {
          const { mean, cv } = naive(numbers.slice(full * 2 - 2, full * 2));
          expect(Math.abs(Number(standing(paper, 'vcd')!.value) - mean)).toBeLessThanOrEqual(0.005 + 1e-9);
          expect(Math.abs(Number(standing(paper, 'vcd.cv')!.value) - cv)).toBeLessThanOrEqual(0.05 + 1e-9);
          expect(standing(paper, 'vcd.cv')!.verdict).toBe(
            Number(standing(paper, 'vcd.cv')!.value) > Number(vcdField.cv) ? 'action' : 'within',
          );
        }
        expect(counted).toBeLessThanOrEqual(4);
        expect(due === 0).toBe(counted === 4 || (counted === 2 && standing(paper, 'vcd.cv')!.verdict === 'within'));
        const { state } = paper.step('cells');
        if (state !== 'running' && state !== 'held') expect(due).toBe(0);
        expect(JSON.parse(JSON.stringify(paper.facts)).reduce(batchProjection.apply, batchProjection.empty)).toEqual(
          paper.state,
        );
        seen.add(`${state} in round ${round}`);
      }),
      { numRuns: 150, examples: ENDINGS },
    );
    // the property says nothing unless measurements do end, in either round
    expect([...seen]).toEqual(expect.arrayContaining(['completing in round 1', 'completing in round 2']));
  });
});

const typedVcd = ({ type, values }: PaperBatch['facts'][number]): string[] =>
  type === 'entry.recorded' && /^vcd\.\d+$/.test(String(values['field'])) ? [String(values['value'])] : [];
