import { describe, expect, it } from '@jest/globals';
import { codes, count, lint } from '../../../../../test/support/linted.js';
import {
  choice,
  entry,
  label,
  program,
  sample,
  scan,
  unitProcedure,
} from '../../../../../test/support/small-recipe.js';
import type { Phase } from '../phase.js';
import type { MasterRecipe } from '../recipe.js';

describe('identity', () => {
  const finish = (...phases: Phase[]): Partial<MasterRecipe> => ({
    procedure: [
      unitProcedure('culture', 'bioreactor', [scan('identity', 'unit', 'coi'), program('grow')]),
      unitProcedure('finish', null, [...phases, label('labels')]),
    ],
  });

  it('is scanned again wherever cells change hands', () => {
    expect(lint([], finish(scan('again', 'coi'), count()))).toEqual([]);
    expect(lint([], finish(scan('again', 'patient'), count()))).toEqual([
      'identity.missing: count touches the cells before finish has scanned their chain of identity',
    ]);
    expect(codes([], finish())).toEqual(['identity.missing']);
  });

  it('is scanned on every way to the cells', () => {
    const procedure = [
      unitProcedure('bench', null, [
        entry('room', []),
        choice<Phase>('way', { one: { when: '1 > 0', body: [scan('identity', 'coi')] } }),
        sample('draw'),
        label('labels'),
      ]),
    ];
    expect(codes([], { procedure })).toContain('identity.missing');
  });

  it('is of the unit too before a program starts on it', () => {
    const procedure = [
      unitProcedure('culture', 'bioreactor', [scan('identity', 'coi'), program('grow'), label('labels')]),
    ];
    expect(codes([], { procedure })).toEqual(['identity.unit-not-scanned']);
  });

  it('is no matter of a record without a patient', () => {
    expect(lint([], { ...finish(count()), type: 'media-fill' })).toEqual([]);
  });

  it('211.125: is on a label of what leaves', () => {
    const procedure = [unitProcedure('bench', null, [scan('identity', 'coi'), count()])];
    expect(lint([], { procedure })).toEqual(['label.missing: no step labels what the batch yields']);
  });
});
