import { describe, expect, it } from '@jest/globals';
import { benchRecipe } from '../../../../test/support/bench-recipe.js';
import { PaperBatch } from '../../../../test/support/paper-batch.js';
import { currentEntry } from './draft.js';

const bench = (phase: string) => new PaperBatch(1, benchRecipe).until(phase);
const events = (paper: PaperBatch) => Object.values(paper.state.event);
const standing = (paper: PaperBatch, phase: string, field: string) =>
  currentEntry(paper.state, paper.step(phase).id, field);

describe('labels', () => {
  it('211.188(b)(8): have each copy’s code and its specimen in the record from the step’s start', () => {
    const paper = bench('bags');
    expect([1, 2].map((k) => standing(paper, 'bags', `bag.${k}`)!.value)).toEqual(['26-0001-BAG-1', '26-0001-BAG-2']);
    expect(standing(paper, 'bags', 'bag.2.specimen')!.value!.split('\n')).toEqual([
      'cells · 26-0001',
      'COI-000001 / P-7F3K',
      '26-0001-BAG-2: 2 of 2',
    ]);
  });

  it('211.125: are read back copy by copy, then reconciled', () => {
    const paper = bench('bags');
    expect(paper.refuses(() => paper.complete('bags'))).toBe('label.not-scanned');
    expect(paper.refuses(() => paper.scan('bags', 'bag.1', '26-0001-BAG-2'))).toBe('scan.mismatch');
    expect(events(paper).at(-1)).toMatchObject({ kind: 'scan.mismatch', values: { scan: 'bag.1', expects: 'label' } });
    expect(paper.refuses(() => paper.scan('bags', 'bag.3', '26-0001-BAG-3'))).toBe('scan.unknown');
    paper.scan('bags', 'bag.1', '26-0001-BAG-1');
    expect(paper.refuses(() => paper.reconcile('bags', 'bag', 2, 2, 0))).toBe('label.not-scanned');
    paper.scan('bags', 'bag.2', '26-0001-BAG-2');
    expect(paper.refuses(() => paper.complete('bags'))).toBe('label.not-reconciled-yet');
    expect(paper.refuses(() => paper.reconcile('bags', 'box', 2, 2, 0))).toBe('label.unknown');
    paper.reconcile('bags', 'bag', 3, 2, 1);
    expect(paper.exceptions).toEqual([]);
    paper.complete('bags');
    expect(paper.step('bags').state).toBe('completing');
  });

  it.each([
    ['one is missing', 3, 2, 0],
    ['one too few is applied', 2, 1, 1],
    ['one too many is applied', 3, 3, 0],
  ])('211.125: that do not add up, since %s, are an exception for the supervisor', (_, printed, applied, destroyed) => {
    const paper = bench('bags');
    for (const k of [1, 2]) paper.scan('bags', `bag.${k}`, `26-0001-BAG-${k}`);
    paper.reconcile('bags', 'bag', printed, applied, destroyed);
    expect(paper.exceptions).toMatchObject([
      { kind: 'label.not-reconciled', criticality: 'CQA', values: { copies: 2, printed, applied, destroyed } },
    ]);
    expect(paper.refuses(() => paper.complete('bags'))).toBe('exception.answer-missing');
    expect(paper.refuses(() => paper.reconcile('bags', 'bag', 2, 2, 0))).toBe('entry.reason-missing');
    paper.reconcile('bags', 'bag', 2, 2, 0, 'counted the roll again');
    paper.answer('bags', 'E1', 'continue');
    paper.complete('bags');
    expect(paper.exceptions).toHaveLength(1);
  });
});
