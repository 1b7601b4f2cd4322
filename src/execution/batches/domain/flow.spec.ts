import { describe, expect, it } from '@jest/globals';
import { entry, flowOf, recipeOf, step } from '../../../../test/support/flow-recipes.js';
import { BOUND, OTHER, PaperFlow } from '../../../../test/support/paper-flow.js';
import { recipeFrom } from '../../../../test/support/recipe-from.js';
import { expand, ON_BIOREACTOR } from '../../../../test/support/culture-recipe.js';

const parallel = [
  step('first'),
  '- id: both',
  '  kind: parallel',
  '  title: Both',
  '  branches:',
  '    - { id: left, title: Left, phases: [{ id: a, kind: instruction, title: a, instruction: A., sign: [performed] }, { id: b, kind: instruction, title: b, instruction: B., sign: [performed] }] }',
  '    - { id: right, title: Right, phases: [{ id: c, kind: instruction, title: c, instruction: C., sign: [performed] }] }',
  step('last'),
].join('\n');

describe('parallel branches', () => {
  it('begin together, go on by themselves, and what follows waits for each', () => {
    const flow = flowOf(parallel);
    flow.do('first');
    expect(flow.open()).toEqual(['a', 'c']);
    flow.do('c', {}, 'Ben');
    expect(flow.open()).toEqual(['a']);
    expect(flow.refuses(() => flow.start('last'))).toBe('step.not-next');
    expect(flow.refuses(() => flow.start('b'))).toBe('step.not-next');
    flow.do('a');
    flow.do('b');
    expect(flow.open()).toEqual(['last']);
  });

  it('let two people work at once, each on a step of their own', () => {
    const flow = flowOf(parallel);
    flow.do('first');
    flow.start('a', 'Ada');
    flow.start('c', 'Ben');
    expect([flow.step('a'), flow.step('c')]).toMatchObject([{ ownerName: 'Ada' }, { ownerName: 'Ben' }]);
    expect(flow.element('both')).toBe('running');
  });

  it('hold two units at once, each released with its own unit procedure', () => {
    const unitProcedure = (id: string) => `
          - unitProcedure: ${id}
            title: ${id}
            unitClass: closed-bioreactor
            operations:
              - operation: in-${id}
                title: In
                phases:
                  - { id: use-${id}, kind: instruction, title: Use, instruction: Use it., sign: [performed] }`;
    const flow = new PaperFlow(
      1,
      recipeOf(`
  - id: both
    kind: parallel
    title: Both
    branches:
      - id: left
        title: Left
        procedure:${unitProcedure('left-unit')}
      - id: right
        title: Right
        procedure:${unitProcedure('right-unit')}`),
    );
    flow.bind('left-unit', BOUND);
    flow.bind('right-unit', OTHER);
    expect(flow.draft.bindings.map(({ unitCode }) => unitCode)).toEqual(['U-01', 'U-02']);
    flow.do('use-right-unit');
    expect(flow.draft.bindings.map(({ unitCode }) => unitCode)).toEqual(['U-01']);
    flow.do('use-left-unit');
    expect(flow.draft.bindings).toEqual([]);
    expect(flow.batch.state).toBe('complete');
  });
});

describe('a loop', () => {
  const loop = [
    '- id: feeding',
    '  kind: loop',
    '  title: Feed until dense',
    "  until: 'count.n >= 10'",
    '  max: 3',
    '  onBreach: supervisor',
    '  criticality: IPC',
    '  phases:',
    `    ${step('feed')}`,
    `    ${entry('count')}`,
    step('last'),
  ].join('\n');

  it('goes round until its condition holds after a round', () => {
    const flow = flowOf(loop);
    flow.do('feed');
    flow.do('count', { n: '5' });
    expect(flow.open()).toEqual(['feeding[2]/feed']);
    flow.do('feed');
    flow.do('count', { n: '10' });
    expect(flow.open()).toEqual(['last']);
    expect(flow.exceptions).toEqual([]);
    expect(flow.draft.steps.map(({ phase, rounds }) => `${rounds}${phase}`)).toEqual([
      'feeding[1]/feed',
      'feeding[1]/count',
      'feeding[2]/feed',
      'feeding[2]/count',
      'last',
    ]);
  });

  it('ends at its bound with an exception, however often its condition did not hold', () => {
    const flow = flowOf(loop);
    for (const n of ['1', '2', '3']) {
      flow.do('feed');
      flow.do('count', { n });
    }
    expect(flow.exceptions).toMatchObject([{ kind: 'loop.bound-reached', onBreach: 'supervisor', values: { max: 3 } }]);
    expect(flow.open()).toEqual(['last']);
  });
});

