import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import {
  calculation,
  choice,
  decision,
  entry,
  loop,
  monitor,
  number,
  parallel,
  program,
  range,
  recipeOf,
  SIGNED,
  unitProcedure,
  wait,
} from '../../../../../test/support/small-recipe.js';
import { wholeModel } from '../../../../../test/support/whole-model.js';
import { everyKind } from '../../../../../test/support/every-kind.js';
import { mutations } from '../../../../../test/support/mutations.js';
import { parseUnitClasses } from '../../../unit-classes/domain/index.js';
import type { Flow } from '../flow.js';
import { parseRecipe } from '../parse-recipe.js';
import type { Phase } from '../phase.js';
import type { HoldWindow, MasterRecipe, Parameter } from '../recipe.js';
import { changeText, diffRecipes } from './index.js';

const told = (before: MasterRecipe, after: MasterRecipe): string[] => diffRecipes(before, after).map(changeText);
const between = (
  before: Flow<Phase>[],
  after: Flow<Phase>[],
  more: [Partial<MasterRecipe>, Partial<MasterRecipe>] = [{}, {}],
): string[] => told(recipeOf(before, more[0]), recipeOf(after, more[1]));

const shipped = parseUnitClasses(readFileSync('recipes/plant/unit-classes.yaml', 'utf8'));
const unitClasses = 'unitClasses' in shipped ? shipped.unitClasses : [];
const parsed = (text: string): MasterRecipe => {
  const result = parseRecipe(text, unitClasses);
  if ('findings' in result) throw new Error(JSON.stringify(result.findings));
  return result.recipe;
};
const carT = readFileSync('recipes/car-t-cd19.yaml', 'utf8');

