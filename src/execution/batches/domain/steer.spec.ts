import { describe, expect, it } from '@jest/globals';
import { type Name, UNIT } from '../../../../test/support/paper-batch.js';
import { recipeFrom } from '../../../../test/support/recipe-from.js';
import { recipeOf, Steered } from '../../../../test/support/steered.js';
import { hashOf } from '../../../kernel/canonical-json.js';
import {
  abortBatch,
  batchContent,
  changeRecipe,
  effects,
  insertBlock,
  insertContent,
  issueBatch,
  liftQualityHold,
  pauseStep,
  placeQualityHold,
  resumeStep,
  shownChange,
} from './index.js';

describe('an ad-hoc block', () => {
  const AD_HOC = `adHoc:
  - id: resample
    title: Sample again
    max: 2
    sign: supervisor
    unitClass: closed-bioreactor
    phases:
      - { id: draw, kind: instruction, title: Draw, instruction: Draw 1 mL., sign: [performed] }`;
  const growing = () => new Steered(1, recipeOf(AD_HOC)).growing();
  const insert = (batch: Steered, name: Name = 'Sue', meaning = 'approved') => {
    const block = batch.draft.recipe.adHoc![0]!;
    const signing = batch.by(name, meaning, insertContent(batch.draft, block));
    batch.steer(name, (draft) => insertBlock(draft, { block: 'resample', reason: 'the first one clotted', signing }));
  };

  it('is due at once when a supervisor has signed for it, beside what runs, and the batch does not end without it', () => {
    const batch = growing();
    insert(batch);
    expect(batch.open()).toEqual(['expand', 'resample[1]/draw']);
    batch.unit('expand', 'ended');
    batch.ends('expand');
    batch.do('look');
    batch.do('last');
    expect(batch.batch.state).toBe('running');
    expect(batch.bound).toBe(UNIT.id);
    batch.do('draw');
    expect([batch.batch.state, batch.bound]).toEqual(['complete', null]);
  });

  it('is put in as often as the recipe allows, by the role that it names', () => {
    const batch = growing();
    expect(batch.refuses(() => insert(batch, 'Ada'))).toBe('signature.role-missing');
    expect(batch.refuses(() => insert(batch, 'Sue', 'performed'))).toBe('signature.not-due');
    insert(batch);
    insert(batch);
    expect(batch.refuses(() => insert(batch))).toBe('block.used-up');
    expect(batch.facts.filter(({ type }) => type === 'block.inserted')).toHaveLength(2);
  });
});

describe('B18: a newer version', () => {
  const changed = (text: string) => text.replace('Look at it.', 'Look at it twice.').replace('Last, ', 'Very last, ');
  const next = () => {
    const recipe = recipeOf('', changed);
    return { id: 'r4', code: 'steered', version: 4, hash: hashOf(recipe), recipe };
  };
  const change = (batch: Steered, from: string, name: Name = 'Quinn') => {
    const to = next();
    const signing = batch.by(name, 'approved', shownChange(batch.draft, to, from));
    batch.steer(name, (draft) => changeRecipe(draft, { next: to, from, reason: 'a better look', signing }));
  };

  it('takes over from a phase on, with the differences signed, and what was done stays under the old one', () => {
    const batch = new Steered(1, recipeOf()).growing();
    change(batch, 'look');
    expect(batch.open()).toEqual(['expand']);
    batch.comment('expand', batch.exceptions[0]!.number);
    batch.unit('expand', 'ended');
    batch.ends('expand');
    expect(batch.draft.phase(batch.step('look')).instruction).toBe('Look at it twice.');
    expect(batch.draft.recipeOf(batch.step('expand')).title).toBe('Steered');
    expect(batch.exceptions).toMatchObject([{ kind: 'recipe.changed', values: { from: 3, to: 4, phase: 'look' } }]);
    expect(batch.exceptions[0]!.values['changes']).toEqual(expect.arrayContaining([expect.stringMatching(/twice/)]));
    batch.do('look');
    batch.do('last');
    expect(batch.batch).toMatchObject({ state: 'complete', recipeVersion: 4 });
  });

  it('does not pass over what is open, nor take back what is done', () => {
    const batch = new Steered(1, recipeOf()).growing();
    expect(batch.refuses(() => change(batch, 'expand'))).toBe('recipe.phase-done');
    expect(batch.refuses(() => change(batch, 'last'))).toBe('recipe.phase-open');
    expect(batch.refuses(() => change(batch, 'nowhere'))).toBe('recipe.phase-unknown');
    expect(batch.refuses(() => change(batch, 'look', 'Sue'))).toBe('signature.role-missing');
  });
});

describe('a hold', () => {
  const safe = (change?: (text: string) => string) => {
    const batch = new Steered(1, recipeOf('', change)).growing();
    const before = batch.state;
    batch.hold();
    return effects(before, batch.state);
  };
  const program = (set: Record<string, object>) => [expect.objectContaining({ action: 'hold', set })];

  it('takes the program to the safe state of its phase', () => {
    const own = (text: string) =>
      text.replace(
        'program: Expansion',
        'program: Expansion\n            safeState: { temperature: 33.0 Cel, co2: 4.0 % }',
      );
    const set = { temperature: { value: '33.0', unit: 'Cel' }, co2: { value: '4.0', unit: '%' } };
    expect(safe(own)).toEqual(program(set));
  });

  it('takes it to that of the unit class where the phase has none', () => {
    const set = { temperature: { value: '37.0', unit: 'Cel' }, co2: { value: '5.0', unit: '%' } };
    expect(safe()).toEqual(program({ ...set, agitation: { value: '5', unit: '/min' } }));
  });
});