describe('what is repeated while a program runs', () => {
  const culture = `recipe: flow
title: Flow
product: cells
${ON_BIOREACTOR}
          ${expand(48)}
            monitor: []
            until: { after: PT48H, or: 'count.n >= 10' }
            sign: [performed]
          - id: daily
            kind: repeat
            title: Daily count
            every: PT24H
            during: expand
            phases:
              ${entry('count')}
          ${step('last')}`;
  const started = (): PaperFlow => {
    const flow = new PaperFlow(1, recipeFrom(culture));
    flow.bind('culture', BOUND);
    flow.start('expand');
    flow.unit('expand', 'confirmed');
    return flow;
  };

  it('becomes due each time, beside the program', () => {
    const flow = started();
    expect(flow.open()).toEqual(['expand']);
    flow.passes(24 * 3600);
    expect(flow.open()).toEqual(['expand', 'daily[1]/count']);
    flow.do('count', { n: '5' });
    flow.passes(24 * 3600);
    expect(flow.open()).toEqual(['expand', 'daily[2]/count']);
  });

  it('is waited for when it has begun and the program has ended, and is not due again', () => {
    const flow = started();
    flow.passes(24 * 3600);
    flow.start('count');
    flow.unit('expand', 'ended');
    flow.ends('expand');
    expect(flow.open()).toEqual(['daily[1]/count']);
    flow.passes(48 * 3600);
    expect(flow.open()).toEqual(['daily[1]/count']);
    flow.enter('count', 'n', '5', '1');
    flow.ends('count');
    expect([flow.open(), flow.exceptions]).toEqual([['last'], []]);
  });

  it.each([
    ['an exception where it was due long before', 4 * 3600, ['repeat.missed']],
    ['nothing to say where it coincides with that', 60, []],
  ])('is left out where nobody has begun it at the end: %s', (_, before, exceptions) => {
    const flow = started();
    flow.passes(24 * 3600);
    const dueAt = flow.now;
    flow.passes(before);
    flow.unit('expand', 'ended');
    expect(flow.step('count').state).toBe('omitted');
    expect(flow.exceptions.map(({ kind }) => kind)).toEqual(exceptions);
    if (exceptions.length > 0) {
      const values = { repeat: 'daily', round: 1, dueAt, endedAt: flow.now };
      expect(flow.exceptions).toMatchObject([{ step: flow.step('expand').id, onBreach: 'continue', values }]);
      flow.comment('expand', 'E1');
    }
    flow.ends('expand');
    expect(flow.open()).toEqual(['last']);
  });

  it('ends the program before its time when its condition holds, which is no exception', () => {
    const flow = started();
    flow.passes(24 * 3600);
    flow.do('count', { n: '12' });
    expect(flow.step('expand').run).toMatchObject({ endDue: true });
    flow.unit('expand', 'ended', 'stopped');
    flow.ends('expand');
    expect(flow.exceptions).toEqual([]);
    expect(flow.open()).toEqual(['last']);
  });
});

describe('elements of the procedure', () => {
  it('B1: go through the states of their steps, each change a fact with what triggered it', () => {
    const flow = flowOf([step('a'), step('b')].join('\n'));
    flow.do('a');
    flow.hold();
    flow.restartBatch();
    flow.do('b');
    const changes = flow.facts.filter(({ type }) => type === 'element.transitioned');
    const of = (name: string) => changes.filter(({ values }) => String(values['element']).endsWith(name));
    expect(of('/work').map(({ values }) => [values['from'], values['to'], values['trigger']])).toEqual([
      ['idle', 'running', 'step.started'],
      ['running', 'completing', 'step.finished'],
      ['completing', 'complete', 'batch.completed'],
    ]);
    expect(of('/bench')).toHaveLength(3);
  });
});
