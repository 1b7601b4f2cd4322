import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PaperBatch, PEOPLE } from '../../../../test/support/paper-batch.js';
import { correct, notApplicable, replaceValue, skip, takeOver } from '../../../../test/support/paper-corrections.js';
import { Refusal } from '../../../kernel/refusal.js';
import { stepsOf } from './draft.js';
import { batchProjection } from './projection.js';
import { standing } from './raise.js';
import { isReopened, isStepOver } from './tables.js';

const PHASES = ['identity', 'count', 'volume', 'culture', 'rest', 'decide', 'check'] as const;
const phase = fc.constantFrom(...PHASES);
const name = fc.constantFrom(...PEOPLE);
type Act = (paper: PaperBatch) => unknown;

/** What anybody may try at any time, in turn or not. */
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 60, arbitrary: fc.constant<Act>((paper) => paper.goesOn()) },
  {
    weight: 6,
    arbitrary: phase.map(
      (p): Act =>
        (paper) =>
          paper.start(p),
    ),
  },
  {
    weight: 6,
    arbitrary: phase.map(
      (p): Act =>
        (paper) =>
          paper.complete(p),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom('one', 'two').map(
      (u): Act =>
        (paper) =>
          paper.bind(u),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(fc.constantFrom('unit', 'bag'), fc.constantFrom('U-01', 'COI-000001')).map(
      ([scan, code]): Act =>
        (paper) =>
          paper.scan('identity', scan, code),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.integer({ min: 70, max: 210 }).map(
      (n): Act =>
        (paper) =>
          paper.enter('count', 'cells', `${n}`, '10*6', 'counted again'),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom('4.00', null).map(
      (v): Act =>
        (paper) =>
          paper.capture('count', 'glucose', v),
    ),
  },
  {
    weight: 12,
    arbitrary: fc.constantFrom('go', 'stop').map(
      (o): Act =>
        (paper) =>
          paper.decide('decide', o),
    ),
  },
  {
    weight: 8,
    arbitrary: fc.tuple(phase, name, fc.constantFrom('performed', 'verified', 'reviewed')).map(
      ([p, who, meaning]): Act =>
        (paper) =>
          paper.sign(p, who, meaning),
    ),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom('confirmed', 'failed', 'unknown', 'held', 'resumed', 'ended').map(
      (says): Act =>
        (paper) =>
          paper.unit('culture', says),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(phase, fc.integer({ min: 1, max: 4 })).map(
      ([p, n]): Act =>
        (paper) =>
          paper.comment(p, `E${n}`),
    ),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(phase, fc.integer({ min: 1, max: 4 }), fc.constantFrom('continue', 'continue', 'stop'), name)
      .map(
        ([p, n, decision, who]): Act =>
          (paper) =>
            paper.answer(p, `E${n}`, decision, who),
      ),
  },
  {
    weight: 2,
    arbitrary: phase.map(
      (p): Act =>
        (paper) =>
          paper.restart(p),
    ),
  },
  { weight: 1, arbitrary: fc.constant<Act>((paper) => paper.restartBatch()) },
  {
    weight: 6,
    arbitrary: fc.tuple(fc.integer({ min: 70, max: 210 }), name).map(
      ([n, who]): Act =>
        (paper) =>
          correct(paper, 'count', 'cells', `${n}`, { unit: '10*6', by: who }),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(name, name).map(
      ([who, witness]): Act =>
        (paper) =>
          replaceValue(paper, 'count', 'glucose', '3.90', { by: who, witness }),
    ),
  },
  { weight: 1, arbitrary: fc.constant<Act>((paper) => notApplicable(paper, 'count', 'glucose')) },
  {
    weight: 2,
    arbitrary: fc.tuple(phase, name).map(
      ([p, who]): Act =>
        (paper) =>
          skip(paper, p, who),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(phase, name).map(
      ([p, who]): Act =>
        (paper) =>
          takeOver(paper, p, who),
    ),
  },
  { weight: 1, arbitrary: fc.constant<Act>((paper) => paper.hold()) },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 0, max: 100 }).map(
      (s): Act =>
        (paper) =>
          paper.gap(s, s + 30),
    ),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom(10, 120, 2000, 4000).map(
      (s): Act =>
        (paper) =>
          paper.passes(s),
    ),
  },
);

/** Tries an act; a refusal leaves everything as it was, any other error is a bug. */
function attempt(paper: PaperBatch, one: Act): void {
  const before = paper.state;
  try {
    one(paper);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    expect(paper.state).toBe(before);
  }
}

/** 11.10(f) on every fact as it falls. */
function inOrder(paper: PaperBatch): void {
  let state = batchProjection.empty;
  for (const fact of paper.facts) {
    state = batchProjection.apply(state, fact);
    const steps = stepsOf(state);
    const open = steps.findIndex((step) => !isStepOver(step.state) && !isReopened(step));
    const later = open < 0 ? [] : steps.slice(open + 1);
    expect(later.every((one) => one.state === 'idle')).toBe(true);
    if (fact.type === 'batch.completed') expect(steps.every((step) => isStepOver(step.state))).toBe(true);
  }
  for (const step of stepsOf(paper.state)) {
    if (step.state !== 'complete') continue;
    const given = standing(paper.draft, step.id);
    const due = paper.draft.phase(step).sign;
    expect(given.map(({ meaning }) => meaning)).toEqual(due.map(({ meaning }) => meaning));
    expect(new Set(given.map(({ person }) => person)).size).toBe(given.length);
  }
}

const onward: Act[] = Array.from({ length: 12 }, () => (paper: PaperBatch) => paper.goesOn());
/** One history for each way in which a batch may stand; chance finds the others. */
const ENDINGS: [(typeof PHASES)[number], Act[]][] = [
  ['count', []],
  ['culture', [(paper) => paper.hold()]],
  ['decide', [(paper) => paper.decide('decide', 'stop'), (paper) => paper.complete('decide'), ...onward]],
  ['check', onward],
];

describe('11.10(f): no order of commands', () => {
  it('reaches complete with an earlier step open, or a step complete without its signatures of different people', () => {
    const ends = new Map<string, number>();
    fc.assert(
      fc.property(fc.constantFrom(...PHASES), fc.array(act, { maxLength: 60 }), (start, acts) => {
        const paper = new PaperBatch().reach(start);
        for (const one of acts) attempt(paper, one);
        inOrder(paper);
        ends.set(paper.batch.state, (ends.get(paper.batch.state) ?? 0) + 1);
      }),
      { numRuns: 200, examples: ENDINGS },
    );
    // the property says nothing unless such histories do end, and in every way
    expect([...ends.keys()]).toEqual(expect.arrayContaining(['running', 'held', 'stopped', 'complete']));
  });
});

describe('replaying the facts', () => {
  it('gives exactly the rows, for any history', () => {
    fc.assert(
      fc.property(fc.constantFrom(...PHASES), fc.array(act, { maxLength: 40 }), (start, acts) => {
        const paper = new PaperBatch().reach(start);
        for (const one of acts) attempt(paper, one);
        const facts = JSON.parse(JSON.stringify(paper.facts)) as typeof paper.facts;
        expect(facts.reduce((state, fact) => batchProjection.apply(state, fact), batchProjection.empty)).toEqual(
          paper.state,
        );
        expect(JSON.parse(JSON.stringify(paper.state))).toEqual(paper.state);
      }),
      { numRuns: 100 },
    );
  });
});
