import { describe, expect, it } from '@jest/globals';
import { correct } from '../../../../test/support/paper-corrections.js';
import { PaperFlow } from '../../../../test/support/paper-flow.js';
import { recipeFrom } from '../../../../test/support/recipe-from.js';

const LINES = { title: 'T', instruction: 'Do it.', sign: '[performed]' };
const phase = (id: string, kind: string, more = ''): string =>
  `- { id: ${id}, kind: ${kind}, title: ${LINES.title}, instruction: ${LINES.instruction}, sign: ${LINES.sign}${more} }`;
const entry = (id: string): string =>
  phase(id, 'entry', `, fields: { n: { type: number, title: N, unit: '1', decimals: 0, criticality: info } }`);
const calculation = (id: string, formula: string): string =>
  phase(
    id,
    'calculation',
    `, formula: '${formula}', unit: '1', rounding: { decimals: 0, mode: half-even }, criticality: info`,
  );

const flowOf = (phases: string): PaperFlow =>
  new PaperFlow(
    1,
    recipeFrom(`recipe: flow
title: Flow
product: cells
procedure:
  - unitProcedure: bench
    title: Bench
    operations:
      - operation: work
        title: Work
        phases:
${phases.replace(/^/gm, '          ')}`),
  );

const changes = (flow: PaperFlow) =>
  flow.exceptions
    .filter(({ kind }) => kind === 'procedure.input-changed')
    .map(({ values }) => [values['of'], values['id']]);
const results = (flow: PaperFlow) =>
  flow.draft.steps
    .filter(({ kind }) => kind === 'calculation')
    .map(({ id, rounds }) => [
      rounds,
      Object.values(flow.state.entry).find(({ step, supersededBy }) => step === id && supersededBy === null)?.value,
    ]);

const choosing = [
  entry('count'),
  calculation('double', 'count.n * 2'),
  '- id: route',
  '  kind: choice',
  '  title: Route',
  '  options:',
  `    - { id: few, title: Few, when: double.result < 10, phases: [${phase('more', 'instruction').slice(2)}] }`,
  '    - { id: enough, title: Enough, phases: [] }',
  phase('last', 'instruction'),
].join('\n');

describe('a correction of what a choice went by', () => {
  it('leaves the way that was taken, and is an exception for the supervisor, also through what was computed', () => {
    const flow = flowOf(choosing);
    flow.do('count', { n: '20' });
    flow.do('double');
    expect(flow.open()).toEqual(['last']);
    correct(flow, 'count', 'n', '2', { unit: '1' });
    expect(changes(flow)).toEqual([['choice', 'route']]);
    expect(flow.exceptions).toMatchObject([{ onBreach: 'supervisor', criticality: 'IPC' }]);
    expect(flow.step('more').state).toBe('omitted');
    expect(flow.open()).toEqual(['last', 'count', 'double']);
    expect(results(flow)).toEqual([['', '4']]);
  });

  it('says nothing while nothing was chosen', () => {
    const flow = flowOf(choosing);
    flow.do('count', { n: '20' });
    correct(flow, 'count', 'n', '2', { unit: '1' });
    expect(changes(flow)).toEqual([]);
    flow.sign('count', 'Ada', 'performed');
    flow.do('double');
    expect(flow.open()).toEqual(['more']);
  });
});

describe('a correction in a loop', () => {
  const looping = [
    '- id: feed',
    '  kind: loop',
    '  title: Feed',
    "  until: 'density.n > 9'",
    '  max: 4',
    '  onBreach: supervisor',
    '  criticality: IPC',
    '  phases:',
    entry('density').replace(/^/gm, '    '),
    calculation('double', 'density.n * 2').replace(/^/gm, '    '),
    phase('last', 'instruction'),
  ].join('\n');
  const inRound = (flow: PaperFlow, round: number, name: string): string =>
    flow.draft.steps.find(({ phase: one, rounds }) => one === name && rounds === `feed[${round}]/`)!.id;

  /** Two rounds, of which the second is enough. */
  function twice(): PaperFlow {
    const flow = flowOf(looping);
    for (const n of ['3', '12']) {
      for (const name of ['density', 'double']) {
        // the walker takes a phase's first step; here it is the open one's turn
        flow.step = (one) => flow.draft.steps.find((step) => step.phase === one && step.state !== 'complete')!;
        flow.do(name, name === 'density' ? { n } : {});
      }
    }
    return flow;
  }

  it('computes anew what its own round computed, and nothing of another round', () => {
    const flow = twice();
    expect(results(flow)).toEqual([
      ['feed[1]/', '6'],
      ['feed[2]/', '24'],
    ]);
    flow.step = (one) => flow.state.step[inRound(flow, 1, one)]!;
    correct(flow, 'density', 'n', '4', { unit: '1' });
    expect(results(flow)).toEqual([
      ['feed[1]/', '8'],
      ['feed[2]/', '24'],
    ]);
    expect(changes(flow)).toEqual([['loop', 'feed']]);
    expect(flow.open().sort()).toEqual(['feed[1]/density', 'feed[1]/double', 'last']);
  });

  it('of the round that ended it does not open another', () => {
    const flow = twice();
    flow.step = (one) => flow.state.step[inRound(flow, 2, one)]!;
    correct(flow, 'density', 'n', '5', { unit: '1' });
    expect(changes(flow)).toEqual([['loop', 'feed']]);
    expect(flow.draft.steps.filter(({ phase: one }) => one === 'density')).toHaveLength(2);
  });
});
