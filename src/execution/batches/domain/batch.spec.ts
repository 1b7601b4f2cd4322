import { describe, expect, it } from '@jest/globals';
import { PaperBatch, UNIT } from '../../../../test/support/paper-batch.js';
import { paperRecipe } from '../../../../test/support/paper-recipe.js';
import { hashOf } from '../../../kernel/canonical-json.js';
import { effects } from './effects.js';
import { stepContent } from './content.js';
import { BATCH_TABLE, STEP_TABLE } from './tables.js';

describe('a batch', () => {
  it('211.188(a): keeps an exact copy of the approved recipe, with its hash', () => {
    const { state, batch } = new PaperBatch();
    const frozen = state.batch_recipe[PaperBatch.id]!;
    expect(frozen.recipe).toEqual(paperRecipe);
    expect([frozen.hash, batch.recipeHash]).toEqual([hashOf(paperRecipe), hashOf(paperRecipe)]);
  });

  it('runs from its unit’s bind to its last signature, and frees each unit after its unit procedure', () => {
    const paper = new PaperBatch().reach('rest');
    expect(paper.types()).toContain('batch.unit-released');
    paper.passes(3600);
    paper.complete('rest');
    expect(paper.step('rest').state).toBe('complete');
    paper.start('decide');
    paper.decide('decide', 'go');
    paper.complete('decide');
    paper.sign('decide', 'Sue', 'performed');
    paper.start('check');
    paper.complete('check');
    paper.sign('check', 'Quinn', 'reviewed');
    expect(paper.batch).toMatchObject({ state: 'complete' });
    expect(paper.bound).toBeNull();
    expect(paper.exceptions).toEqual([]);
    expect(paper.ofBatch().slice(-3)).toEqual(['step.completed', 'batch.unit-released', 'batch.completed']);
  });

  it('stops where a signed decision says so', () => {
    const paper = new PaperBatch().reach('decide');
    paper.decide('decide', 'stop');
    paper.complete('decide');
    expect(paper.batch.state).toBe('running');
    paper.sign('decide', 'Sue', 'performed');
    expect(paper.batch).toMatchObject({ state: 'stopped' });
    expect(paper.bound).toBeNull();
  });

  it('takes a unit of the right class, for the unit procedure that is next, and one at a time', () => {
    const paper = new PaperBatch();
    expect(paper.refuses(() => paper.start('identity'))).toBe('batch.not-running');
    expect(paper.refuses(() => paper.bind('two'))).toBe('batch.unit-procedure-not-next');
    expect(paper.refuses(() => paper.bind('one', { id: 'x', code: 'F-1', unitClass: 'freezer' }))).toBe(
      'unit.wrong-class',
    );
    paper.bind('one');
    expect(paper.refuses(() => paper.bind('one'))).toBe('batch.unit-bound');
  });

  it('11.10(f): refuses a step before its turn, and names the one that comes first', () => {
    const paper = new PaperBatch().reach('identity');
    expect(paper.refuses(() => paper.start('count'))).toBe('step.not-next');
    paper.scan('identity', 'unit', 'U-01');
    expect(paper.refuses(() => paper.complete('identity'))).toBe('scan.missing');
  });

  it('refuses a command on a step that changed since the person looked, and says what changed it', () => {
    const paper = new PaperBatch().reach('count');
    const stale = { ...paper.step('count') };
    paper.enter('count', 'cells', '100', '10*6');
    paper.step = () => stale;
    expect(paper.refuses(() => paper.enter('count', 'cells', '101', '10*6', 'misread'))).toBe('step.stale');
  });

  it.each([
    ['batch', BATCH_TABLE, ['aborted', 'complete', 'stopped']],
    ['step', STEP_TABLE, ['aborted', 'omitted', 'skipped', 'stopped']],
  ])('has no %s state that leads nowhere but its ends, and none that is not reached', (_, table, over) => {
    const states = Object.keys(table);
    const reached = new Set(['idle', ...Object.values(table).flatMap((row) => Object.values<string>(row))]);
    expect([...reached].sort()).toEqual([...states].sort());
    const ends = Object.entries(table)
      .filter(([, row]) => Object.keys(row).length === 0)
      .map(([state]) => state);
    expect(ends.sort()).toEqual(over);
  });
});

