import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bodiesOf, type Flow, isBlock } from './flow.js';
import { everyPhase, orderOf, parseRecipe, type Phase } from './index.js';
import type { MasterRecipe, Relation } from './index.js';

// JSON is YAML: what an engineer writes, made by a test

type Step = Record<string, unknown>;
const calculation = (id: string, formula: string): Step => ({
  ...{ id, kind: 'calculation', title: id, instruction: id, formula, unit: '1' },
  ...{ rounding: { decimals: 0, mode: 'up' }, criticality: 'info', mode: 'automatic' },
});
const signed = (id: string, kind: string, more: Step = {}): Step => ({
  ...{ id, kind, title: id, instruction: id, sign: ['performed'] },
  ...more,
});
const wait = (id: string): Step => signed(id, 'wait', { for: 'PT1H' });
const decision = (id: string): Step =>
  signed(id, 'decision', { options: ['left', 'right'].map((way) => ({ id: way, title: way, then: 'continue' })) });
const parallel = (id: string, ...branches: Step[][]): Step => ({
  ...{ id, kind: 'parallel', title: id },
  branches: branches.map((phases, index) => ({ id: `branch-${index}`, title: 'Branch', phases })),
});
const choice = (id: string, left: Step[], right: Step[], more: Step = {}): Step => ({
  ...{ id, kind: 'choice', title: id, ...more },
  options: [
    { id: 'left', title: 'Left', ...('on' in more ? {} : { when: '1 < 2' }), phases: left },
    { id: 'right', title: 'Right', phases: right },
  ],
});
const loop = (id: string, until: string, ...phases: Step[]): Step => ({
  ...{ id, kind: 'loop', title: id, until, max: 3, onBreach: 'supervisor', criticality: 'IPC', phases },
});
const repeat = (id: string, during: string, ...phases: Step[]): Step => ({
  ...{ id, kind: 'repeat', title: id, every: 'PT10M', during, phases },
});
const recipeText = (phases: Step[], more: Step = {}): string =>
  JSON.stringify({
    ...{ recipe: 'ordered', title: 'Ordered', product: 'Test cells' },
    procedure: [{ unitProcedure: 'all', title: 'All', operations: [{ operation: 'all', title: 'All', phases }] }],
    ...more,
  });
const recipe = (phases: Step[], more?: Step): MasterRecipe => {
  const result = parseRecipe(recipeText(phases, more), []);
  if ('findings' in result) throw new Error(JSON.stringify(result.findings));
  return result.recipe;
};
const codes = (phases: Step[], more?: Step): string[] => {
  const result = parseRecipe(recipeText(phases, more), []);
  return 'findings' in result ? result.findings.map(({ code }) => code) : [];
};
const window = (from: string, to: string): Step => ({
  windows: [{ id: 'hold', title: 'Hold', from, to, max: 'PT1H', onBreach: 'continue', criticality: 'IPC' }],
});

