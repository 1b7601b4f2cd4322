import { describe, expect, it } from '@jest/globals';
import { benchRecipe } from '../../../../test/support/bench-recipe.js';
import { PaperBatch } from '../../../../test/support/paper-batch.js';
import { correct, notApplicable, replaceValue } from '../../../../test/support/paper-corrections.js';
import { paperRecipe } from '../../../../test/support/paper-recipe.js';
import type { MasterRecipe } from '../../../definition/recipes/domain/index.js';
import { currentEntry } from './draft.js';
import { batchProjection } from './projection.js';
import { standing } from './raise.js';

const value = (paper: PaperBatch, phase: string, field: string) =>
  currentEntry(paper.state, paper.step(phase).id, field)!;
const kinds = (paper: PaperBatch) => paper.exceptions.map(({ kind }) => kind);
const end = (paper: PaperBatch): PaperBatch => {
  for (let n = 0; n < 60 && paper.batch.state === 'running'; n++) paper.goesOn();
  return paper;
};

/** Looks at `paperRecipe`'s count with fields that expect an answer, and one that may be left out. */
const asking: MasterRecipe = {
  ...paperRecipe,
  procedure: structuredClone(paperRecipe.procedure),
};
const count = (asking.procedure[0] as { operations: { phases: { id: string; fields: object[] }[] }[] }).operations[0]!
  .phases[1]!;
count.fields.push(
  {
    ...{ type: 'boolean', id: 'clear', title: 'Clear', expects: true, onBreach: 'supervisor', criticality: 'IPC' },
    deviation: true,
  },
  {
    ...{ type: 'choice', id: 'colour', title: 'Colour', expects: ['pink', 'red'], optional: true },
    choices: ['pink', 'red', 'blue'].map((id) => ({ id, title: id })),
  },
);

