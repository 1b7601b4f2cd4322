import { describe, expect, it } from '@jest/globals';
import { decision, entry, flowOf, step } from '../../../../test/support/flow-recipes.js';
import { skip } from '../../../../test/support/paper-corrections.js';
import type { PaperFlow } from '../../../../test/support/paper-flow.js';

describe('a choice', () => {
  const onDecision = [
    decision('way', 'fresh', 'frozen'),
    '- id: route',
    '  kind: choice',
    '  title: Route',
    '  on: way',
    '  options:',
    '    - { id: fresh, title: Fresh, phases: [] }',
    '    - { id: frozen, title: Frozen, phases: [{ id: thaw, kind: instruction, title: thaw, instruction: Thaw., sign: [performed] }] }',
    step('last'),
  ].join('\n');

  it.each([
    ['fresh', ['last'], 'omitted'],
    ['frozen', ['thaw'], 'idle'],
  ])('goes the way that was decided and signed: %s', (option, open, thaw) => {
    const flow = flowOf(onDecision);
    flow.start('way');
    flow.decide('way', option);
    flow.ends('way');
    expect(flow.open()).toEqual(open);
    expect(flow.step('thaw').state).toBe(thaw);
    expect(flow.facts.find(({ type }) => type === 'choice.taken')!.values).toMatchObject({ option });
  });

  const onCondition = [
    entry('count'),
    '- id: route',
    '  kind: choice',
    '  title: Route',
    '  options:',
    "    - { id: many, title: Many, when: 'count.n >= 10', phases: [{ id: dilute, kind: instruction, title: d, instruction: D., sign: [performed] }] }",
    '    - { id: few, title: Few, phases: [{ id: pool, kind: instruction, title: p, instruction: P., sign: [performed] }] }',
  ].join('\n');

  it.each([
    ['10', 'dilute'],
    ['9', 'pool'],
  ])('goes the way whose condition holds, with its inputs on record: %s', (n, open) => {
    const flow = flowOf(onCondition);
    flow.do('count', { n });
    expect(flow.open()).toEqual([open]);
    expect(flow.facts.find(({ type }) => type === 'choice.taken')!.values).toMatchObject({
      inputs: { 'count.n': `${n} 1` },
    });
    flow.do(open);
    expect(flow.batch.state).toBe('complete');
    expect(flow.element('route')).toBe('complete');
  });
});

describe('a choice whose decision was skipped', () => {
  const undecided = (after: string[]) =>
    [
      step('first'),
      decision('way', 'fresh', 'frozen'),
      '- { id: route, kind: choice, title: Route, on: way, options: [{ id: fresh, title: F, phases: [] }, { id: frozen, title: F, phases: [] }] }',
      ...after,
    ].join('\n');
  const skipped = (after: string[]): PaperFlow => {
    const flow = flowOf(undecided(after));
    flow.do('first');
    skip(flow, 'way');
    expect(flow.exceptions.at(-1)).toMatchObject({
      ...{ kind: 'choice.undecided', step: flow.step('way').id, onBreach: 'supervisor' },
      values: { option: 'frozen' },
    });
    return flow;
  };
  const answer = (flow: PaperFlow) => {
    const { number } = flow.exceptions.at(-1)!;
    flow.answer('way', number, 'continue');
    flow.comment('way', number);
  };

  it('takes the last, and asks a supervisor before the batch comes to its end', () => {
    const flow = skipped([step('last')]);
    expect(flow.open()).toEqual(['last']);
    flow.start('last');
    expect(flow.refuses(() => flow.complete('last'))).toBe('exception.answer-missing');
    answer(flow);
    flow.ends('last');
    expect(flow.batch.state).toBe('complete');
  });

  it('keeps the batch open for the answer where it stands at its very end', () => {
    const flow = skipped([]);
    expect([flow.open(), flow.batch.state]).toEqual([[], 'running']);
    answer(flow);
    expect(flow.batch.state).toBe('complete');
  });

  it('stops where the supervisor says so', () => {
    const flow = skipped([step('last')]);
    flow.answer('way', flow.exceptions.at(-1)!.number, 'stop');
    expect(flow.batch.state).toBe('stopped');
  });
});
