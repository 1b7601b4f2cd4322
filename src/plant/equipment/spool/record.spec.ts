import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { MessageGap, RawValue } from '../domain/index.js';
import { decodeRecord, encodeRecord } from './record.js';

describe('what is spooled', () => {
  const raw: fc.Arbitrary<RawValue> = fc.record({
    tag: fc.string(),
    value: fc.oneof(fc.double(), fc.bigInt(), fc.string({ unit: 'binary' }), fc.boolean(), fc.constant(null)),
    status: fc.oneof(fc.nat(), fc.constant(NaN)),
    sourceTime: fc.bigInt(),
    serverTime: fc.option(fc.bigInt()),
    origin: fc.constantFrom('live', 'republish', 'history'),
  });
  const reject = fc.record({
    reason: fc.constant('payload.malformed' as const),
    source: fc.string(),
    bytes: fc.uint8Array().map((bytes) => Buffer.from(bytes)),
  });

  it('is read as it was, to the last bit of each value', () => {
    const content = fc.record(
      {
        connection: fc.uuid(),
        receivedAt: fc.constant('2026-11-22T12:00:00.000Z'),
        values: fc.array(raw, { maxLength: 5 }),
        rejects: fc.array(reject, { maxLength: 2 }),
        gap: fc.constant<MessageGap>({ cause: 'message-lost', tags: ['ph'] }),
      },
      { requiredKeys: ['connection', 'receivedAt', 'values'] },
    );
    fc.assert(
      fc.property(content, (given) => {
        expect(decodeRecord(encodeRecord({ sort: 'message', content: given }))).toEqual({
          sort: 'message',
          content: given,
        });
      }),
    );
  });

  it('by a version that nobody knows is none', () => {
    expect(decodeRecord(Buffer.from('{"sort":"photograph"}'))).toBeNull();
    expect(decodeRecord(Buffer.from('{'))).toBeNull();
  });
});