describe('11.10(e): a correction', () => {
  it('keeps the original, and takes a new value with who, when and why', () => {
    const paper = new PaperBatch().reach('culture');
    correct(paper, 'count', 'cells', '120', { unit: '10*6', by: 'Ben' });
    expect(value(paper, 'count', 'cells')).toMatchObject({
      ...{ value: '120', by: 'Ben', reason: 'read wrongly', at: paper.now, source: 'typed', late: false },
    });
    const original = Object.values(paper.state.entry).find(({ field, value: v }) => field === 'cells' && v === '100');
    expect(original).toMatchObject({ by: 'Ada', supersededBy: value(paper, 'count', 'cells').number });
  });

  it('Draft 13.8: shows the signatures of its step as void and asks for them again, while later steps go on', () => {
    const paper = new PaperBatch().reach('culture');
    correct(paper, 'count', 'cells', '120', { unit: '10*6', by: 'Ben' });
    expect(paper.step('count').state).toBe('completing');
    expect(standing(paper.draft, paper.step('count').id)).toEqual([]);
    expect(Object.values(paper.state.signature).filter(({ void: v }) => v)).toHaveLength(1);
    paper.unit('culture', 'confirmed');
    paper.passes(3600);
    paper.unit('culture', 'ended');
    paper.complete('culture');
    paper.sign('culture', 'Ada', 'performed');
    paper.bind('two');
    paper.start('rest');
    expect(paper.step('rest').state).toBe('running');
  });

  it('11.10(f): keeps the batch from its end, and the review from looking, until its step is signed again', () => {
    const paper = new PaperBatch().reach('check');
    correct(paper, 'count', 'cells', '120', { unit: '10*6' });
    expect(paper.refuses(() => paper.complete('check'))).toBe('review.step-open');
    paper.sign('count', 'Ada', 'performed');
    paper.complete('check');
    correct(paper, 'count', 'cells', '125', { unit: '10*6', reason: 'read wrongly again' });
    expect(paper.refuses(() => paper.sign('check', 'Quinn', 'reviewed'))).toBe('review.step-open');
    paper.sign('count', 'Ada', 'performed');
    paper.sign('check', 'Quinn', 'reviewed');
    expect(paper.batch.state).toBe('complete');
    expect(paper.refuses(() => correct(paper, 'count', 'cells', '130', { unit: '10*6' }))).toBe('batch.over');
  });

  it('computes anew what was computed from the old value, and shows why', () => {
    const paper = new PaperBatch().reach('culture');
    correct(paper, 'count', 'cells', '120', { unit: '10*6' });
    const cells = value(paper, 'count', 'cells').number;
    expect(value(paper, 'volume', 'result')).toMatchObject({
      ...{ value: '600.0', inputs: { 'parameters.moi': '5 1', 'count.cells': '120 10*6' } },
      ...{ reason: 'read wrongly', because: cells, source: 'calculated' },
    });
    expect(paper.step('volume').state).toBe('complete');
  });

  it('follows a count through its mean into what is calculated from that', () => {
    const paper = new PaperBatch(1, benchRecipe).until('bags');
    const before = value(paper, 'volume', 'result').value;
    correct(paper, 'cells', 'vcd.2', '2.10', { unit: '10*6/mL' });
    expect(value(paper, 'cells', 'vcd')).toMatchObject({ value: '2.05', reason: 'read wrongly' });
    expect(value(paper, 'volume', 'result').value).not.toBe(before);
    expect(paper.step('cells').state).toBe('completing');
    expect(paper.refuses(() => correct(paper, 'cells', 'vcd', '3.00', { unit: '10*6/mL' }))).toBe(
      'entry.not-correctable',
    );
  });

  it('judges limits again, and holds what must be held', () => {
    const paper = new PaperBatch().reach('rest');
    correct(paper, 'count', 'cells', '60', { unit: '10*6' });
    expect(paper.exceptions).toMatchObject([{ kind: 'limit.action', criticality: 'CQA', onBreach: 'supervisor' }]);
    expect(paper.refuses(() => paper.sign('count', 'Ada', 'performed'))).toBe('exception.answer-missing');
  });

  it('makes an exception of a lot that should not have gone in, and of labels that do not add up', () => {
    const paper = new PaperBatch(1, benchRecipe).until('found');
    correct(paper, 'lots', 'medium.expiry', '2026-01-04');
    correct(paper, 'lots', 'bag.lot', 'L-2');
    expect(value(paper, 'lots', 'bag.lot')).toMatchObject({ value: 'L-2', reason: 'read wrongly' });
    expect(paper.exceptions).toMatchObject([{ kind: 'material.expired', criticality: 'CPP', onBreach: 'supervisor' }]);
    const bags = new PaperBatch(1, benchRecipe).until('bags');
    while (bags.step('bags').state === 'running') bags.goesOn();
    correct(bags, 'bags', 'bag.applied', '1');
    expect(bags.exceptions).toMatchObject([{ kind: 'label.not-reconciled', values: { printed: 2, applied: 1 } }]);
  });

  it('is refused while the step runs, for what nobody typed, for the same value, and of what is not there', () => {
    const paper = new PaperBatch().reach('count');
    paper.enter('count', 'cells', '100', '10*6');
    expect(paper.refuses(() => correct(paper, 'count', 'cells', '120', { unit: '10*6' }))).toBe('step.not-done');
    paper.capture('count', 'glucose', '4.00');
    paper.complete('count');
    expect(paper.refuses(() => correct(paper, 'count', 'glucose', '5.00'))).toBe('entry.not-correctable');
    expect(paper.refuses(() => correct(paper, 'count', 'cells', '100', { unit: '10*6' }))).toBe('entry.same-value');
    expect(paper.refuses(() => correct(paper, 'count', 'lactate', '100'))).toBe('entry.field-unknown');
    expect(paper.refuses(() => correct(paper, 'count', 'cells', 'many', { unit: '10*6' }))).toBe('entry.not-a-number');
  });

  it('is made while the batch is held, and signed when it goes on', () => {
    const paper = new PaperBatch().reach('culture');
    paper.unit('culture', 'confirmed');
    paper.hold();
    correct(paper, 'count', 'cells', '120', { unit: '10*6' });
    expect(paper.refuses(() => paper.sign('count', 'Ada', 'performed'))).toBe('batch.not-running');
  });

  it('leaves facts that give exactly the rows', () => {
    const paper = new PaperBatch().reach('rest');
    correct(paper, 'count', 'cells', '60', { unit: '10*6' });
    end(paper);
    expect(paper.batch.state).toBe('complete');
    expect(paper.facts.reduce((state, fact) => batchProjection.apply(state, fact), batchProjection.empty)).toEqual(
      paper.state,
    );
  });
});

