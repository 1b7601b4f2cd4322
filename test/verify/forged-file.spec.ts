import { describe, expect, it } from '@jest/globals';
import { offerResult } from '../../src/execution/batches/domain/index.js';
import { type Forge, set, wrong } from './forge-paper.js';
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
