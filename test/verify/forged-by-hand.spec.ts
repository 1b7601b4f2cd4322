import { describe, expect, it } from '@jest/globals';
import { both, change, entry, type Forge, ofKind, phaseOf, set, without, withoutEntry, wrong } from './forge-paper.js';
import { factsOf, found, walked } from './walk-paper.js';

/** A batch in which much went wrong, and was put right. */
const eventful = walked((batch) => {
  batch.until('clear');
  batch.enter('clear', 'empty', 'false');
  batch.until('lots');
  batch.material('lots', 'medium', { lot: 'M-1' });
  batch.material('lots', 'medium', { lot: 'M-2' }, 'bag leaked');
  batch.until('cells');
  for (const vcd of ['2.00', '4.00', '2.10', '2.00']) batch.count('cells', { vcd, viability: '90.0' });
  batch.until('offset');
  batch.capture('offset', 'in-line', '4.00');
  batch.enter('offset', 'at-line', '4.60', 'g/L');
  batch.until('found');
  batch.seconds += 180;
  batch.until('bags');
  for (const k of [1, 2]) batch.scan('bags', `bag.${k}`, `26-0001-BAG-${k}`);
  batch.reconcile('bags', 'bag', 3, 2, 0);
  batch.reconcile('bags', 'bag', 3, 2, 1, 'found it in the bin');
});

const at = (phase: string) => phaseOf(eventful, phase);
const first = { 'vcd.1': '2.00 10*6/mL', 'vcd.2': '4.00 10*6/mL' };