describe('a value that is not there', () => {
  it('is not applicable with a reason alone, which is an exception', () => {
    const paper = new PaperBatch().reach('count');
    expect(paper.refuses(() => notApplicable(paper, 'count', 'glucose', ''))).toBe('entry.reason-missing');
    notApplicable(paper, 'count', 'glucose');
    expect(value(paper, 'count', 'glucose')).toMatchObject({
      ...{ source: 'not-applicable', value: null, reason: 'no sensor here' },
    });
    expect(paper.exceptions).toMatchObject([
      { kind: 'entry.not-applicable', criticality: 'IPC', onBreach: 'continue', comment: 'no sensor here' },
    ]);
    paper.enter('count', 'cells', '100', '10*6');
    paper.complete('count');
    expect(paper.step('count').state).toBe('completing');
  });

  it('cannot be a check of a clearance', () => {
    const paper = new PaperBatch(1, benchRecipe).until('clear');
    expect(paper.refuses(() => notApplicable(paper, 'clear', 'empty'))).toBe('entry.must-apply');
  });

  it('11.10(f): is missed where it is mandatory, and not where it is optional', () => {
    const paper = new PaperBatch(1, asking).reach('count');
    paper.enter('count', 'cells', '100', '10*6');
    paper.capture('count', 'glucose', '4.00');
    expect(paper.refuses(() => paper.complete('count'))).toBe('entry.missing');
    paper.enter('count', 'clear', 'true');
    paper.complete('count');
    expect(paper.exceptions).toEqual([]);
  });
});

describe('an expected answer', () => {
  it('makes an exception of any other, of the field’s rule, and says whether it opens a deviation', () => {
    const paper = new PaperBatch(1, asking).reach('count');
    paper.enter('count', 'clear', 'false');
    paper.enter('count', 'colour', 'red');
    paper.enter('count', 'colour', 'blue', undefined, 'looked again');
    expect(paper.exceptions).toMatchObject([
      { kind: 'answer.unexpected', criticality: 'IPC', onBreach: 'supervisor', values: { expects: ['true'] } },
      { kind: 'answer.unexpected', criticality: 'info', onBreach: 'continue', values: { value: 'blue' } },
    ]);
    const raised = paper.facts
      .filter(({ type }) => type === 'exception.raised')
      .map(({ values }) => values['deviation']);
    expect(raised).toEqual([true, undefined]);
  });
});

describe('An.11-6: a value in place of the unit’s', () => {
  it('asks for a reason and a second person, and is an exception', () => {
    const paper = new PaperBatch().reach('count');
    expect(paper.refuses(() => replaceValue(paper, 'count', 'glucose', '4.10', { witness: 'Ada' }))).toBe(
      'step.witness-is-performer',
    );
    expect(paper.refuses(() => replaceValue(paper, 'count', 'cells', '4.10'))).toBe('entry.not-captured');
    replaceValue(paper, 'count', 'glucose', '4.10');
    expect(value(paper, 'count', 'glucose')).toMatchObject({
      source: 'manual',
      value: '4.10',
      reason: 'probe is broken',
    });
    expect(kinds(paper)).toEqual(['value.manual']);
    expect(Object.values(paper.state.signature)).toMatchObject([
      expect.anything(),
      expect.anything(),
      { meaning: 'witnessed', name: 'Ben', subject: paper.step('count').id, void: false },
    ]);
    paper.enter('count', 'cells', '100', '10*6');
    paper.complete('count');
    paper.sign('count', 'Ada', 'performed');
    expect(paper.step('count').state).toBe('complete');
  });

  it('is given later too, and the step is signed again', () => {
    const paper = new PaperBatch().reach('culture');
    replaceValue(paper, 'count', 'glucose', '3.90');
    expect(paper.step('count').state).toBe('completing');
    expect(value(paper, 'count', 'glucose').supersededBy).toBeNull();
  });
});
