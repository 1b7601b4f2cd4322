import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Refusal } from '../../src/kernel/refusal.js';
import { nextStep } from '../../src/execution/batches/domain/index.js';
import type { Name, PaperBatch } from '../support/paper-batch.js';
import { correct, notApplicable, replaceValue, skip, takeOver } from '../support/paper-corrections.js';
import { factsOf, found, paper, walked } from './walk-paper.js';

type Act = (batch: PaperBatch) => unknown;
const reason = fc.constantFrom(undefined, 'looked again');
const cells = fc.constantFrom('0.40', '2.00', '2.02', '4.00', '0.00');
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 30, arbitrary: fc.constant<Act>((batch) => batch.goesOn()) },
  fc.tuple(fc.constantFrom('empty', 'clean'), fc.boolean(), reason).map(([check, said, why]): Act => {
    return (batch) => batch.enter('clear', check, `${said}`, undefined, why);
  }),
  fc.tuple(fc.constantFrom('2026-01-05', '2027-01-01'), reason).map(([expiry, why]): Act => {
    return (batch) => batch.material('lots', 'medium', { expiry }, why);
  }),
  {
    weight: 4,
    arbitrary: fc.tuple(cells, cells).map(([vcd, viability]): Act => {
      return (batch) => batch.count('cells', { vcd, viability: viability.slice(0, 3) });
    }),
  },
  fc.tuple(cells, fc.integer({ min: 1, max: 4 })).map(([vcd, count]): Act => {
    return (batch) => batch.count('cells', { vcd }, { count, reason: 'misread' });
  }),
  fc.constantFrom('4.00', null).map((value): Act => {
    return (batch) => batch.capture('offset', 'in-line', value);
  }),
  fc.tuple(fc.constantFrom('4.10', '4.35', '4.60'), reason).map(([value, why]): Act => {
    return (batch) => batch.enter('offset', 'at-line', value, 'g/L', why);
  }),
  fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 }), reason).map(([printed, on, why]): Act => {
    return (batch) => batch.reconcile('bags', 'bag', printed, on, 0, why);
  }),
  fc.constantFrom(1, 60, 180).map((seconds): Act => {
    return (batch) => batch.passes(seconds);
  }),
  fc.constant<Act>((batch) => (batch.seconds += 200)),
  fc.constant<Act>((batch) => batch.hold()),
  ...[
    fc.constantFrom<[string, string, string]>(
      ['cells', 'vcd.1', '2.04'],
      ['cells', 'vcd.2', '4.00'],
      ['clear', 'clean', 'false'],
      ['lots', 'medium.expiry', '2026-01-04'],
      ['lots', 'bag.status', 'quarantine'],
      ['offset', 'at-line', '4.80'],
      ['bags', 'bag.applied', '1'],
    ),
  ].map((value) =>
    fc.tuple(value, fc.constantFrom<Name>('Ada', 'Ben')).map(([[phase, field, to], by]): Act => {
      const unit = { cells: '10*6/mL', offset: 'g/L' }[phase];
      return (batch) => correct(batch, phase, field, to, { by, ...(unit ? { unit } : {}) });
    }),
  ),
  fc.constantFrom<Act>(
    (batch) => takeOver(batch, now(batch), 'Ben'),
    (batch) => takeOver(batch, now(batch), 'Ada'),
    (batch) => skip(batch, now(batch)),
    (batch) => replaceValue(batch, 'offset', 'in-line', '4.05'),
    (batch) => notApplicable(batch, 'found', 'endotoxin'),
  ),
);
/** The phase whose turn it is; the first once none is left. */
const now = (batch: PaperBatch): string => nextStep(batch.draft)?.phase ?? 'clear';
const PHASES = ['clear', 'lots', 'cells', 'draw', 'offset', 'found', 'bags'] as const;

/** Histories that come to each kind of event and exception, whatever chance finds. */
const EXAMPLES: [(typeof PHASES)[number], Act[]][] = [
  ['clear', [(batch) => batch.enter('clear', 'empty', 'false')]],
  [
    'cells',
    ['0.40', '0.40'].map(
      (vcd): Act =>
        (batch) =>
          batch.count('cells', { vcd, viability: '2.0' }),
    ),
  ],
  [
    'cells',
    ['2.00', '4.00', '2.00', '4.00'].map(
      (vcd): Act =>
        (batch) =>
          batch.count('cells', { vcd, viability: '2.0' }),
    ),
  ],
  ['offset', [(batch) => batch.capture('offset', 'in-line', null)]],
  ['found', [(batch) => batch.passes(180)]],
  ['found', [(batch) => notApplicable(batch, 'found', 'endotoxin')]],
  ['offset', [(batch) => replaceValue(batch, 'offset', 'in-line', '4.05')]],
  ['found', [(batch) => correct(batch, 'lots', 'medium.expiry', '2026-01-04')]],
  ['lots', [(batch) => skip(batch, 'lots')]],
  [
    'bags',
    [1, 2]
      .map(
        (k): Act =>
          (batch) =>
            batch.scan('bags', `bag.${k}`, `26-0001-BAG-${k}`),
      )
      .concat((batch) => batch.reconcile('bags', 'bag', 3, 2, 0)),
  ],
];

describe('a batch that was done by hand, whatever people did and in whatever order', () => {
  it('verifies, as far as it went', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(fc.constantFrom(...PHASES), fc.array(act, { maxLength: 40 }), (start, acts) => {
        const batch = paper().until(start);
        for (const one of acts)
          try {
            one(batch);
          } catch (error) {
            if (!(error instanceof Refusal)) throw error;
          }
        expect(found(factsOf(batch))).toEqual([]);
        for (const { kind } of [...batch.exceptions, ...Object.values(batch.state.event)]) seen.add(kind);
      }),
      { numRuns: 60, examples: EXAMPLES },
    );
    // the property says nothing unless all of it does happen
    expect([...seen]).toEqual(
      expect.arrayContaining([
        ...['check.failed', 'measure.recount', 'measure.cv-exceeded', 'limit.action', 'capture.unusable'],
        ...['result.overdue', 'label.not-reconciled', 'entry.not-applicable', 'value.manual', 'material.expired'],
        'step.skipped',
      ]),
    );
  }, 120_000);

  it('verifies to its end', () => {
    expect(found(factsOf(walked()))).toEqual([]);
  });
});
