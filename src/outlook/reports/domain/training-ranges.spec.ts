import { describe, expect, it } from '@jest/globals';
import type { Fact } from '../../../trust/ledger/domain/index.js';
import type { Need } from '../../../trust/qualifications/domain/index.js';
import { trainingRanges } from './index.js';

const fact = (seq: number, type: string, values: object): Fact => ({ seq, type, values }) as unknown as Fact;
const skill = (code: string): Need => ({ kind: 'skill', code, version: null, title: code });
const sop = (code: string): Need => ({ kind: 'document', code, version: '2', title: code });

describe('the parts of a person’s training that a batch rests on', () => {
  const facts = [
    fact(1, 'training.recorded', { ...skill('welding'), training: 'a' }),
    fact(2, 'training.recorded', { ...skill('secret'), training: 'b' }),
    fact(3, 'reading.assigned', { ...sop('SOP-1'), task: 'r' }),
    fact(4, 'reading.assigned', { ...sop('SOP-9'), task: 's' }),
    fact(5, 'signature.given', { signature: 'x', subject: 's' }),
    fact(6, 'reading.signed', { task: 's', signature: 'x' }),
    fact(7, 'signature.given', { signature: 'y', subject: 'r' }),
    fact(8, 'reading.signed', { task: 'r', signature: 'y' }),
    fact(9, 'training.revoked', { training: 'b' }),
    fact(10, 'training.revoked', { training: 'a' }),
  ];
  const spans = (...needs: Need[]) => trainingRanges(facts, needs).map(({ from, to }) => [from, to]);

  it('are what its steps ask for, with what was revoked of it and the signatures under it, and nothing of other products', () => {
    expect(spans(skill('welding'), sop('SOP-1'))).toEqual([
      [1, 1],
      [3, 3],
      [7, 8],
      [10, 10],
    ]);
    expect(spans(skill('welding'))).toEqual([
      [1, 1],
      [10, 10],
    ]);
  });

  it('are none of a document at another version, and none where nothing is asked', () => {
    expect(spans({ ...sop('SOP-1'), version: '3' })).toEqual([]);
    expect(spans()).toEqual([]);
  });
});
