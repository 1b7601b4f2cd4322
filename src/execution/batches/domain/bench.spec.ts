import { describe, expect, it } from '@jest/globals';
import { benchRecipe } from '../../../../test/support/bench-recipe.js';
import { PaperBatch } from '../../../../test/support/paper-batch.js';
import { stepContent } from './content.js';
import { currentEntry } from './draft.js';

const bench = (phase: string, speed = 1) => new PaperBatch(speed, benchRecipe).until(phase);
const events = (paper: PaperBatch) => Object.values(paper.state.event);
const standing = (paper: PaperBatch, phase: string, field: string) =>
  currentEntry(paper.state, paper.step(phase).id, field);
/** Everything that the step at hand asks for, and its signatures. */
function finish(paper: PaperBatch, phase: string): void {
  while (paper.step(phase).state !== 'complete') paper.goesOn();
}

describe('a unit procedure by hand', () => {
  it('starts the batch with its first step, binds no unit, and its steps rest on none', () => {
    const paper = new PaperBatch(1, benchRecipe);
    expect(paper.refuses(() => paper.bind('bench'))).toBe('batch.unit-not-needed');
    expect(paper.refuses(() => paper.start('lots'))).toBe('step.not-next');
    paper.start('clear');
    expect(paper.ofBatch().slice(-2)).toEqual(['batch.started', 'step.started']);
    expect(paper.step('clear')).toMatchObject({ unit: null, arrivalsAfter: null, state: 'running' });
    expect(paper.batch).toMatchObject({ state: 'running' });
    expect(paper.bound).toBeNull();
  });

  it('11.10(f): goes over into one on a unit, which waits for its bind, and the unit is free before the bench again', () => {
    const paper = bench('draw');
    finish(paper, 'draw');
    expect(paper.refuses(() => paper.start('offset'))).toBe('batch.unit-not-bound');
    paper.bind('unit');
    paper.start('offset');
    expect(paper.step('offset').unit).toBe(paper.bound);
    finish(paper, 'offset');
    expect(paper.ofBatch().slice(-2)).toEqual(['step.completed', 'batch.unit-released']);
    expect(paper.bound).toBeNull();
    paper.start('found');
    expect(paper.step('found')).toMatchObject({ state: 'running', unit: null });
    while (paper.batch.state === 'running') paper.goesOn();
    expect(paper.batch.state).toBe('complete');
    const evidence = Object.values(paper.state.evidence).map(({ step }) => step);
    expect(evidence).toEqual([paper.step('offset').id]);
  });

  it('follows one on a unit whose lost data are still an exception of their step when the unit is free again', () => {
    const paper = bench('offset');
    const began = paper.seconds;
    paper.seconds += 600;
    finish(paper, 'offset');
    paper.until('found');
    paper.gap(began + 700, began + 800);
    expect(paper.exceptions).toEqual([]);
    paper.gap(began + 100, began + 130);
    expect(paper.exceptions).toMatchObject([
      { kind: 'data.gap', step: paper.step('offset').id, criticality: 'CPP', onBreach: 'continue' },
    ]);
    while (paper.batch.state === 'running') paper.goesOn();
    expect(paper.exceptions).toMatchObject([{ comment: 'seen and noted' }]);
  });

  it('is held and goes on like any other', () => {
    const paper = bench('clear');
    paper.hold();
    expect(paper.step('clear').state).toBe('held');
    paper.restartBatch();
    finish(paper, 'clear');
    expect(paper.step('clear').state).toBe('complete');
  });
});

describe('line clearance', () => {
  it('211.130: takes each check, makes an exception of a no, and ends only when each stands at yes', () => {
    const paper = bench('clear');
    paper.enter('clear', 'empty', 'true');
    expect(paper.refuses(() => paper.complete('clear'))).toBe('clearance.check-open');
    paper.enter('clear', 'clean', 'false');
    expect(paper.exceptions).toMatchObject([
      { kind: 'check.failed', criticality: 'IPC', onBreach: 'supervisor', values: { check: 'clean' } },
    ]);
    expect(paper.refuses(() => paper.complete('clear'))).toBe('clearance.check-open');
    expect(paper.refuses(() => paper.enter('clear', 'clean', 'true'))).toBe('entry.reason-missing');
    paper.enter('clear', 'clean', 'true', undefined, 'wiped it again');
    expect(paper.refuses(() => paper.complete('clear'))).toBe('exception.answer-missing');
    paper.answer('clear', 'E1', 'continue');
    paper.complete('clear');
    expect(paper.step('clear').state).toBe('completing');
  });

  it('takes yes or no and no word else, of the checks it has', () => {
    const paper = bench('clear');
    expect(paper.refuses(() => paper.enter('clear', 'empty', 'yes'))).toBe('entry.not-true-or-false');
    expect(paper.refuses(() => paper.enter('clear', 'floor', 'true'))).toBe('entry.field-unknown');
  });
});