describe('what changed between two versions', () => {
  it('is nothing where the same is executed', () => {
    expect(told(parsed(carT), parsed(carT.replace('# demo default', '# ours')))).toEqual([]);
  });

  it('is said in the language of the process', () => {
    const limits = { alert: range(36.3, 37.7), action: range(36.2, 37.8) };
    const [alert, action] = diffRecipes(
      recipeOf([program('expand')]),
      recipeOf([program('expand', { monitor: [monitor(limits)] })]),
    );
    expect(changeText(action!)).toBe('action limit of temperature in expand: 36.0–38.0 → 36.2–37.8 Cel');
    expect(changeText(alert!)).toBe('alert limit of temperature in expand: 36.5–37.5 → 36.3–37.7 Cel');
    expect(action).toEqual({
      ...{ at: 'expand', what: 'action limit of temperature', before: '36.0–38.0 Cel', after: '36.2–37.8 Cel' },
      ...{ kind: 'changed', criticality: 'CPP', phase: 'expand', part: 'temperature' },
    });
  });

  it('is of parameters, hold times, signatures and words', () => {
    const moi = (target: string, high: number): Parameter => ({
      ...{ id: 'moi', title: 'MOI', unit: '1', criticality: 'CPP', source: 'constant', target },
      range: range(5, high),
    });
    const fresh = (max: string, more = {}): HoldWindow => ({
      ...{ id: 'fresh', title: 'Fresh', max, onBreach: 'supervisor', criticality: 'CPP', ...more },
      ...{ from: { phase: 'seed', edge: 'end' }, to: { phase: 'rest', edge: 'start' } },
    });
    const seed = (more = {}): Phase => ({ ...entry('seed'), ...more });
    expect(
      between(
        [seed(), wait('rest', 'PT90M')],
        [
          seed({ instruction: 'Do it gently.', sign: [...SIGNED, { meaning: 'reviewed', role: 'qa-reviewer' }] }),
          wait('rest', 'PT2H'),
        ],
        [
          { parameters: [moi('5', 10)], windows: [fresh('PT60M')] },
          { parameters: [moi('6', 10.5)], windows: [fresh('PT45M', { alert: 'PT30M' })], description: 'New.' },
        ],
      ),
    ).toEqual([
      'description: added, New.',
      'target of moi: 5 → 6',
      'range of moi: 5.0–10.0 → 5.0–10.5',
      'instruction of seed: Do seed. → Do it gently.',
      'signatures of seed: performed by operator, verified by operator → performed by operator, verified by operator, reviewed by qa-reviewer',
      'length of rest: 1 h 30 min → 2 h',
      'longest time of fresh: 1 h → 45 min',
      'alert of fresh: added, 30 min',
    ]);
  });

  it('tells what is new or gone once, where it stands, with how grave it is', () => {
    const limited = number('cells', { title: 'Cells', criticality: 'CQA', action: range(1, null) });
    const changes = diffRecipes(
      recipeOf([entry('first'), entry('count', [limited]), entry('last')]),
      recipeOf([entry('first', [number('x'), limited]), decision('go', { yes: 'continue' }), entry('last')]),
    );
    expect(changes.map(changeText)).toEqual([
      'field cells in first: added, Cells (number)',
      'phase count in culture-all: removed, was count (entry)',
      'phase go in culture-all: added, go (decision)',
    ]);
    expect(changes.map(({ criticality }) => criticality)).toEqual(['CQA', 'CQA', undefined]);
  });

  it('follows a phase by its id wherever it goes', () => {
    expect(
      between([entry('a'), entry('b'), entry('c'), entry('d')], [entry('d'), entry('a'), entry('b'), entry('c')]),
    ).toEqual(['phase d in culture-all: moved, after c in culture-all → after identity in culture-all']);
    const looped = [entry('a'), loop<Phase>('feed', 'count.x > 1', 9, entry('count', [number('x', { decimals: 2 })]))];
    expect(between([entry('a'), entry('count')], looped)).toEqual([
      'block feed in culture-all: added, feed (loop)',
      'phase count in feed: moved, after a in culture-all → first in feed',
      'decimals of x in count: 1 → 2',
    ]);
  });

  it('is of ways and bounds', () => {
    const way = (when: string, max: number) => [
      entry('a'),
      choice<Phase>('way', { one: { when, body: [entry('b')] }, rest: {} }),
      loop<Phase>('feed', 'c.x > 1', max, entry('c')),
    ];
    expect(between(way('a.x > 1', 9), way('a.x > 2', 14))).toEqual([
      'condition of way.one: a.x > 1 → a.x > 2',
      'bound of feed: 9 → 14',
    ]);
    expect(
      between([parallel<Phase>('both', [entry('a')], [])], [parallel<Phase>('both', [entry('a')], [], [])]),
    ).toEqual(['branch both.both-3 in both: added, both']);
  });

  it('says an open side, a setting, a formula and a unit class in words', () => {
    const volume = (low: number, high: number | null) =>
      entry('seed', [number('volume', { unit: 'mL', action: range(low, high) })]);
    expect(between([volume(50, null)], [volume(60, null)])).toEqual([
      'action limit of volume in seed: at least 50 → at least 60 mL',
    ]);
    expect(between([volume(50, null)], [volume(50, 60)])).toEqual([
      'action limit of volume in seed: at least 50 → 50–60 mL',
    ]);
    expect(between([volume(50, null)], [volume(50, 50)])).toEqual([
      'action limit of volume in seed: at least 50 → exactly 50 mL',
    ]);
    const set = (value: string) => [
      { name: 'temperature', target: 'setpoint' as const, value: { value, unit: 'Cel' } },
    ];
    expect(between([program('grow')], [program('grow', { set: set('36.75') })])).toEqual([
      'setting of temperature of grow: 37.00 → 36.75 Cel',
    ]);
    expect(between([program('grow')], [program('grow', { set: set('37') })])).toEqual([]);
    expect(between([calculation('dose', 'seed.x * 2')], [calculation('dose', 'seed.x * 3')])).toEqual([
      'formula of dose: seed.x * 2 → seed.x * 3',
    ]);
    const {
      unitClasses: [bioreactor],
    } = recipeOf([]);
    expect(between([], [], [{}, { unitClasses: [{ ...bioreactor!, version: 2 }] }])).toEqual([
      'version of bioreactor: added, 2',
    ]);
  });

  it('moves whole unit procedures without telling each of their phases', () => {
    const [a, b] = ['a', 'b'].map((id) => unitProcedure(id, null, [entry(`${id}-1`)]));
    expect(told({ ...recipeOf([]), procedure: [a!, b!] }, { ...recipeOf([]), procedure: [b!, a!] })).toHaveLength(1);
  });
});

describe('no change goes unsaid', () => {
  it.each([
    ['one phase of each kind', parsed(everyKind)],
    ['blocks and all that may be left out', wholeModel],
  ])('whatever single value of it differs: %s', (_name, recipe) => {
    const unsaid: string[] = [];
    let count = 0;
    for (const [path, changed] of mutations(recipe, '')) {
      count += 1;
      if (diffRecipes(recipe, changed as MasterRecipe).length === 0) unsaid.push(path);
    }
    expect(unsaid).toEqual([]);
    expect(count).toBeGreaterThan(100);
  });
});
