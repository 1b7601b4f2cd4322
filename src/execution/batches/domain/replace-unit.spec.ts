import { describe, expect, it } from '@jest/globals';
import { type Name, UNIT } from '../../../../test/support/paper-batch.js';
import { OTHER } from '../../../../test/support/paper-flow.js';
import { recipeOf, Steered } from '../../../../test/support/steered.js';
import { pauseStep, replaceContent, replaceUnit } from './index.js';

describe('B22: a unit that died', () => {
  const replace = (batch: Steered, more: Partial<Parameters<typeof replaceUnit>[1]> = {}, name: Name = 'Sue') => {
    const [bound] = batch.draft.bindings;
    const step = batch.step('expand').id;
    const signing = batch.by(name, 'replace', replaceContent(batch.draft, bound!));
    batch.steer(name, (draft) =>
      replaceUnit(draft, {
        unitProcedure: 'culture',
        scannedOld: 'U-01',
        scanned: OTHER.code,
        unit: OTHER,
        reason: 'the door broke',
        signing,
        seals: new Map([[step, [{ seq: 4, from: '1', to: '9', count: 9, root: 'ab' }]]]),
        arrivalsAfter: '70',
        commands: new Map([[step, batch.newId()]]),
        ...more,
      }),
    );
  };

  it('gives its place to another: what it said stays evidence, and the program begins again there', () => {
    const batch = new Steered(1, recipeOf()).growing();
    replace(batch);
    expect(batch.step('expand')).toMatchObject({
      unit: OTHER.id,
      arrivalsAfter: '70',
      state: 'running',
      run: { state: 'requested', runId: null },
    });
    expect(Object.values(batch.state.evidence).at(-1)).toMatchObject({ unit: UNIT.id, seq: 4 });
    expect(Object.values(batch.state.binding)).toMatchObject([
      { unit: UNIT.id, releasedAt: batch.now },
      { unit: OTHER.id, releasedAt: null, replaces: expect.stringMatching(/B1$/) },
    ]);
    expect(batch.exceptions).toMatchObject([{ kind: 'unit.replaced' }]);
  });

  it('keeps no step waiting that was to go on there', () => {
    const batch = new Steered(1, recipeOf()).growing();
    batch.hold();
    batch.unit('expand', 'held');
    batch.restartBatch();
    expect(batch.step('expand').state).toBe('restarting');
    replace(batch);
    batch.unit('expand', 'confirmed');
    expect(batch.step('expand')).toMatchObject({ state: 'running', run: { state: 'running' } });
  });

  it('leaves a held step held: a supervisor’s restart starts its program on the other', () => {
    for (const until of ['holding', 'held'] as const) {
      const batch = new Steered(1, recipeOf()).growing();
      batch.hold();
      if (until === 'held') batch.unit('expand', 'held');
      expect([batch.batch.state, batch.step('expand').state]).toEqual([until, until]);
      expect(batch.effectsOf(() => replace(batch, { commands: new Map() }))).toEqual([]);
      expect(batch.step('expand')).toMatchObject({ state: 'held', unit: OTHER.id, run: { state: 'failed' } });
      expect(batch.batch.state).toBe('held');
      batch.restartBatch();
      expect(batch.step('expand').state).toBe('held');
      batch.restart('expand');
      expect(batch.step('expand')).toMatchObject({ state: 'running', run: { state: 'requested', runId: null } });
    }
  });

  it('takes a pause with it: what begins anew does not rest', () => {
    const batch = new Steered(1, recipeOf()).growing();
    const { id: step, version: seen } = batch.step('expand');
    batch.steer('Ada', (draft) => pauseStep(draft, { step, seen, reason: 'fire drill' }));
    replace(batch);
    expect(batch.step('expand')).toMatchObject({ state: 'running', run: { state: 'requested' } });
  });

  it('is the one whose label was scanned, and a supervisor signs', () => {
    const batch = new Steered(1, recipeOf()).growing();
    expect(batch.refuses(() => replace(batch, { scannedOld: 'U-09' }))).toBe('unit.not-the-bound');
    expect(batch.refuses(() => replace(batch, { unit: { ...OTHER, unitClass: 'washer' } }))).toBe('unit.wrong-class');
    expect(batch.refuses(() => replace(batch, {}, 'Ada'))).toBe('signature.role-missing');
  });
});