describe('materials', () => {
  it('211.188(b)(3): stand in the record by lot, expiry and status, each of them before the step ends', () => {
    const paper = bench('lots');
    paper.material('lots', 'medium', { lot: 'MED-7', expiry: '2026-03-01' });
    expect(paper.refuses(() => paper.complete('lots'))).toBe('material.missing');
    paper.material('lots', 'bag', { lot: 'BAG-1' });
    const signed = JSON.stringify(stepContent(paper.draft, paper.step('lots')).content);
    expect(signed).toContain('MED-7');
    paper.complete('lots');
    expect(['lot', 'expiry', 'status'].map((part) => standing(paper, 'lots', `medium.${part}`)!.value)).toEqual([
      'MED-7',
      '2026-03-01',
      'released',
    ]);
  });

  it('211.110: that are expired or not released are near misses, and do not go in', () => {
    const paper = bench('lots');
    expect(paper.refuses(() => paper.material('lots', 'medium', { expiry: '2026-01-04' }))).toBe('material.expired');
    expect(paper.refuses(() => paper.material('lots', 'medium', { status: 'quarantine' }))).toBe(
      'material.not-released',
    );
    expect(paper.refuses(() => paper.material('lots', 'medium', { status: 'rejected' }))).toBe('material.not-released');
    expect(events(paper)).toMatchObject([
      { kind: 'material.expired', values: { material: 'medium', expiry: '2026-01-04' } },
      { kind: 'material.not-released', values: { status: 'quarantine' } },
      { kind: 'material.not-released', values: { status: 'rejected' } },
    ]);
    expect(standing(paper, 'lots', 'medium.lot')).toBeUndefined();
    expect(paper.exceptions).toEqual([]);
  });

  it('211.137: are good to the end of their last day where the site is', () => {
    const paper = bench('lots');
    // Berlin is an hour ahead: 22:59:59 is still the day, 23:00 no more
    paper.seconds = (22 - 8) * 3600 + 59 * 60 + 59;
    expect(paper.material('lots', 'medium', { expiry: '2026-01-05' })).toBeNull();
    paper.seconds += 1;
    expect(paper.refuses(() => paper.material('lots', 'bag', { expiry: '2026-01-05' }))).toBe('material.expired');
  });

  it('11.10(e): are replaced with a reason alone, and the earlier lot stays readable', () => {
    const paper = bench('lots');
    paper.material('lots', 'medium', { lot: 'MED-7' });
    expect(paper.refuses(() => paper.material('lots', 'medium', { lot: 'MED-8' }))).toBe('entry.reason-missing');
    paper.material('lots', 'medium', { lot: 'MED-8' }, 'bag leaked');
    const lots = Object.values(paper.state.entry).filter(({ field }) => field === 'medium.lot');
    expect(lots).toMatchObject([
      { value: 'MED-7', supersededBy: expect.any(String) },
      { value: 'MED-8', supersededBy: null, reason: 'bag leaked' },
    ]);
  });

  it('need a lot, a day that exists, and a material that the recipe names', () => {
    const paper = bench('lots');
    expect(paper.refuses(() => paper.material('lots', 'serum'))).toBe('material.unknown');
    expect(paper.refuses(() => paper.material('lots', 'medium', { lot: '  ' }))).toBe('entry.empty');
    expect(paper.refuses(() => paper.material('lots', 'medium', { expiry: '2026-02-30' }))).toBe(
      'material.expiry-not-a-day',
    );
  });
});