describe('what surely happened before', () => {
  const one = calculation('one', '1');
  const two = (refers = 'one.result'): Step => calculation('two', refers);

  it.each<[what: string, phases: Step[], fault: string | undefined]>([
    ['an earlier step is known', [one, two()], undefined],
    ['a later step is not', [two(), one], 'formula.later-reference'],
    ['nor is the step itself', [two('two.result')], 'formula.cycle'],
    ['before a parallel is before its branches', [one, parallel('p', [two()], [wait('w')])], undefined],
    ['after a parallel each branch has ended', [parallel('p', [one], [wait('w')]), two()], undefined],
    ['in one branch the other is not known', [parallel('p', [one], [two()])], 'formula.other-branch'],
    ['nor where blocks stand between', [parallel('p', [loop('l', '1 < 2', one)], [two()])], 'formula.other-branch'],
    ['an option may be looked back at', [choice('c', [one], []), two()], undefined],
    ['but not from the other option', [choice('c', [one], [two()])], 'formula.other-option'],
    ['a repeat may be looked back at', [wait('w'), repeat('r', 'w', one), two()], undefined],
    ['a round knows what is before it', [loop('l', '1 < 2', one, two())], undefined],
    ['but nothing later in it', [loop('l', '1 < 2', two(), one)], 'formula.later-reference'],
    ['a loop ends by its own body', [loop('l', 'one.result > 1', one)], undefined],
    ['or by what is before it', [one, loop('l', 'one.result > 1', two())], undefined],
    ['but by nothing after it', [loop('l', 'one.result > 1', two('1')), one], 'formula.later-reference'],
    ['a condition looks back', [one, when('one.result > 1', [two()])], undefined],
    ['never into its own options', [when('one.result > 1', [one])], 'formula.later-reference'],
  ])('%s', (_, phases, fault) => {
    expect(codes(phases)).toEqual(fault === undefined ? [] : [fault]);
  });

  function when(text: string, left: Step[]): Step {
    const chosen = choice('c', left, []);
    const [first, ...rest] = chosen['options'] as Step[];
    return { ...chosen, options: [{ ...first, when: text }, ...rest] };
  }

  it.each<[what: string, phases: Step[], faults: string[]]>([
    ['a decision before it', [decision('d'), choice('c', [one], [], { on: 'd' })], []],
    ['a decision of the same round', [loop('l', '1 < 2', decision('d'), choice('c', [one], [], { on: 'd' }))], []],
    ['no decision after it', [choice('c', [one], [], { on: 'd' }), decision('d')], ['choice.later-decision']],
    [
      'none of another branch',
      [parallel('p', [decision('d')], [choice('c', [one], [], { on: 'd' })])],
      ['choice.later-decision'],
    ],
    [
      'none that may not be asked',
      [choice('b', [decision('d')], []), choice('c', [one], [], { on: 'd' })],
      ['choice.later-decision'],
    ],
  ])('a choice rests on %s', (_, phases, faults) => expect(codes(phases)).toEqual(faults));

  it.each<[what: string, phases: Step[], faults: string[]]>([
    ['surely drawn before', [loop('l', '1 < 2', draw()), found()], []],
    ['in a later step', [found(), draw()], ['result.later-sample']],
    ['in another branch', [parallel('p', [draw()], [found()])], ['result.unsure-sample']],
    ['in an option', [choice('c', [draw()], []), found()], ['result.unsure-sample']],
    ['in a repeat', [wait('w'), repeat('r', 'w', draw()), found()], ['result.unsure-sample']],
    ['in the same repeat', [wait('w'), repeat('r', 'w', draw(), found())], []],
  ])('a result of a sample %s', (_, phases, faults) => expect(codes(phases)).toEqual(faults));

  function draw(): Step {
    return signed('draw', 'sample', { container: 'Vial' });
  }
  function found(): Step {
    return signed('found', 'result', { of: 'draw', fields: { clean: { type: 'boolean', title: 'Clean' } } });
  }

  it('a repeat stands beside what it runs during, or beside other repeats of it', () => {
    const body = (id: string): Step => signed(id, 'instruction');
    expect(codes([wait('w'), repeat('r', 'w', body('x')), repeat('s', 'w', body('y'))])).toEqual([]);
    expect(codes([wait('w'), wait('v'), repeat('r', 'w', body('x'))])).toEqual(['repeat.not-beside']);
    expect(codes([repeat('r', 'w', body('x')), wait('w')])).toEqual(['repeat.not-beside']);
    expect(codes([wait('w'), loop('l', '1 < 2', repeat('r', 'w', body('x')))])).toEqual(['repeat.not-beside']);
    expect(codes([body('w'), repeat('r', 'w', body('x'))])).toEqual(['repeat.not-running']);
  });
});

describe('a hold time runs between edges that are surely both there', () => {
  const [a, b] = [wait('a'), wait('b')];
  it.each<[what: string, phases: Step[], hold: [string, string], fault: string | undefined]>([
    ['one step', [a], ['a.start', 'a.end'], undefined],
    ['one edge', [a], ['a.end', 'a.end'], 'window.order'],
    ['one step backwards', [a], ['a.end', 'a.start'], 'window.order'],
    ['two in order', [a, b], ['a.end', 'b.start'], undefined],
    ['two out of order', [a, b], ['b.end', 'a.start'], 'window.order'],
    ['into a branch', [a, parallel('p', [b], [wait('c')])], ['a.end', 'b.start'], undefined],
    ['out of a branch', [parallel('p', [a], [wait('c')]), b], ['a.end', 'b.start'], undefined],
    ['from branch to branch', [parallel('p', [a], [b])], ['a.end', 'b.start'], 'window.not-comparable'],
    ['in one option', [choice('c', [a, b], [])], ['a.end', 'b.start'], undefined],
    ['out of an option', [choice('c', [a], []), b], ['a.end', 'b.start'], 'window.not-comparable'],
    ['from option to option', [choice('c', [a], [b])], ['a.end', 'b.start'], 'window.not-comparable'],
    ['in one round', [loop('l', '1 < 2', a, b)], ['a.end', 'b.start'], undefined],
    ['into a round', [a, loop('l', '1 < 2', b)], ['a.end', 'b.start'], 'window.not-comparable'],
    ['into a repeat', [a, repeat('r', 'a', b)], ['a.start', 'b.start'], 'window.not-comparable'],
  ])('%s', (_, phases, [from, to], fault) => {
    expect(codes(phases, window(from, to))).toEqual(fault === undefined ? [] : [fault]);
  });
});

