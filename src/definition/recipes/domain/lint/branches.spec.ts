import { describe, expect, it } from '@jest/globals';
import { codes, count, lint, moi, target } from '../../../../../test/support/linted.js';
import {
  choice,
  choiceOn,
  decision,
  entry,
  loop,
  parallel,
  range,
  wait,
} from '../../../../../test/support/small-recipe.js';
import type { Phase } from '../phase.js';
import type { Parameter } from '../recipe.js';
import { type LintCode } from './index.js';

describe('a choice', () => {
  const after = (options: Parameters<typeof choice<Phase>>[1], more: Parameters<typeof count>[0] = {}): string[] =>
    lint([count(more), choice<Phase>('way', options)]);

  it('has no option that cannot be taken', () => {
    expect(after({ low: { when: 'count.cells < 5' }, high: { when: 'count.cells >= 5' } })).toEqual([]);
    expect(after({ low: { when: 'count.cells < 5 and count.cells > 6' }, rest: {} })).toEqual([
      'branch.never: way: low is never taken: count.cells < 5 and count.cells > 6 cannot hold',
    ]);
    expect(after({ low: { when: '1 > 2' }, rest: {} })).toHaveLength(1);
    expect(after({ low: { when: 'count.cells < 5' }, lower: { when: 'count.cells < 4' }, rest: {} })).toEqual([
      'branch.shadowed: way: lower is never taken: an option before it always holds',
    ]);
    expect(after({ low: { when: 'not (count.cells >= 5)' }, high: { when: '4 < count.cells' }, rest: {} })).toEqual([
      'branch.shadowed: way: rest is never taken: an option before it always holds',
    ]);
    expect(after({ rest: {}, low: { when: 'count.cells < 5' } })).toEqual([
      'branch.after-otherwise: way: low comes after the option without a condition',
    ]);
  });

  it('knows what an approved range leaves', () => {
    const parameters = [target('5')];
    const way = (when: string): string[] => lint([choice<Phase>('way', { one: { when }, rest: {} })], { parameters });
    expect(way('parameters.moi > 10')).toEqual([
      'branch.never: way: one is never taken: parameters.moi > 10 cannot hold',
    ]);
    expect(way('parameters.moi >= 10')).toEqual([]);
    expect(way('parameters.moi >= 500 %')).toEqual([
      'branch.shadowed: way: rest is never taken: an option before it always holds',
    ]);
  });

  it('that is taken only beyond an action limit is doubted', () => {
    const limits = { action: range(5, 10), onBreach: 'stop' };
    expect(after({ low: { when: 'count.cells < 5' }, rest: {} }, limits)).toEqual([
      'branch.only-in-breach: way: low is taken only beyond action limits: count.cells < 5',
    ]);
  });

  it('says nothing of comparisons that it cannot decide', () => {
    const both = [
      count(),
      entry('other'),
      choice<Phase>('way', { one: { when: 'count.cells < other.x * 2' }, rest: {} }),
    ];
    expect(lint(both)).toEqual([]);
  });

  it('says what is done where no condition holds', () => {
    expect(after({ low: { when: 'count.cells < 5' } })).toEqual([
      'branch.no-otherwise: way: for some values no option holds',
    ]);
  });

  it('on a decision has a way on for each answer, and no other', () => {
    const decide = decision('harvest', { now: 'continue', later: 'continue', never: 'stop' });
    expect(lint([decide, choiceOn<Phase>('way', 'harvest', { now: [], later: [] })])).toEqual([]);
    expect(lint([decide, choiceOn<Phase>('way', 'harvest', { now: [], never: [] })])).toEqual([
      'decision.no-way-on: way has no way on for harvest: later',
      'branch.never: way: never is never taken: the batch stops there',
    ]);
    expect(codes([choiceOn<Phase>('way', 'harvest', { now: [] }), decide])).toEqual(['decision.may-not-exist']);
    const perhaps = choice<Phase>('perhaps', { one: { when: 'count.cells < 5', body: [decide] }, rest: {} });
    expect(codes([count(), perhaps, choiceOn<Phase>('way', 'harvest', { now: [], later: [] })])).toEqual([
      'decision.may-not-exist',
    ]);
  });
});

describe('a loop', () => {
  it('has a bound that is meant', () => {
    const bound = (max: number): LintCode[] => codes([loop<Phase>('feed', 'count.cells > 5', max, count())]);
    expect(bound(14)).toEqual([]);
    expect(bound(0)).toEqual(['loop.no-bound']);
    expect(bound(Infinity)).toEqual(['loop.no-bound']);
    expect(bound(1)).toEqual(['loop.runs-once']);
    expect(bound(101)).toEqual(['loop.bound-large']);
  });

  it('records in its body what its condition reads', () => {
    expect(lint([count(), loop<Phase>('feed', 'count.cells > 5', 9, entry('other'))])).toEqual([
      'loop.condition-fixed: feed: no step of its body, or beside it, records a value of count.cells > 5',
    ]);
    const parameters: Parameter[] = [{ ...moi, source: 'entry', from: 'count.cells', range: range(0, 10) }];
    expect(codes([loop<Phase>('feed', 'parameters.moi > 5', 9, count())], { parameters })).toEqual([]);
    const beside = parallel<Phase>(
      'both',
      [loop<Phase>('feed', 'count.cells > 5', 9, wait('rest', 'PT1H'))],
      [count()],
    );
    expect(codes([beside])).toEqual(['formula.may-not-exist']);
  });

  it('can end', () => {
    expect(codes([loop<Phase>('feed', 'count.cells > 5 and count.cells < 5', 9, count())])).toEqual([
      'loop.never-ends',
    ]);
    expect(codes([loop<Phase>('feed', 'count.cells > 5 or count.cells <= 5', 9, count())])).toEqual(['loop.runs-once']);
  });
});