describe('a sample', () => {
  it('211.188(b)(10): has an id of its own from its step’s start, confirmed from the label', () => {
    const paper = bench('draw');
    expect(standing(paper, 'draw', 'sample')).toMatchObject({ value: '26-0001-S1', source: 'assigned' });
    expect(paper.refuses(() => paper.complete('draw'))).toBe('sample.not-confirmed');
    expect(paper.refuses(() => paper.scan('draw', 'sample', '26-0002-S1'))).toBe('scan.mismatch');
    expect(events(paper).at(-1)).toMatchObject({ kind: 'scan.mismatch', values: { expects: 'sample' } });
    paper.scan('draw', 'sample', '26-0001-S1');
    expect(paper.refuses(() => paper.scan('draw', 'sample', '26-0001-S1'))).toBe('scan.done');
    expect(paper.refuses(() => paper.scan('draw', 'vial', '26-0001-S1'))).toBe('scan.unknown');
    paper.complete('draw');
    expect(paper.step('draw').state).toBe('completing');
  });

  it('waits for its result: the clock runs from the end of the sampling, and says so once when it has run down', () => {
    const paper = bench('draw', 60);
    paper.scan('draw', 'sample', '26-0001-S1');
    paper.passes(100);
    paper.complete('draw');
    const clock = () => Object.values(paper.state.timer).find(({ purpose }) => purpose === 'result-due');
    // two hours at sixty times the speed
    const due = new Date(Date.parse(paper.now) + 120_000).toISOString();
    expect(clock()).toMatchObject({ state: 'running', step: paper.step('found').id, dueAt: due });
    paper.until('found');
    paper.passes(119);
    expect(events(paper).filter(({ kind }) => kind === 'result.overdue')).toEqual([]);
    paper.passes(2);
    expect(clock()).toMatchObject({ state: 'fired' });
    expect(events(paper).filter(({ kind }) => kind === 'result.overdue')).toMatchObject([
      { step: paper.step('found').id, values: { sample: '26-0001-S1', of: 'draw', dueAt: due } },
    ]);
    finish(paper, 'found');
    expect(events(paper).filter(({ kind }) => kind === 'result.overdue')).toHaveLength(1);
  });

  it('has its clock stopped by its result, which is said to be late where nobody looked meanwhile', () => {
    const inTime = bench('found');
    finish(inTime, 'found');
    expect(Object.values(inTime.state.timer)).toMatchObject([{ purpose: 'result-due', state: 'cancelled' }]);
    expect(events(inTime)).toEqual([]);
    const late = bench('found');
    late.seconds += 3 * 3600;
    finish(late, 'found');
    expect(Object.values(late.state.timer)).toMatchObject([{ state: 'cancelled' }]);
    expect(events(late)).toMatchObject([{ kind: 'result.overdue' }]);
  });

  it('211.188(b)(5): has its result judged, and none missing', () => {
    const paper = bench('found');
    expect(paper.refuses(() => paper.complete('found'))).toBe('entry.missing');
    paper.enter('found', 'endotoxin', '0.60', '[iU]/mL');
    expect(paper.exceptions).toMatchObject([{ kind: 'limit.action', criticality: 'CQA', onBreach: 'stop' }]);
    expect(paper.step('found').state).toBe('held');
  });
});

describe('a comparison', () => {
  it('211.68(a): judges at-line less in-line, with both beside it, in either order', () => {
    const paper = bench('offset');
    paper.enter('offset', 'at-line', '4.35', 'g/L');
    expect(paper.refuses(() => paper.complete('offset'))).toBe('compare.value-missing');
    expect(standing(paper, 'offset', 'offset')).toBeUndefined();
    paper.capture('offset', 'in-line', '4.00');
    expect(standing(paper, 'offset', 'offset')).toMatchObject({
      ...{ value: '0.35', unit: 'g/L', source: 'calculated', verdict: 'alert' },
      inputs: { 'in-line': '4.00 g/L', 'at-line': '4.35 g/L' },
    });
    expect(events(paper)).toMatchObject([{ kind: 'limit.alert', values: { field: 'offset' } }]);
    paper.enter('offset', 'at-line', '3.40', 'g/L', 'wrong tube');
    expect(standing(paper, 'offset', 'offset')).toMatchObject({ value: '-0.60', reason: 'wrong tube' });
    expect(paper.exceptions).toMatchObject([{ kind: 'limit.action', criticality: 'CPP' }]);
  });

  it('takes no typed value for the unit’s, and knows no offset where the unit had no good value', () => {
    const paper = bench('offset');
    expect(paper.refuses(() => paper.enter('offset', 'in-line', '4.00', 'g/L'))).toBe('entry.captured-by-unit');
    expect(paper.refuses(() => paper.capture('offset', 'at-line', '4.00'))).toBe('entry.not-captured');
    expect(paper.refuses(() => paper.enter('offset', 'offset', '0.00', 'g/L'))).toBe('entry.field-unknown');
    paper.capture('offset', 'in-line', null);
    paper.enter('offset', 'at-line', '4.10', 'g/L');
    expect(standing(paper, 'offset', 'offset')).toMatchObject({ value: null, verdict: 'unknown' });
    expect(paper.exceptions).toMatchObject([{ kind: 'capture.unusable' }]);
    paper.capture('offset', 'in-line', '4.00');
    expect(standing(paper, 'offset', 'offset')).toMatchObject({ value: '0.10', verdict: 'within' });
  });

  it('is what a calculation may use, as a mean is', () => {
    const paper = bench('volume');
    expect(standing(paper, 'volume', 'result')).toMatchObject({
      value: '22.00',
      inputs: { 'cells.vcd': '2.00 10*6/mL', 'offset.offset': '0.10 g/L' },
    });
  });
});
