import { describe, expect, it } from '@jest/globals';
import { codes, count, lint, moi } from '../../../../../test/support/linted.js';
import {
  calculation,
  choice,
  choiceOn,
  decision,
  entry,
  loop,
  parallel,
  program,
  range,
  repeat,
  result,
  sample,
  wait,
} from '../../../../../test/support/small-recipe.js';
import type { Flow } from '../flow.js';
import type { Phase } from '../phase.js';
import type { HoldWindow, MasterRecipe, Parameter } from '../recipe.js';
import { type LintCode } from './index.js';

describe('a formula reads what surely exists', () => {
  const double = calculation('double', 'count.cells * 2');

  it('after an entry, a loop, or each branch of a parallel', () => {
    expect(lint([parallel<Phase>('both', [count()], [entry('other')]), double])).toEqual([]);
    expect(lint([loop<Phase>('feed', 'count.cells > 5', 9, count()), double])).toEqual([]);
  });

  it('not where it is taken in one option, a repeat, a branch beside it, or later', () => {
    const one = entry('first');
    expect(
      lint([one, choice<Phase>('way', { one: { when: 'first.x > 1', body: [count()] }, rest: {} }), double]),
    ).toEqual(['formula.may-not-exist: double reads count.cells: count is in way and may not be done by then']);
    expect(codes([program('grow'), repeat<Phase>('daily', 'grow', 'PT24H', count()), double])).toEqual([
      'formula.may-not-exist',
    ]);
    expect(codes([parallel<Phase>('both', [count()], [double])])).toEqual(['formula.may-not-exist']);
    expect(lint([double, count()])).toEqual(['formula.may-not-exist: double reads count.cells: count comes later']);
  });

  it('and is fine in the option that recorded it, even of a second choice on the same decision', () => {
    const decide = decision('harvest', { now: 'continue', later: 'continue' });
    const first = choiceOn<Phase>('first-way', 'harvest', { now: [count()], later: [] });
    expect(lint([decide, first, choiceOn<Phase>('second', 'harvest', { now: [double], later: [] })])).toEqual([]);
    expect(codes([decide, first, choiceOn<Phase>('second', 'harvest', { now: [], later: [double] })])).toEqual([
      'formula.may-not-exist',
    ]);
  });

  it('not from a field that may stay empty, and not through a parameter', () => {
    expect(lint([count({ optional: true }), double])).toEqual([
      'formula.may-not-exist: double reads count.cells: count.cells is optional',
    ]);
    const parameters: Parameter[] = [
      {
        ...moi,
        source: 'formula',
        formula: 'count.cells * 2',
        rounding: { decimals: 1, mode: 'up' },
        range: range(0, 9),
      },
    ];
    expect(codes([calculation('early', 'parameters.moi'), count()], { parameters })).toEqual(['formula.may-not-exist']);
  });

  it('where a program sets it, a yield compares with it, or an ad-hoc block looks back', () => {
    const set = [{ name: 'temperature', target: 'setpoint' as const, formula: 'count.cells' }];
    expect(codes([program('grow', { set }), count()])).toEqual(['formula.may-not-exist']);
    const yields = { theoretical: 'count.cells', onBreach: 'continue', criticality: 'info' } as const;
    expect(codes([calculation('sum', '1', { yield: yields }), count()])).toEqual(['formula.may-not-exist']);
    const block = { id: 'again', title: 'Again', max: 1, sign: 'supervisor' as const, unitClass: 'bioreactor' };
    expect(codes([count()], { adHoc: [{ ...block, phases: [double] }] })).toEqual(['formula.may-not-exist']);
    expect(codes([], { adHoc: [{ ...block, phases: [count(), double] }] })).toEqual([]);
  });

  it('and a result awaits a sample that was taken', () => {
    expect(lint([sample('draw'), result('purity', 'draw')])).toEqual([]);
    const perhaps = choice<Phase>('way', { one: { when: 'count.cells > 1', body: [sample('draw')] }, rest: {} });
    expect(codes([count(), perhaps, result('purity', 'draw')])).toEqual(['sample.may-not-exist']);
  });
});

describe('a hold time', () => {
  const window = (more: Partial<HoldWindow> = {}): Partial<MasterRecipe> => ({
    windows: [
      {
        ...{ id: 'fresh', title: 'Fresh', onBreach: 'continue', criticality: 'CPP', max: 'PT2H', ...more },
        from: { phase: 'count', edge: 'end' },
        to: { phase: 'other', edge: 'start' },
      },
    ],
  });

  it('is not shorter than the waits within it', () => {
    expect(lint([count(), wait('rest', 'PT2H'), entry('other')], window())).toEqual([]);
    expect(lint([count(), wait('rest', 'PT90M'), wait('more', 'PT31M'), entry('other')], window())).toEqual([
      'window.never-met: fresh: at most PT2H, and the steps between last 121 min',
    ]);
    const beside = parallel<Phase>('both', [wait('rest', 'PT3H')], [entry('other')]);
    expect(lint([count(), beside], window())).toEqual([]);
  });

  it('can begin and end on one way', () => {
    const way = choice<Phase>('way', {
      one: { when: 'first.x > 1', body: [count()] },
      rest: { body: [entry('other')] },
    });
    expect(codes([entry('first'), way], window())).toEqual(['window.never-runs']);
  });
});

describe('a result', () => {
  const within = (length: string): Phase => ({ ...result('found', 'draw'), within: length }) as Phase;
  const due = (length: string, between: Flow<Phase>[], more: Partial<MasterRecipe> = {}): string[] =>
    lint([sample('draw'), ...between, within(length)], more);

  it('can be entered before its time is over', () => {
    expect(due('P3D', [wait('rest', 'PT24H')])).toEqual([]);
    expect(due('PT1H', [wait('rest', 'PT24H')])).toEqual([
      'result.never-in-time: found: due PT1H after draw, and not reached within 1440 min of it',
    ]);
    expect(due('PT24H', [wait('rest', 'PT24H')])).toEqual([]);
  });

  it('is not held back by what some batches pass alone, and is by a loop, which each passes', () => {
    const rest = wait('rest', 'PT24H');
    const first = entry('first');
    const way = choice<Phase>('way', { one: { when: 'first.x > 1', body: [rest] }, other: {} });
    const until = loop<Phase>('again', 'look.x > 1', 3, entry('look'), rest);
    expect(due('PT1H', [first, way])).toEqual([]);
    expect(due('PT1H', [until])).toEqual([expect.stringMatching(/^result\.never-in-time: found/)]);
  });

  it('waits for hold times on its way', () => {
    const held: HoldWindow = {
      ...{ id: 'settle', title: 'Settle', onBreach: 'continue', criticality: 'IPC', min: 'PT6H' },
      ...{ from: { phase: 'draw', edge: 'end' }, to: { phase: 'other', edge: 'start' } },
    };
    expect(due('PT5H', [entry('other')], { windows: [held] })).toEqual([
      'result.never-in-time: found: due PT5H after draw, and not reached within 360 min of it',
    ]);
    expect(due('PT6H', [entry('other')], { windows: [held] })).toEqual([]);
  });
});

describe('a repeat', () => {
  it('comes due while what it runs beside lasts', () => {
    const daily = (every: string): LintCode[] =>
      codes([program('grow'), repeat<Phase>('daily', 'grow', every, count())]);
    expect(daily('PT24H')).toEqual([]);
    expect(daily('P7D')).toEqual(['repeat.never-due']);
  });
});
