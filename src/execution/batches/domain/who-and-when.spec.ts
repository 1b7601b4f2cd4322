import { describe, expect, it } from '@jest/globals';
import { PaperBatch } from '../../../../test/support/paper-batch.js';
import { skip, stated, takeOver } from '../../../../test/support/paper-corrections.js';
import { SYSTEM } from '../../../../test/support/paper-people.js';
import { clockJump, noteClockJump } from './clock-jump.js';
import { finishStep } from './complete-step.js';
import { currentEntry } from './draft.js';
import { enterValues } from './enter-values.js';
import { startStep } from './start-step.js';

const cells = (value = '100') => [{ field: 'cells', value, unit: '10*6' }];
const entered = (paper: PaperBatch) => currentEntry(paper.state, paper.step('count').id, 'cells')!;
const before = (paper: PaperBatch, seconds: number) => new Date(Date.parse(paper.now) - seconds * 1000).toISOString();
const enter = (paper: PaperBatch, ago: number, witness?: 'Ben' | 'Ada' | 'Quinn') =>
  stated(paper, 'count', 'enter', { ago, ...(witness ? { witness } : {}) }, (draft, of) =>
    enterValues(draft, { ...of, values: cells() }),
  );

/** A batch whose count has begun, an hour before now. */
function counting(): PaperBatch {
  const paper = new PaperBatch().reach('count');
  paper.passes(3600);
  return paper;
}

describe('event time', () => {
  it('ALCOA+: is now, or what the person states within the allowed minutes, and stands beside the record time', () => {
    const paper = counting();
    enter(paper, 15 * 60);
    expect(entered(paper)).toMatchObject({ at: before(paper, 900), recordedAt: paper.now, late: false });
    expect(paper.exceptions).toEqual([]);
  });

  it('An.11-16: is a late entry beyond them, with a reason and two people, and an exception', () => {
    const paper = counting();
    expect(paper.refuses(() => enter(paper, 901))).toBe('entry.late');
    expect(paper.refuses(() => enter(paper, 901, 'Ada'))).toBe('step.witness-is-performer');
    enter(paper, 901, 'Ben');
    expect(entered(paper)).toMatchObject({ at: before(paper, 901), recordedAt: paper.now, late: true, by: 'Ada' });
    expect(paper.exceptions).toMatchObject([
      { kind: 'entry.late', values: { act: 'enter', minutes: 15 }, comment: 'network was down' },
    ]);
    const witnessed = Object.values(paper.state.signature).filter(({ meaning }) => meaning === 'witnessed');
    expect(witnessed).toMatchObject([{ name: 'Ben', subject: paper.step('count').id }]);
  });

  it('is neither in the future nor before the step’s begin', () => {
    const paper = counting();
    expect(paper.refuses(() => enter(paper, -1))).toBe('time.in-future');
    expect(paper.refuses(() => enter(paper, 3601, 'Ben'))).toBe('time.out-of-order');
    enter(paper, 3600, 'Ben');
  });

  it('orders starts after what comes before, and ends after what was entered', () => {
    const paper = new PaperBatch().reach('identity');
    paper.scan('identity', 'unit', 'U-01');
    paper.passes(60);
    paper.scan('identity', 'bag', 'COI-000001');
    const finish = (ago: number) =>
      stated(paper, 'identity', 'finish', { ago }, (draft, of) => finishStep(draft, { ...of, seals: [] }));
    paper.passes(60);
    expect(paper.refuses(() => finish(61))).toBe('time.out-of-order');
    finish(60);
    paper.sign('identity', 'Ada', 'performed');
    paper.sign('identity', 'Ben', 'verified');
    const start = (ago: number) =>
      stated(paper, 'count', 'start', { ago }, (draft, of) =>
        startStep(draft, { ...of, arrivalsAfter: '0', command: null }),
      );
    expect(paper.refuses(() => start(61))).toBe('time.out-of-order');
    start(30);
    expect(paper.step('count').startedAt).toBe(before(paper, 30));
  });

  it('is what hold times run on', () => {
    const paper = counting();
    stated(paper, 'count', 'enter', { ago: 600 }, (draft, of) =>
      enterValues(draft, {
        ...of,
        values: [...cells(), { field: 'glucose', notApplicable: true }],
        reason: 'no sensor',
      }),
    );
    stated(paper, 'count', 'finish', { ago: 600 }, (draft, of) => finishStep(draft, { ...of, seals: [] }));
    const due = Object.values(paper.state.timer).map(({ purpose, dueAt }) => [purpose, dueAt]);
    expect(due).toEqual([
      ['window-alert', before(paper, 600 - 1800)],
      ['window-late', before(paper, 600 - 3600)],
    ]);
  });
});