describe('the order of any flow', () => {
  const flows = fc.letrec<{ list: Shape[] }>((tie) => ({
    list: fc.array(
      fc.oneof(
        { maxDepth: 2, withCrossShrink: true },
        fc.constant<Shape>('wait'),
        fc.record({
          kind: fc.constantFrom<'parallel' | 'choice' | 'loop'>('parallel', 'choice', 'loop'),
          bodies: fc.tuple(tie('list'), tie('list')),
        }),
      ),
      { minLength: 1, maxLength: 3 },
    ),
  })).list;

  it('is one: each pair once before, once after, or beside, or instead, and before is passed on', () => {
    fc.assert(
      fc.property(flows, (shape) => {
        const made = recipe(stepsOf(shape));
        const phases = everyPhase(made);
        const { relation } = orderOf(made);
        const pairs = phases.flatMap((a) => phases.map((b) => [a, b] as const));
        expect(pairs.filter(([a, b]) => !MIRROR[relation(a, b)].includes(relation(b, a)))).toEqual([]);
        const before = pairs.filter(([a, b]) => relation(a, b) === 'before');
        const next = (b: Phase): Phase[] => before.flatMap(([from, to]) => (from === b ? [to] : []));
        const broken = before.flatMap(([a, b]) => next(b).filter((c) => relation(a, c) !== 'before'));
        expect(broken).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it('says surely before exactly of what every run has done before', () => {
    fc.assert(
      fc.property(flows, fc.infiniteStream(fc.nat(1)), (shape, coins) => {
        const made = recipe(stepsOf(shape));
        const { relation } = orderOf(made);
        const [host] = made.procedure as { operations: { phases: Flow<Phase>[] }[] }[];
        const run = runOf(host!.operations[0]!.phases, () => coins.next().value);
        const broken = run.flatMap((phase, at) =>
          everyPhase(made).filter((other) => !KEPT[relation(other, phase)](run.indexOf(other), at)),
        );
        expect(broken).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });
});

type Shape = 'wait' | { kind: 'parallel' | 'choice' | 'loop'; bodies: [Shape[], Shape[]] };

function stepsOf(shape: readonly Shape[]): Step[] {
  let next = 0;
  const id = (): string => `step-${next++}`;
  const steps = (list: readonly Shape[]): Step[] =>
    list.map((one) => {
      if (one === 'wait') return wait(id());
      const [left, right] = [steps(one.bodies[0]), steps(one.bodies[1])];
      switch (one.kind) {
        case 'parallel':
          return parallel(id(), left, right);
        case 'choice':
          return choice(id(), left, right);
        case 'loop':
          return loop(id(), '1 < 2', ...left, ...right);
      }
    });
  return steps(shape);
}

const MIRROR: Record<Relation, Relation[]> = {
  before: ['after'],
  'maybe-before': ['after'],
  after: ['before', 'maybe-before'],
  beside: ['beside'],
  instead: ['instead'],
  inside: ['around'],
  around: ['inside'],
  same: ['same'],
  apart: ['apart'],
};

/** What a run shows of another step, done at `other` (-1: never), beside the step at `at`. */
const KEPT: Record<Relation, (other: number, at: number) => boolean> = {
  before: (other, at) => other >= 0 && other < at,
  'maybe-before': (other, at) => other < at,
  after: (other, at) => other < 0 || other > at,
  beside: () => true,
  instead: (other) => other < 0,
  same: (other, at) => other === at,
  inside: () => false,
  around: () => false,
  apart: () => false,
};

/** The phases of one run in the order of their ends: an option by chance, branches in turns by chance, one round of a loop. */
function runOf(list: readonly Flow<Phase>[], coin: () => number): Phase[] {
  return list.flatMap((flow): Phase[] => {
    if (!isBlock(flow)) return [flow];
    const bodies = bodiesOf(flow).map(({ body }) => body);
    if (flow.kind === 'choice') return runOf(bodies[coin()]!, coin);
    const runs = bodies.map((body) => runOf(body, coin));
    const merged: Phase[] = [];
    while (runs.some((run) => run.length > 0)) {
      const run = runs[coin() % runs.length]!;
      merged.push(...(run.length > 0 ? run : runs.find((other) => other.length > 0)!).splice(0, 1));
    }
    return merged;
  });
}