describe('the facts of a batch by hand, where exactly one thing is wrong', () => {
  it('are whole as they stand', () => {
    expect(found(factsOf(eventful))).toEqual([]);
  });

  it.each<[string, Forge, string]>([
    [
      'a step by hand rests on a unit',
      change('step.started', { unit: 'U', arrivalsAfter: '1' }),
      'step clear is by hand and rests on a unit',
    ],
    [
      'a step by hand rests on readings',
      change('step.started', { arrivalsAfter: '1' }),
      'step clear is by hand and rests on a unit',
    ],
    [
      'a step on a unit rests on none',
      change('step.started', { unit: null }, at('offset')),
      'step offset started on another unit than the bound one',
    ],
    [
      'a unit was bound for the bench',
      change('batch.unit-bound', { unitProcedure: 'bench' }),
      'a unit was bound for work by hand',
    ],
    [
      'a unit was not released before the bench',
      without('batch.unit-released'),
      'unit U-01 was not released with the last step of unit',
    ],
    [
      'another unit was released',
      change('batch.unit-released', { unit: 'U' }),
      'another unit was released than the bound one',
    ],
    [
      'a step by hand names evidence',
      change('evidence.named', { step: eventful.step('found').id }),
      'step found is by hand and names evidence of a unit',
    ],
    ['a batch did not start', without('batch.started'), 'step clear started while the batch did not run'],

    ['a mean is another', set('vcd', { value: '2.06' }, 2), 'entry V25, cells vcd: it is not what its inputs make'],
    [
      'a scatter is another',
      set('vcd.cv', { value: '3.5' }, 2),
      'entry V26, cells vcd.cv: it is not what its inputs make',
    ],
    [
      'a mean names other counts',
      set('vcd', { inputs: first }, 2),
      'entry V25, cells vcd: its inputs are not the values that stood',
    ],
    [
      'a mean is rounded in another way',
      set('vcd', { rounding: { decimals: 2, mode: 'up' } }),
      'entry V17, cells vcd: its rounding is another',
    ],
    [
      'a mean has another verdict',
      set('vcd', { verdict: 'alert' }),
      'entry V17, cells vcd: its verdict does not follow the recipe',
    ],
    [
      'a scatter beyond its limit is called within',
      set('vcd.cv', { verdict: 'within' }),
      'entry V18, cells vcd.cv: its verdict does not follow the recipe',
    ],
    [
      'a recount is not said',
      without('event.recorded', ofKind('measure.recount')),
      'entry V18, cells vcd.cv: it calls for measure.recount',
    ],
    [
      'a recount says another scatter',
      change(
        'event.recorded',
        { values: { field: 'vcd', entry: 'V18', round: 1, cv: '4.7', max: '10.0' } },
        ofKind('measure.recount'),
      ),
      'measure.recount N1 says another cv',
    ],
    [
      'a mean of a recount has a reason of its own',
      (facts) => (entry(facts, 'vcd', 2).reason = 'misread'),
      'entry V25, cells vcd: its reason is another',
    ],
    ['a mean was typed', set('vcd', { source: 'typed' }), 'entry V17, cells vcd: its source is another'],
    ['a count has another unit', set('vcd.1', { unit: '1/mL' }), 'entry V13, cells vcd.1: its unit is another'],
    [
      'an entry is of no field',
      set('viability.4', { field: 'dead.4' }),
      'entry V24, cells dead.4: the recipe asks for no such entry',
    ],

    [
      'an offset is another',
      set('offset', { value: '0.61' }),
      'entry V33, offset offset: it is not what its inputs make',
    ],
    [
      'an offset is made of other values',
      set('at-line', { value: '4.10' }),
      'entry V33, offset offset: its inputs are not the values that stood',
    ],
    [
      'an offset is said to be unknown',
      set('offset', { value: null, verdict: 'unknown' }),
      'entry V33, offset offset: it is not what its inputs make',
    ],
    [
      'an offset out of its limits is no exception',
      without('exception.raised', ofKind('limit.action')),
      'entry V33, offset offset: it calls for limit.action',
    ],
    [
      'its exception is of less weight',
      change('exception.raised', { criticality: 'IPC' }, ofKind('limit.action')),
      'limit.action E2 has another criticality than the recipe says',
    ],
    [
      'what a formula was given is another',
      (facts) => Object.assign(entry(facts, 'result').values['inputs'] as object, { 'cells.vcd': '9.00 10*6/mL' }),
      'entry V35, volume result: its input cells.vcd is not what stood',
    ],

    [
      'a sample has another id',
      both(set('sample', { value: '26-0001-S2' }), set('sample.scanned', { value: '26-0001-S2' })),
      'entry V29, draw sample: it is not what it must be',
    ],
    [
      'another sample was scanned',
      set('sample.scanned', { value: '26-0002-S1' }),
      'entry V30, draw sample.scanned: it is not what it must be',
    ],
    [
      'a result is due later',
      change('timer.set', { dueAt: '2026-01-05T10:00:00.000Z' }),
      'the result of step found is due at another time',
    ],
    [
      'a result has no clock',
      both(without('timer.set'), without('timer.cancelled'), without('event.recorded', ofKind('result.overdue'))),
      'step found: its sample has not one clock',
    ],
    [
      'a late result is not said to be',
      without('event.recorded', ofKind('result.overdue')),
      'step found: what is said of a late result',
    ],
    [
      'a late result is of another sample',
      change(
        'event.recorded',
        { values: { sample: '26-0001-S2', of: 'draw', dueAt: '2026-01-05T08:02:00.000Z' } },
        ofKind('result.overdue'),
      ),
      'the overdue result is of another sample or time',
    ],

    [
      'a label has another code',
      both(set('bag.2', { value: '26-0001-BAG-3' }), set('bag.2.scanned', { value: '26-0001-BAG-3' })),
      'entry V38, bags bag.2: it is not what it must be',
    ],
    [
      'a specimen says other than the recipe',
      set('bag.1.specimen', { value: 'cells' }),
      'entry V37, bags bag.1.specimen: it is not what it must be',
    ],
    [
      'another label was read back',
      set('bag.1.scanned', { value: '26-0001-BAG-2' }),
      'entry V40, bags bag.1.scanned: it is not what it must be',
    ],
    [
      'labels that do not add up are no exception',
      without('exception.raised', ofKind('label.not-reconciled')),
      'entry V42, bags bag.printed: it calls for label.not-reconciled',
    ],
    ['labels add up after all', set('bag.printed', { value: '2' }), 'no entry calls for label.not-reconciled of V42'],
    [
      'other numbers were said to be wrong',
      change(
        'exception.raised',
        { values: { label: 'bag', copies: 2, printed: 4, applied: 2, destroyed: 0 } },
        ofKind('label.not-reconciled'),
      ),
      'label.not-reconciled E3 says another printed',
    ],

    [
      'a check stands at no',
      (facts) => facts.splice(facts.indexOf(entry(facts, 'empty', 2)), 1),
      'step clear was finished while check empty did not stand at yes',
    ],
    [
      'a no is no exception',
      without('exception.raised', ofKind('check.failed')),
      'entry V1, clear empty: it calls for check.failed',
    ],
    ['a no is said of a yes', set('empty', { value: 'true' }), 'no entry calls for check.failed of V1'],
    [
      'a check says neither yes nor no',
      set('clean', { value: 'maybe' }),
      'step clear was finished while check clean did not stand at yes',
    ],

    ['a lot has no expiry', withoutEntry('bag.expiry'), 'step lots was finished with values missing'],
    [
      'a lot was in quarantine',
      set('bag.status', { value: 'quarantine' }),
      'entry V12, lots bag.status: the lot was not released',
    ],
    [
      'a lot was expired',
      set('bag.expiry', { value: '2026-01-04' }),
      'entry V11, lots bag.expiry: the lot was past its expiry',
    ],
    [
      'a lot was replaced without a reason',
      (facts) => delete entry(facts, 'medium.lot', 2).reason,
      'entry V7, lots medium.lot: it was changed without a reason',
    ],
    [
      'a lot hides the one before',
      set('medium.lot', { supersedes: null }, 2),
      'entry V7, lots medium.lot: it does not supersede the entry that stood',
    ],
  ])('are found where %s', (_, forge, what) => {
    expect(wrong(eventful, forge)).toContain(what);
  });

  it('are found where a unit was released before its steps were complete', () => {
    const early: Forge = (facts) => {
      const place = facts.findIndex(({ type }) => type === 'batch.unit-released');
      const done = facts.findLastIndex(({ type }, index) => type === 'step.completed' && index < place);
      facts.splice(done, 0, ...facts.splice(place, 1));
    };
    expect(wrong(eventful, early)).toContain('the unit was released before its steps were complete');
  });
});
