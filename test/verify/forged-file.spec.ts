import { describe, expect, it } from '@jest/globals';
import { offerResult } from '../../src/execution/batches/domain/index.js';
import { change, type Forge, set, wrong } from './forge-paper.js';
import { factsOf, found, walked } from './walk-paper.js';

const evidence = { hash: 'a'.repeat(64), row: 2, sample: '26-0001-S1', mapping: 'endotoxin', version: 1 };

/** A batch whose result came as a device's file. */
const filled = walked((batch) => {
  batch.until('found');
  const values = [{ field: 'endotoxin', value: '0.10', unit: '[iU]/mL' }];
  batch.does({ system: 'inbox', role: 'system' }, (draft) => offerResult(draft, { values, evidence }));
});

describe('the facts of a batch with a result from a file, where exactly one thing is wrong', () => {
  it('are whole as they stand', () => {
    expect(found(factsOf(filled))).toEqual([]);
  });

  it.each<[string, Forge, RegExp]>([
    ['its file is not named', set('endotoxin', { file: undefined }), /endotoxin: it names no file that gave it$/],
    [
      'its file is no hash',
      set('endotoxin', { file: { ...evidence, hash: 'a.csv' } }),
      /it names no file that gave it$/,
    ],
    ['its mapping has no version', set('endotoxin', { file: { ...evidence, version: 0 } }), /it names no file/],
    [
      'it is of another sample',
      set('endotoxin', { file: { ...evidence, sample: '26-0002-S1' } }),
      /its file names the sample of another step$/,
    ],
    ['it is said to be typed', set('endotoxin', { source: 'typed' }), /it names a file that did not give it$/],
    ['another value is given for the file’s', set('endotoxin', { value: '0.60' }), /its verdict does not follow/],
    [
      'a file gives what is counted',
      set('vcd.1', { source: 'file', file: evidence }),
      /vcd\.1: its source is another$/,
    ],
    ['a file gives a check', set('empty', { source: 'file', file: evidence }), /empty: its source is another$/],
  ])('%s', (_, forge, what) => {
    expect(wrong(filled, forge)).toEqual(expect.arrayContaining([expect.stringMatching(what)]));
  });
});

/** One whose file came once its step was done, and says other than what was typed. */
const differing = walked((batch) => {
  batch.until('found');
  batch.enter('found', 'endotoxin', '0.20', '[iU]/mL');
  batch.until('bags');
  const values = [{ field: 'endotoxin', value: '0.10', unit: '[iU]/mL' }];
  batch.does({ system: 'inbox', role: 'system' }, (draft) => offerResult(draft, { values, evidence }));
});

describe('a file that says other than what stands, where exactly one thing is wrong', () => {
  const { values } = differing.exceptions.find(({ kind }) => kind === 'result.contradicts')!;
  const raised = (given: object): Forge =>
    change('exception.raised', given, ({ kind }) => kind === 'result.contradicts');
  const says = (given: object): Forge => raised({ values: { ...values, ...given } });

  it('is whole as it stands', () => {
    expect(found(factsOf(differing))).toEqual([]);
  });

  it.each<[string, Forge, RegExp]>([
    ['another value is said to have stood', says({ stands: '0.30' }), /another value stood$/],
    ['the entry was of another value', set('endotoxin', { value: '0.21' }), /another value stood$/],
    ['it says what stood', says({ file: '0.20' }), /the file said what stood$/],
    ['it is of a value that is not asked for', says({ field: 'glucose' }), /its step takes no such result$/],
    ['it is known by another file', says({ hash: 'b'.repeat(64) }), /it is not known by its file$/],
    ['its file is none', says({ hash: 'a.csv' }), /it names no file that gave it$/],
    ['it is of another sample', says({ sample: '26-0002-S1' }), /its file names the sample of another step$/],
    ['it is taken lightly', raised({ criticality: 'info' }), /it has another criticality than the recipe says$/],
    ['it asks for another answer', raised({ onBreach: 'supervisor' }), /it asks for another answer$/],
    ['its step is said to have no value', raised({ kind: 'result.not-awaited' }), /a value stood$/],
  ])('%s', (_, forge, what) => {
    expect(wrong(differing, forge)).toEqual(expect.arrayContaining([expect.stringMatching(what)]));
  });
});
