import { describe, expect, it } from '@jest/globals';
import type { Fact } from '../../../trust/ledger/domain/index.js';
import { alarmRanges, batchesNamed } from './alarm-ranges.js';

const fact = (seq: number, type: string, values: object = {}): Fact =>
  ({ seq, type: `alarm.${type}`, values }) as unknown as Fact;

describe('the parts of an alarm that a batch rests on', () => {
  it('are what the alarm was, and each time that it was raised while the batch held the unit, to its last fact', () => {
    const facts = [
      fact(1, 'listed'),
      fact(2, 'raised', { occurrence: 'a', batches: ['other'] }),
      fact(3, 'returned', { occurrence: 'a' }),
      fact(4, 'raised', { occurrence: 'b', batches: ['ours'] }),
      fact(5, 'returned', { occurrence: 'b' }),
      fact(6, 'raised', { occurrence: 'c', batches: ['other'] }),
      fact(7, 'shelved'),
      fact(8, 'acknowledged', { occurrence: 'b' }),
      fact(9, 'returned', { occurrence: 'c' }),
    ];
    const spans = alarmRanges(facts, 'ours').map(({ from, to }) => [from, to]);
    expect(spans).toEqual([
      [1, 1],
      [4, 5],
      [7, 8],
    ]);
    expect(alarmRanges(facts, 'nobody')).toEqual([]);
  });

  it('name no other batch, where several held the unit or hold it after each other', () => {
    const facts = [
      ...[fact(1, 'listed'), fact(2, 'raised', { occurrence: 'a' })],
      ...[fact(3, 'batch-added', { occurrence: 'a', batch: 'other' }), fact(4, 'acknowledged', { occurrence: 'a' })],
      ...[fact(5, 'batch-added', { occurrence: 'a', batch: 'ours' }), fact(6, 'returned', { occurrence: 'a' })],
    ];
    const spans = (batch: string) => alarmRanges(facts, batch).map(({ from, to }) => [from, to]);
    expect(spans('ours')).toEqual([
      [1, 2],
      [4, 6],
    ]);
    expect(spans('other')).toEqual([
      [1, 4],
      [6, 6],
    ]);
    const own = facts.filter(({ seq }) => seq !== 3);
    expect(batchesNamed(own, 'a')).toEqual(['ours']);
  });
});
