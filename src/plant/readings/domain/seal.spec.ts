import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { merkleRoot } from '../../../kernel/merkle.js';
import type { Fact } from '../../../trust/ledger/domain/index.js';
import { decideSeal, leafText, sealProjection } from './seal.js';

const UNIT = '0198c0de-0000-7000-8000-000000000001';
const fact = (type: string, values: Record<string, unknown>, seq = 7): Fact => ({
  v: 1,
  stream: `unit/${UNIT}`,
  seq,
  type,
  at: '2026-11-22T12:00:00.000Z',
  happenedAt: '2026-11-22T12:00:00.000Z',
  zone: 'Europe/Vienna',
  by: { system: 'readings', role: 'system' },
  values,
  config: '',
});

describe('a reading seal', () => {
  it('covers leaves that say all of a reading, each kind of value as JSON has it', () => {
    const reading = {
      unit: UNIT,
      arrival: 12n,
      tag: 'ph',
      sourceTime: 5n,
      status: 0,
      receivedAt: '2026-11-22T12:00:00.000Z',
    };
    const leaf = (value: number | bigint | string | boolean | null) => leafText({ ...reading, value });
    expect(leaf(7.25)).toBe(`["${UNIT}","12","ph","5",7.25,0,"2026-11-22T12:00:00.000Z"]`);
    expect([9007199254740993n, 'x', true, null].map(leaf).map((text) => (JSON.parse(text) as unknown[])[4])).toEqual([
      '9007199254740993',
      'x',
      true,
      null,
    ]);
  });

  it('states the range, the exact count and the root; an empty range states nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1, maxLength: 20 }), (leaves) => {
        expect(decideSeal(5n, 60n, leaves)).toEqual([
          { type: 'readings.sealed', values: { from: '5', to: '60', count: leaves.length, root: merkleRoot(leaves) } },
        ]);
      }),
    );
    expect(decideSeal(1n, 9n, [])).toEqual([]);
  });

  it('becomes a row by its fact; facts of others in the stream of the unit change nothing', () => {
    const sealed = fact('readings.sealed', { from: '1', to: '9', count: 8, root: 'ab' });
    const state = sealProjection.apply(sealProjection.empty, sealed);
    const id = `${UNIT}/1`;
    expect(state).toEqual({
      reading_seal: { [id]: { id, unit: UNIT, fromArrival: '1', toArrival: '9', count: 8, root: 'ab', seq: 7 } },
    });
    expect(sealProjection.apply(state, fact('unit.bound', {}))).toBe(state);
  });
});