describe('scans and entries', () => {
  it('records a wrong label as a near miss, and refuses it', () => {
    const paper = new PaperBatch().reach('identity');
    expect(paper.refuses(() => paper.scan('identity', 'bag', 'COI-000002'))).toBe('scan.mismatch');
    expect(Object.values(paper.state.event)).toMatchObject([
      { kind: 'scan.mismatch', values: { scanned: 'COI-000002' } },
    ]);
    expect(paper.exceptions).toEqual([]);
    paper.scan('identity', 'bag', 'COI-000001');
    expect(paper.refuses(() => paper.scan('identity', 'bag', 'COI-000001'))).toBe('scan.done');
  });

  it('11.10(e): keeps a corrected value and its reason beside the new one', () => {
    const paper = new PaperBatch().reach('count');
    paper.enter('count', 'cells', '100', '10*6');
    expect(paper.refuses(() => paper.enter('count', 'cells', '110', '10*6'))).toBe('entry.reason-missing');
    paper.enter('count', 'cells', '110', '10*6', 'misread the counter');
    const entries = Object.values(paper.state.entry).filter(({ field }) => field === 'cells');
    expect(entries).toMatchObject([
      { value: '100', supersededBy: 'V4', reason: null },
      { number: 'V4', value: '110', supersededBy: null, reason: 'misread the counter' },
    ]);
  });

  it('makes an event of an alert and an exception of a missed action limit, in the same decision', () => {
    const paper = new PaperBatch().reach('count');
    paper.enter('count', 'cells', '85', '10*6');
    expect(Object.values(paper.state.event)).toMatchObject([{ kind: 'limit.alert', values: { value: '85' } }]);
    const before = paper.facts.length;
    paper.enter('count', 'cells', '79', '10*6', 'counted again');
    expect(paper.types(before)).toEqual(['entry.recorded', 'exception.raised']);
    expect(paper.exceptions).toMatchObject([
      { number: 'E1', kind: 'limit.action', criticality: 'CQA', onBreach: 'supervisor' },
    ]);
  });

  it('takes no typed value for what the unit knows, and makes an exception of a stale one', () => {
    const paper = new PaperBatch().reach('count');
    expect(paper.refuses(() => paper.enter('count', 'glucose', '4.00', 'g/L'))).toBe('entry.captured-by-unit');
    paper.capture('count', 'glucose', null);
    expect(paper.exceptions).toMatchObject([{ kind: 'capture.unusable', values: { quality: 'stale' } }]);
    paper.capture('count', 'glucose', '3.90');
    expect(Object.values(paper.state.capture).at(-1)).toMatchObject({ quality: 'good', arrivals: ['17'] });
  });

  it('211.68(b): keeps inputs and rounding beside a calculated value', () => {
    const paper = new PaperBatch().reach('volume');
    expect(Object.values(paper.state.entry).at(-1)).toMatchObject({
      source: 'calculated',
      value: '500.0',
      inputs: { 'parameters.moi': '5 1', 'count.cells': '100 10*6' },
      rounding: { decimals: 1, mode: 'half-even' },
    });
  });
});