describe('holds', () => {
  const signed = (batch: Steered, name: Name, meaning: string) => ({
    reason: 'serology',
    signing: batch.by(name, meaning, batchContent(batch.draft)),
  });

  it('of quality are a status: nothing on the unit changes', () => {
    const batch = new Steered(1, recipeOf()).growing();
    const place = () =>
      batch.steer('Quinn', (draft) => placeQualityHold(draft, signed(batch, 'Quinn', 'quality-hold')));
    expect(batch.effectsOf(place)).toEqual([]);
    expect(batch.batch).toMatchObject({ state: 'running', qualityHold: 'serology' });
    expect(batch.refuses(place)).toBe('batch.quality-hold');
    batch.steer('Quinn', (draft) => liftQualityHold(draft, signed(batch, 'Quinn', 'lift-quality-hold')));
    expect(batch.batch.qualityHold).toBeNull();
  });

  it('of a person are a pause: no supervisor, and the unit pauses with it', () => {
    const batch = new Steered(1, recipeOf()).growing();
    const at = () => ({ step: batch.step('expand').id, seen: batch.step('expand').version });
    const pause = () => batch.steer('Ada', (draft) => pauseStep(draft, { ...at(), reason: 'fire drill' }));
    expect(batch.effectsOf(pause)).toEqual(['pause']);
    expect(batch.step('expand').state).toBe('paused');
    expect(batch.effectsOf(() => batch.steer('Ada', (draft) => resumeStep(draft, at())))).toEqual(['resume']);
    expect(batch.exceptions).toEqual([]);
  });

  it('end with an abort at once, which every unit follows', () => {
    const batch = new Steered(1, recipeOf()).growing();
    const abort = () => batch.steer('Sue', (draft) => abortBatch(draft, signed(batch, 'Sue', 'abort')));
    expect(batch.effectsOf(abort)).toEqual(['abort']);
    expect([batch.batch.state, batch.step('expand').state]).toEqual(['aborting', 'aborting']);
    batch.unit('expand', 'ended', 'aborted');
    expect([batch.batch.state, batch.step('expand').state, batch.bound]).toEqual(['aborted', 'aborted', null]);
  });

  it('end also where nobody can reach the unit: it is set aside', () => {
    const batch = new Steered(1, recipeOf()).growing();
    batch.steer('Sue', (draft) => abortBatch(draft, signed(batch, 'Sue', 'abort')));
    expect(batch.effectsOf(() => batch.unreached('expand'))).toEqual(['quarantine']);
    expect([batch.batch.state, batch.bound]).toEqual(['aborted', null]);
  });
});

describe('modes', () => {
  const BENCH = `
recipe: modes
title: Modes
product: cells
parameters:
  dose: { title: Dose, source: patient, unit: kg, range: [2, 200], criticality: CPP }
procedure:
  - unitProcedure: bench
    title: Bench
    operations:
      - operation: work
        title: Work
        phases:
          - { id: first, kind: scan, title: First, instruction: Scan it., scans: [{ id: bag, title: Bag, expects: coi }], sign: [performed] }
          - { id: double, kind: calculation, mode: automatic, title: Double, instruction: None., formula: parameters.dose + parameters.dose, unit: kg, rounding: { decimals: 1, mode: half-even }, criticality: info, sign: [] }
          - { id: rest, kind: wait, mode: automatic, title: Rest, instruction: None., for: PT1H, sign: [] }
          - { id: last, kind: instruction, title: Last, instruction: Done., sign: [performed] }
`;
  function issued(dose: string, type: 'patient-batch' | 'engineering' = 'patient-batch') {
    const batch = new Steered(1, recipeOf());
    batch.state = { ...new Steered(1, recipeOf()).state, batch: {}, step: {}, element: {}, batch_recipe: {} };
    batch.facts = [];
    const recipe = recipeFrom(BENCH);
    const version = { id: 'r1', code: 'modes', version: 1, hash: hashOf(recipe), recipe };
    const order = type === 'engineering' ? null : { id: 'o', coi: 'COI-000001', patient: 'P-7F3K', product: 'cells' };
    const parameters = { dose: { value: dose, unit: 'kg' } };
    batch.steer('Ada', (draft) =>
      issueBatch(draft, { code: 'X', order, site: 's', sponsor: null, type, parameters, recipe: version }),
    );
    return batch;
  }

  it('let a calculation and a wait begin and end by themselves', () => {
    const batch = issued('70');
    batch.start('first');
    batch.scan('first', 'bag', 'COI-000001');
    batch.ends('first');
    expect(batch.open()).toEqual(['rest']);
    expect(batch.step('double').state).toBe('complete');
    expect(batch.step('rest')).toMatchObject({ state: 'running', owner: null });
    expect(Object.values(batch.state.entry).at(-1)).toMatchObject({ field: 'result', value: '140.0' });
    batch.passes(3600);
    expect(batch.open()).toEqual(['last']);
  });

  it('take no value of the patient outside its approved range', () => {
    expect(() => issued('201')).toThrow('parameter.outside-range');
  });

  it('B20: make a record without a patient of any recipe for engineering, with no chain of identity', () => {
    const batch = issued('70', 'engineering');
    expect(batch.batch).toMatchObject({ type: 'engineering', coi: null, patient: null, orderId: null });
    batch.start('first');
    expect(batch.refuses(() => batch.scan('first', 'bag', 'COI-000001'))).toBe('scan.mismatch');
    expect(batch.scan('first', 'bag', 'X')).toBeNull();
  });
});