describe('the owner of a step', () => {
  it('is who started it: others enter nothing and do not end it until they take it over', () => {
    const paper = new PaperBatch().reach('count');
    expect(paper.step('count')).toMatchObject({ ownerName: 'Ada' });
    expect(paper.refuses(() => paper.enter('count', 'cells', '100', '10*6', undefined, 'Ben'))).toBe('step.owned');
    expect(paper.refuses(() => takeOver(paper, 'count', 'Ada'))).toBe('step.owned-already');
    takeOver(paper, 'count', 'Ben');
    expect(paper.step('count')).toMatchObject({ ownerName: 'Ben' });
    expect(paper.facts.at(-1)).toMatchObject({ reason: 'end of shift', values: { fromName: 'Ada' } });
    paper.enter('count', 'cells', '100', '10*6', undefined, 'Ben');
    expect(paper.refuses(() => paper.capture('count', 'glucose', '4.00'))).toBe('step.owned');
  });

  it('is nobody once its work is done', () => {
    const paper = new PaperBatch().reach('culture');
    expect(paper.step('count')).toMatchObject({ owner: null, ownerName: null });
    expect(paper.refuses(() => takeOver(paper, 'count', 'Ben'))).toBe('step.not-running');
  });
});

describe('11.10(f): a step is skipped', () => {
  it('by a supervisor’s signed override, which is an exception as grave as what it would have shown', () => {
    const paper = new PaperBatch().reach('count');
    expect(paper.refuses(() => skip(paper, 'count', 'Ben'))).toBe('signature.role-missing');
    skip(paper, 'count');
    expect(paper.step('count').state).toBe('skipped');
    expect(paper.exceptions).toMatchObject([
      { kind: 'step.skipped', criticality: 'CQA', onBreach: 'continue', comment: 'not possible today' },
    ]);
    expect(paper.refuses(() => paper.start('volume'))).toBe('formula.value-missing');
    skip(paper, 'volume');
    paper.start('culture');
    expect(paper.step('culture').state).toBe('running');
  });

  it('in its turn, and not while a unit runs it, nor instead of quality’s review', () => {
    const paper = new PaperBatch().reach('culture');
    expect(paper.refuses(() => skip(paper, 'rest'))).toBe('step.not-skippable');
    expect(paper.refuses(() => skip(paper, 'culture'))).toBe('step.not-skippable');
    expect(paper.refuses(() => skip(new PaperBatch().reach('check'), 'check'))).toBe('step.not-skippable');
  });

  it('with the hold times that would have ended with it', () => {
    const paper = new PaperBatch().reach('volume');
    expect(Object.values(paper.state.timer).map(({ state }) => state)).toEqual(['running', 'running']);
    paper.complete('volume');
    skip(paper, 'culture');
    expect(Object.values(paper.state.timer).map(({ state }) => state)).toEqual(['cancelled', 'cancelled']);
    expect(paper.exceptions.map(({ kind }) => kind)).toEqual(['step.skipped']);
  });
});

describe('a jump of the server’s clock', () => {
  const look = (steady: number, clock: string) => ({ steady, clock: `2026-01-05T${clock}Z` });

  it('is what two clocks differ by beyond two seconds, ahead or behind', () => {
    const first = look(1000, '08:00:00.000');
    expect(clockJump(first, look(2000, '08:00:01.000'))).toBeNull();
    expect(clockJump(first, look(2000, '08:00:03.000'))).toBeNull();
    expect(clockJump(first, look(2000, '08:00:03.001'))).toMatchObject({ ms: 2001 });
    expect(clockJump(first, look(61_000, '09:01:00.000'))).toEqual({
      ...{ ms: 3_600_000, expected: '2026-01-05T08:01:00.000Z', found: '2026-01-05T09:01:00.000Z' },
    });
    expect(clockJump(first, look(2000, '07:00:00.000'))).toMatchObject({ ms: -3_601_000 });
  });

  it('is a fact, once, and makes no wait and no hold shorter', () => {
    const paper = new PaperBatch().reach('rest');
    const due = () => Object.values(paper.state.timer).find(({ purpose }) => purpose === 'wait')!.dueAt;
    const was = due();
    const expected = paper.now;
    // the clock is set two hours ahead
    paper.seconds += 7200;
    const jump = { ms: 7_200_000, expected, found: paper.now };
    paper.does(SYSTEM, (draft) => noteClockJump(draft, jump));
    paper.does(SYSTEM, (draft) => noteClockJump(draft, jump));
    expect(Object.values(paper.state.event).map(({ kind, values }) => [kind, values])).toEqual([
      ['clock.jumped', { ms: 7_200_000 }],
    ]);
    expect(Date.parse(due()) - Date.parse(was)).toBe(7_200_000);
    expect(paper.refuses(() => paper.complete('rest'))).toBe('step.wait-not-over');
    paper.passes(3600);
    paper.complete('rest');
    expect(paper.step('rest').state).toBe('complete');
  });

  it('ahead leaves a minimum hold as long as it is', () => {
    const paper = new PaperBatch().reach('volume');
    paper.complete('volume');
    const expected = paper.now;
    paper.seconds += 600;
    paper.does(SYSTEM, (draft) => noteClockJump(draft, { ms: 600_000, expected, found: paper.now }));
    paper.start('culture');
    expect(paper.exceptions).toMatchObject([{ kind: 'window.early' }]);
  });
});