describe('signatures', () => {
  const counted = () => {
    const paper = new PaperBatch().reach('identity');
    paper.scan('identity', 'unit', 'U-01');
    paper.scan('identity', 'bag', 'COI-000001');
    paper.complete('identity');
    return paper;
  };

  it('11.10(g), 211.188(b)(11): refuses a verifier who is the performer, in session or by having scanned', () => {
    const paper = counted();
    paper.sign('identity', 'Ada', 'performed');
    expect(paper.refuses(() => paper.sign('identity', 'Ada', 'verified'))).toBe('step.verifier-is-performer');
    const other = counted();
    other.sign('identity', 'Ben', 'performed');
    expect(other.refuses(() => other.sign('identity', 'Ada', 'verified'))).toBe('step.verifier-is-performer');
  });

  it('are given in their order, in the policy’s role', () => {
    const paper = counted();
    expect(paper.refuses(() => paper.sign('identity', 'Ben', 'verified'))).toBe('signature.not-due');
    expect(paper.refuses(() => paper.sign('identity', 'Quinn', 'performed'))).toBe('signature.role-missing');
  });

  it('11.70: are bound to the hash of what was shown, which the fact keeps whole', () => {
    const paper = counted();
    const shown = stepContent(paper.draft, paper.step('identity'));
    expect(paper.refuses(() => paper.sign('identity', 'Ada', 'performed', { ...shown, hash: 'a'.repeat(64) }))).toBe(
      'signature.content-changed',
    );
    paper.sign('identity', 'Ada', 'performed', shown);
    const signed = paper.facts.find(({ type }) => type === 'signature.given')!;
    expect(hashOf(signed.values['content'])).toBe(signed.values['hash']);
    expect(shown.content).toMatchObject({ coi: 'COI-000001', recipe: hashOf(paperRecipe), evidence: [{ seq: 9 }] });
  });

  it('wait for a comment on each exception, and for the supervisor where the rule says so', () => {
    const paper = new PaperBatch().reach('count');
    paper.enter('count', 'cells', '10', '10*6');
    paper.capture('count', 'glucose', '4.00');
    expect(paper.refuses(() => paper.complete('count'))).toBe('exception.answer-missing');
    expect(paper.refuses(() => paper.answer('count', 'E1', 'continue', 'Ada'))).toBe('signature.role-missing');
    paper.answer('count', 'E1', 'continue');
    paper.complete('count');
    paper.sign('count', 'Ada', 'performed');
    expect(paper.exceptions).toMatchObject([{ answer: 'continue', answerBy: 'Sue', comment: 'looked at it' }]);
  });

  it('Draft 13.8: count no more when what they signed has changed', () => {
    const paper = counted();
    paper.sign('identity', 'Ada', 'performed');
    paper.gap(0, 15);
    expect(paper.exceptions).toMatchObject([{ kind: 'data.gap', step: paper.step('identity').id, criticality: 'CPP' }]);
    expect(Object.values(paper.state.signature).map((signature) => signature.void)).toEqual([true]);
    expect(paper.refuses(() => paper.sign('identity', 'Ada', 'performed'))).toBe('exception.comment-missing');
    paper.comment('identity', 'E1');
    paper.sign('identity', 'Ada', 'performed');
    paper.sign('identity', 'Ben', 'verified');
    expect(paper.step('identity').state).toBe('complete');
  });

  it('ask of a step without a policy none', () => {
    const paper = new PaperBatch().reach('volume');
    paper.complete('volume');
    expect(paper.step('volume').state).toBe('complete');
    expect(paper.types().at(-1)).toBe('step.completed');
  });
});

