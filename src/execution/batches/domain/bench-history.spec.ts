import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { benchRecipe } from '../../../../test/support/bench-recipe.js';
import { PaperBatch, PEOPLE } from '../../../../test/support/paper-batch.js';
import { correct } from '../../../../test/support/paper-corrections.js';
import { Refusal } from '../../../kernel/refusal.js';
import { currentEntry, stepsOf } from './draft.js';
import { batchProjection } from './projection.js';
import { isReopened } from './tables.js';

const PHASES = ['clear', 'lots', 'cells', 'draw', 'offset', 'found', 'volume', 'bags'] as const;
const phase = fc.constantFrom(...PHASES);
type Act = (paper: PaperBatch) => unknown;
const reason = fc.constantFrom(undefined, 'looked again');
const onward: Act = (paper) => paper.goesOn();
const of = <T>(weight: number, values: fc.Arbitrary<T>, act: (paper: PaperBatch, value: T) => unknown) => ({
  weight,
  arbitrary: values.map(
    (value): Act =>
      (paper) =>
        act(paper, value),
  ),
});

/** What anybody may try at any time, in turn or not. */
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 60, arbitrary: fc.constant(onward) },
  of(5, phase, (paper, p) => paper.start(p)),
  of(8, phase, (paper, p) => paper.complete(p)),
  of(2, fc.constantFrom('bench', 'unit', 'after'), (paper, u) => paper.bind(u)),
  of(6, fc.tuple(fc.constantFrom('empty', 'clean'), fc.boolean(), reason), (paper, [check, said, why]) =>
    paper.enter('clear', check, `${said}`, undefined, why),
  ),
  of(
    6,
    fc.tuple(
      fc.constantFrom('medium', 'bag'),
      fc.constantFrom('2026-01-04', '2026-01-05', '2027-01-01'),
      fc.constantFrom('released', 'quarantine'),
      reason,
    ),
    (paper, [material, expiry, status, why]) => paper.material('lots', material, { expiry, status }, why),
  ),
  of(4, fc.constantFrom('2.00', '4.00'), (paper, vcd) => paper.count('cells', { vcd, viability: '90.0' })),
  of(3, fc.constantFrom('26-0001-S1', 'COI-000001'), (paper, code) => paper.scan('draw', 'sample', code)),
  of(3, fc.constantFrom('26-0001-BAG-1', '26-0001-BAG-2'), (paper, code) => paper.scan('bags', 'bag.1', code)),
  of(3, fc.constantFrom('4.00', null), (paper, taken) => paper.capture('offset', 'in-line', taken)),
  of(3, fc.tuple(fc.constantFrom('4.10', '4.60'), reason), (paper, [typed, why]) =>
    paper.enter('offset', 'at-line', typed, 'g/L', why),
  ),
  of(2, fc.constantFrom('0.10', '0.90'), (paper, found) => paper.enter('found', 'endotoxin', found, '[iU]/mL')),
  of(3, fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 }), reason), (paper, [printed, on, why]) =>
    paper.reconcile('bags', 'bag', printed, on, 0, why),
  ),
  of(4, fc.tuple(phase, fc.constantFrom(...PEOPLE), fc.constantFrom('performed', 'verified')), (paper, [p, who, m]) =>
    paper.sign(p, who, m),
  ),
  of(1, fc.constant(null), (paper) => paper.hold()),
  of(
    8,
    fc.constantFrom<[string, string, string, string?]>(
      ['clear', 'clean', 'false'],
      ['clear', 'clean', 'true'],
      ['lots', 'medium.expiry', '2026-01-04'],
      ['lots', 'bag.lot', 'L-9'],
      ['cells', 'vcd.1', '2.40', '10*6/mL'],
      ['cells', 'vcd.2', '4.00', '10*6/mL'],
      ['offset', 'at-line', '4.60', 'g/L'],
      ['found', 'endotoxin', '0.90', '[iU]/mL'],
      ['bags', 'bag.applied', '1'],
    ),
    (paper, [p, field, value, unit]) => correct(paper, p, field, value, unit === undefined ? {} : { unit }),
  ),
  of(3, fc.constantFrom(60, 3600, 9000), (paper, seconds) => paper.passes(seconds)),
);

