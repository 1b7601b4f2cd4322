import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ConnectorMessage, RawValue } from '../../equipment/domain/index.js';
import { BATCH, nextBatch, weightOf } from './batching.js';

type Queued = Pick<ConnectorMessage, 'values' | 'gap'>;
const value = (given: RawValue['value']): RawValue => ({
  ...{ tag: 'temperature', value: given, status: 0, sourceTime: 0n, serverTime: null, origin: 'live' },
});
const message = (rows: number, reportsGap = false): Queued => ({
  values: Array.from({ length: rows }, () => value(37)),
  ...(reportsGap ? { gap: { cause: 'notification-lost' } } : {}),
});
const queues = fc.array(
  fc
    .tuple(fc.integer({ min: 1, max: 1500 }), fc.integer({ min: 0, max: 9 }))
    .map(([rows, dice]) => message(rows, dice === 0)),
  { maxLength: 40 },
);

describe('batches', () => {
  it('take every message once, in order, whole, and hold no more rows than one transaction may', () => {
    fc.assert(
      fc.property(queues, (queue) => {
        for (let rest = queue; rest.length > 0;) {
          const taken = nextBatch(rest);
          expect(taken).toBeGreaterThanOrEqual(1);
          const batch = rest.slice(0, taken);
          const rows = batch.reduce((sum, { values }) => sum + values.length, 0);
          expect(taken === 1 || rows <= BATCH.rows).toBe(true);
          expect(batch.slice(1).some(({ gap }) => gap)).toBe(false);
          rest = rest.slice(taken);
        }
      }),
    );
  });

  it('count a text by its length', () => {
    expect(weightOf({ values: [value('x'.repeat(3000)), value('x')] })).toBe(4);
  });

  it('count what was rejected too, by its bytes', () => {
    const rejects = [100, 3000].map((length) => ({
      ...{ reason: 'payload.malformed' as const, source: 'a', bytes: new Uint8Array(length) },
    }));
    expect(weightOf({ values: [], rejects })).toBe(4);
    expect(weightOf(message(7))).toBe(7);
    const flood = Array.from({ length: 600 }, () => ({ values: [], rejects }));
    expect(nextBatch(flood)).toBe(250);
  });
});