describe('the unit follows the batch', () => {
  const moves = (paper: PaperBatch, act: () => void) => {
    const before = paper.state;
    act();
    return effects(before, paper.state).map(({ action }) => action);
  };

  it('goes to its safe state with a held batch, and on with it', () => {
    const paper = new PaperBatch().reach('culture');
    paper.unit('culture', 'confirmed');
    expect(moves(paper, () => paper.hold())).toEqual(['hold']);
    expect([paper.step('culture').state, paper.batch.state]).toEqual(['holding', 'holding']);
    paper.unit('culture', 'held');
    expect([paper.step('culture').state, paper.batch.state]).toEqual(['held', 'held']);
    expect(moves(paper, () => paper.restartBatch())).toEqual(['unhold']);
    expect([paper.step('culture').state, paper.batch.state]).toEqual(['restarting', 'running']);
    paper.unit('culture', 'resumed');
    expect(paper.step('culture').state).toBe('running');
  });

  it('is released at the end of its unit procedure, and stopped first where its program still runs', () => {
    const paper = new PaperBatch().reach('culture');
    paper.unit('culture', 'confirmed');
    paper.unit('culture', 'held');
    expect(paper.step('culture').state).toBe('held');
    expect(moves(paper, () => paper.answer('culture', 'E1', 'stop'))).toEqual(['stop']);
    expect([paper.batch.state, paper.step('culture').state, paper.bound]).toEqual(['stopping', 'stopping', UNIT.id]);
    expect(moves(paper, () => paper.unit('culture', 'ended', 'stopped'))).toEqual(['release']);
    expect([paper.batch.state, paper.step('culture').state]).toEqual(['stopped', 'stopped']);
  });

  it('leaves no timer running once the batch is over', () => {
    const paper = new PaperBatch().reach('decide');
    paper.decide('decide', 'stop');
    paper.complete('decide');
    while (paper.batch.state === 'running') paper.goesOn();
    expect(paper.batch.state).toBe('stopped');
    expect(Object.values(paper.state.timer).filter(({ state }) => state === 'running')).toEqual([]);
  });

  it('is free after a stop though it never had the program, once it says so', () => {
    const paper = new PaperBatch().reach('culture');
    paper.unit('culture', 'unknown');
    paper.answer('culture', paper.exceptions[0]!.number, 'stop');
    expect([paper.batch.state, paper.bound]).toEqual(['stopping', UNIT.id]);
    expect(moves(paper, () => paper.unit('culture', 'absent'))).toEqual(['release']);
    expect(paper.bound).toBeNull();
  });

  it('is told again to stop, at growing intervals, while its program runs though it was stopped, and that is an exception', () => {
    const paper = new PaperBatch().reach('culture');
    paper.unit('culture', 'confirmed');
    paper.unit('culture', 'held');
    paper.answer('culture', 'E1', 'stop');
    for (const minutes of [1, 2, 4, 8, 15, 15]) {
      paper.unit('culture', 'goes-on');
      expect(moves(paper, () => paper.passes(minutes * 60 - 1))).toEqual([]);
      expect(moves(paper, () => paper.passes(1))).toEqual(['stop']);
    }
    const failed = () => paper.exceptions.filter(({ kind }) => kind === 'command.failed');
    expect(failed()).toMatchObject([{ onBreach: 'continue', endedAt: null, values: { action: 'stop' } }]);
    expect(paper.batch.state).toBe('stopping');
    expect(moves(paper, () => paper.unit('culture', 'ended', 'stopped'))).toEqual(['release']);
    expect([paper.batch.state, failed()[0]!.endedAt]).toEqual(['stopped', paper.now]);
    expect(moves(paper, () => paper.passes(3600))).toEqual([]);
  });

  it('changes nothing of a newer run by what it says late of an older one', () => {
    const paper = new PaperBatch().reach('culture');
    paper.unit('culture', 'confirmed');
    paper.unit('culture', 'held', '', 'run-0');
    paper.unit('culture', 'ended', 'aborted', 'run-0');
    expect([paper.step('culture').run?.state, paper.exceptions]).toEqual(['running', []]);
    paper.unit('culture', 'held');
    paper.unit('culture', 'resumed', '', 'run-0');
    expect(paper.step('culture').run?.state).toBe('held');
  });

  it('holds the step when it refused the program or came back held, until a supervisor’s signed restart', () => {
    const paper = new PaperBatch().reach('culture');
    paper.unit('culture', 'failed');
    expect(paper.step('culture')).toMatchObject({ state: 'held', run: { state: 'failed' } });
    expect(paper.exceptions).toMatchObject([{ kind: 'command.failed', criticality: 'CPP' }]);
    expect(paper.refuses(() => paper.restart('culture', 'Ada'))).toBe('signature.role-missing');
    paper.restart('culture');
    expect(paper.step('culture')).toMatchObject({ state: 'running', run: { state: 'requested' } });
    expect(paper.exceptions[0]).toMatchObject({ answer: 'continue', comment: 'may go on' });
  });
});