/** What each step must have on record before its work is done. */
const NEEDS: Record<(typeof PHASES)[number], string[]> = {
  clear: ['empty', 'clean'],
  lots: ['medium.lot', 'medium.expiry', 'medium.status', 'bag.lot', 'bag.expiry', 'bag.status'],
  cells: ['vcd.1', 'vcd.2', 'vcd', 'vcd.cv', 'viability.1', 'viability.2', 'viability', 'viability.cv'],
  draw: ['sample', 'sample.scanned'],
  offset: ['in-line', 'at-line', 'offset'],
  found: ['endotoxin'],
  volume: ['result'],
  bags: ['bag.1', 'bag.2', 'bag.1.scanned', 'bag.2.scanned', 'bag.printed', 'bag.applied', 'bag.destroyed'],
};

function nothingMissing(paper: PaperBatch): void {
  for (const { id, phase: name, state, unit } of stepsOf(paper.state)) {
    if (state !== 'completing' && state !== 'complete') continue;
    const value = (field: string) => currentEntry(paper.state, id, field)?.value;
    const missing = NEEDS[name as (typeof PHASES)[number]].filter((field) => value(field) === undefined);
    expect([name, missing]).toEqual([name, []]);
    expect(unit === null).toBe(name !== 'offset');
    // what is corrected later is an exception, and stands as it was
    const corrected = Object.values(paper.state.entry).some(
      ({ step, reason }) => step === id && reason === 'read wrongly',
    );
    if (name === 'clear' && !corrected) expect([value('empty'), value('clean')]).toEqual(['true', 'true']);
    if (name === 'lots' && !corrected) {
      expect([value('medium.status'), value('bag.status')]).toEqual(['released', 'released']);
      expect([value('medium.expiry')! >= '2026-01-05', value('bag.expiry')! >= '2026-01-05']).toEqual([true, true]);
    }
    if (name === 'draw') expect(value('sample.scanned')).toBe(value('sample'));
    if (name === 'bags') expect(value('bag.1.scanned')).toBe(value('bag.1'));
  }
}

/** 11.10(e): whatever is corrected, what was computed names the values that stand. */
function computedFromWhatStands(paper: PaperBatch): void {
  const at = (phase: string) => stepsOf(paper.state).find((step) => step.phase === phase)!;
  const value = (phase: string, field: string) => currentEntry(paper.state, at(phase).id, field);
  const result = value('volume', 'result');
  if (result === undefined) return;
  const [vcd, offset] = [value('cells', 'vcd')!, value('offset', 'offset')!];
  expect(result.inputs).toEqual({
    'cells.vcd': `${vcd.value} ${vcd.unit}`,
    'offset.offset': `${offset.value} ${offset.unit}`,
  });
}

describe('11.10(f): by hand, no order of commands', () => {
  it('ends a step with anything missing, and replaying its facts gives exactly the rows', () => {
    const reached = new Set<string>();
    const straight = Array.from({ length: 60 }, () => onward);
    fc.assert(
      fc.property(
        fc.constantFrom(...PHASES.filter((p) => p !== 'volume')),
        fc.array(act, { maxLength: 50 }),
        (start, acts) => {
          const paper = new PaperBatch(1, benchRecipe).until(start);
          for (const one of acts) {
            const before = paper.state;
            try {
              one(paper);
            } catch (error) {
              if (!(error instanceof Refusal)) throw error;
              expect(paper.state).toBe(before);
            }
          }
          nothingMissing(paper);
          computedFromWhatStands(paper);
          const steps = stepsOf(paper.state);
          const open = steps.findIndex((step) => step.state !== 'complete' && !isReopened(step));
          if (open >= 0) expect(steps.slice(open + 1).every(({ state }) => state === 'idle')).toBe(true);
          if (paper.batch.state === 'complete') expect(steps.some(isReopened)).toBe(false);
          const facts = JSON.parse(JSON.stringify(paper.facts)) as typeof paper.facts;
          expect(facts.reduce((state, fact) => batchProjection.apply(state, fact), batchProjection.empty)).toEqual(
            paper.state,
          );
          reached.add(paper.batch.state);
        },
      ),
      {
        numRuns: 150,
        examples: [
          ['clear', []],
          ['clear', straight],
        ],
      },
    );
    // the property says nothing unless such histories do end
    expect([...reached]).toEqual(expect.arrayContaining(['running', 'complete']));
  });
});
