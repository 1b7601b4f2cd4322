import { describe, expect, it } from '@jest/globals';
import { BOUND } from '../support/paper-flow.js';
import type { Fact } from '../../tools/verify/fact.js';
import { change, fact, type Forge, ofKind, without } from './forge-paper.js';
import { foundIn } from './paper-flow.js';
import { aborted, steered } from './steered-paper.js';

const found = (forge?: Forge, batch = steered): string[] => foundIn(batch, batch.master, forge);
const signature = (meaning: string) => (values: Record<string, unknown>) => values['meaning'] === meaning;
const beforeLast =
  (type: string, place: string): Forge =>
  (facts) => {
    const moved = facts.findLast((one) => one.type === type)!;
    facts.splice(facts.indexOf(moved), 1);
    facts.splice(
      facts.findIndex((one) => one.type === place),
      0,
      moved,
    );
  };

describe('the facts of a batch that people turned from its way', () => {
  it('are whole as they stand', () => {
    expect(steered.batch).toMatchObject({ state: 'complete', recipeVersion: 4 });
    expect(found()).toEqual([]);
    expect(aborted.batch.state).toBe('aborted');
    expect(found(undefined, aborted)).toEqual([]);
  });

  it.each<[string, Forge, string]>([
    [
      'a block was inserted without a signature',
      change('block.inserted', { signature: 'none' }),
      'block.inserted was not signed',
    ],
    [
      'a block was signed for by another role',
      change('signature.given', { role: 'qa-reviewer' }, signature('approved')),
      'the signature of block.inserted has another role',
    ],
    [
      'a block was inserted without a reason',
      change('block.inserted', { reason: '' }),
      'block.inserted gives no reason',
    ],
    [
      'a block came in that the recipe does not have',
      change('block.inserted', { block: 'extra-feed' }),
      'a block was inserted that the recipe does not have',
    ],
    ['a block came in by itself', without('block.inserted'), 'ad-hoc block resample came in without a signature'],
    [
      'a block came in more often than allowed',
      (facts) => {
        const inserted = fact(facts, 'block.inserted');
        facts.splice(
          facts.findIndex(({ type }) => type === 'batch.unit-replaced'),
          0,
          inserted,
        );
      },
      'ad-hoc block resample was inserted more often than is allowed',
    ],
    [
      'a block has other steps',
      (facts) => void ((fact(facts, 'steps.added').values['steps'] as Record<string, unknown>[])[0]!['phase'] = 'look'),
      'the steps are not those of ad-hoc block resample',
    ],

    [
      'a unit was replaced by nobody',
      change('batch.unit-replaced', { signature: 'none' }),
      'batch.unit-replaced was not signed',
    ],
    [
      'another unit was scanned than was replaced',
      change('batch.unit-replaced', { scannedOld: 'U-07' }),
      'another unit was scanned than was replaced',
    ],
    [
      'another unit was scanned than took its place',
      change('batch.unit-replaced', { scanned: 'U-07' }),
      'another unit was scanned than took its place',
    ],
    [
      'a unit took its own place',
      change('batch.unit-replaced', { unit: BOUND.id }),
      'a unit was replaced by one that was bound already',
    ],
    [
      'a step stayed on the old unit',
      change('batch.unit-replaced', { steps: [] }),
      'other steps went to the new unit than were at work',
    ],
    [
      'a replaced unit is no exception',
      without('exception.raised', ofKind('unit.replaced')),
      'batch.unit-replaced calls for an exception',
    ],

    [
      'the recipe was changed by nobody',
      change('batch.recipe-changed', { signature: 'none' }),
      'batch.recipe-changed was not signed',
    ],
    [
      'another change was signed than was made',
      change('batch.recipe-changed', { from: 'last' }),
      'another change was signed',
    ],
    [
      'the newer version is not that of its hash',
      (facts) =>
        Object.assign(fact(facts, 'batch.recipe-changed').values['recipe'] as object, { hash: 'f'.repeat(64) }),
      'the new recipe is not that of its hash',
    ],
    [
      'the version is older',
      (facts) => Object.assign(fact(facts, 'batch.recipe-changed').values['recipe'] as object, { version: 2 }),
      'the recipe is no newer version',
    ],
    [
      'the newer version has a step that is not there',
      (facts) => void (fact(facts, 'batch.recipe-changed').values['steps'] as unknown[]).pop(),
      'the steps are not those of the recipe',
    ],
    [
      'steps of the older version were left to do',
      without('steps.omitted'),
      'steps of the earlier version were left to do',
    ],
    [
      'a changed recipe is no exception',
      without('exception.raised', ofKind('recipe.changed')),
      'batch.recipe-changed calls for an exception',
    ],

    [
      'quality did not sign for its hold',
      change('batch.quality-hold-placed', { signature: 'none' }),
      'batch.quality-hold-placed was not signed',
    ],
    [
      'a hold was lifted that was not placed',
      without('batch.quality-hold-placed'),
      'the quality hold was not so before',
    ],

    [
      'a step was taken over without a reason',
      (facts) => delete fact(facts, 'step.taken-over').reason,
      'step.taken-over gives no reason',
    ],
    [
      'a step was taken over from another',
      change('step.taken-over', { from: null }),
      'the step was taken over from another than worked on it',
    ],

    ['a step was skipped by nobody', change('step.skipped', { signature: 'none' }), 'step.skipped was not signed'],
    [
      'a step was skipped by an operator',
      change('signature.given', { role: 'operator' }, signature('override')),
      'the signature of step.skipped has another role',
    ],
    [
      'a step was skipped without a reason',
      (facts) => delete fact(facts, 'step.skipped').reason,
      'step.skipped gives no reason',
    ],
    [
      'a step was skipped before its turn',
      change('step.skipped', { step: steered.step('last').id }),
      'step last was skipped before its turn',
    ],
    [
      'a skipped step is no exception',
      without('exception.raised', ofKind('step.skipped')),
      'step.skipped calls for an exception',
    ],
    [
      'a skipped step is a lighter exception',
      change('exception.raised', { criticality: 'CPP' }, ofKind('step.skipped')),
      'step.skipped calls for an exception',
    ],

    ['a jump of the clock is another', change('clock.jumped', { ms: 7_000_000 }), 'the jump is not the difference'],
    ['a jump of the clock shortened a wait', without('timer.moved'), 'a jump of the clock shortened wait T1'],
    ['a clock was moved though none had jumped', without('clock.jumped'), 'a clock was moved though none had jumped'],
    [
      'a clock was moved to another time',
      change('timer.moved', { dueAt: '2026-01-05T10:00:00.000Z' }),
      'a clock was moved to another time',
    ],
    [
      'a step ended while its wait ran',
      change('timer.moved', { dueAt: '2026-01-05T23:00:00.000Z' }),
      'step rest was finished before its wait was over',
    ],
    [
      'the batch was completed with a step open',
      beforeLast('batch.completed', 'step.skipped'),
      'the batch was completed before its procedure had ended',
    ],
  ])('are found where %s', (_, forge, what) => {
    expect(found(forge)).toContain(what);
  });

  it('are found where a batch was aborted by nobody, or not by a supervisor', () => {
    expect(found(change('batch.aborting', { signature: 'none' }), aborted)).toContain('batch.aborting was not signed');
    expect(found(change('signature.given', { role: 'operator' }, signature('abort')), aborted)).toContain(
      'the signature of batch.aborting has another role',
    );
    expect(found(change('batch.aborting', { reason: '' }), aborted)).toContain('batch.aborting gives no reason');
  });
});

describe('the issue of a record', () => {
  const issued = (values: object): string[] =>
    found((facts: Fact[]) => void (Object.assign(facts[0]!.values, values), facts.splice(1)), aborted);

  it('is of its recipe’s type, and names a patient where it holds a patient’s cells', () => {
    expect(issued({})).toEqual([]);
    expect(issued({ coi: null })).toContain('a record of type patient-batch has no coi');
    expect(issued({ type: 'cleaning' })).toContain('the record is of another type than its recipe');
    expect(issued({ type: 'training' })).toContain('a record of type training names a patient');
    expect(issued({ type: 'training', order: null, coi: null, patient: null })).toEqual([]);
    expect(issued({ parameters: { weight: { value: '70', unit: 'kg' } } })).toContain(
      'other parameters were given than the recipe asks for',
    );
  });
});
