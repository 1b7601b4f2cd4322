import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson, sha256 } from '../../../kernel/canonical-json.js';
import type { RawValue } from '../../equipment/domain/index.js';
import { check, type RejectedValue, type TagDefinition } from './check.js';
import { digestOf } from './reading.js';
import { sourceTimeOf } from './source-time.js';

const RECEIVED = '2026-11-22T12:00:00.000Z';
const AT = sourceTimeOf(RECEIVED);
const DAY = 864_000_000_000n;
const TAGS = new Map<string, TagDefinition>(
  [
    { id: 1, code: 'temperature', type: 'number' as const, low: 0, high: 60 },
    { id: 2, code: 'heartbeat', type: 'integer' as const, low: null, high: null },
    { id: 3, code: 'door', type: 'boolean' as const, low: null, high: null },
    { id: 4, code: 'state', type: 'text' as const, low: null, high: null },
  ].map((tag) => [tag.code, tag]),
);

const raw = (value: Partial<RawValue>): RawValue => ({
  tag: 'temperature',
  value: 37.1,
  status: 0,
  sourceTime: AT,
  serverTime: AT,
  origin: 'live',
  ...value,
});
const sort = (value: Partial<RawValue>) => check(raw(value), RECEIVED, TAGS);
const textOf = (rejected: object) => Buffer.from((rejected as RejectedValue).bytes).toString();
const BAD = 0x808c0000;

describe('a value that comes', () => {
  it('is stored under its tag, with its status, quality and digest', () => {
    expect(sort({ status: 0x480 })).toEqual({
      tag: 1,
      sourceTime: AT,
      digest: digestOf(37.1, 0x480),
      value: 37.1,
      status: 0x480,
      quality: 0,
      serverTime: AT,
      receivedAt: RECEIVED,
      origin: 'live',
    });
  });

  it.each<[string, Partial<RawValue>]>([
    ['tag.unknown', { tag: 'pressure' }],
    ['tag.unknown', { tag: '__proto__' }],
    ['value.wrong-type', { value: '37.1' }],
    ['value.wrong-type', { value: 37n }],
    ['value.wrong-type', { value: true }],
    ['value.wrong-type', { tag: 'heartbeat', value: 1.5 }],
    ['value.wrong-type', { tag: 'heartbeat', value: 2 ** 60 }],
    ['value.wrong-type', { tag: 'heartbeat', value: 2n ** 63n }],
    ['value.wrong-type', { tag: 'door', value: 1 }],
    ['value.wrong-type', { tag: 'state', value: false }],
    ['value.not-text', { tag: 'state', value: 'Run\0ning' }],
    ['value.not-text', { tag: 'state', value: '\ud800' }],
    ['value.not-finite', { value: NaN }],
    ['value.not-finite', { value: Infinity }],
    ['value.out-of-range', { value: 60.001 }],
    ['value.out-of-range', { value: -0.5, status: 0x40000000 }],
    ['value.missing', { value: null }],
    ['value.wrong-type', { value: true, sourceTime: AT + 366n * DAY }],
    ['time.ahead', { sourceTime: 2n ** 63n }],
    ['time.old', { sourceTime: -(2n ** 80n) }],
    ['status.malformed', { status: -1 }],
    ['status.malformed', { status: 2 ** 32 }],
    ['status.malformed', { status: NaN }],
    ['server-time.malformed', { serverTime: 2n ** 70n }],
  ])('is refused as %s: %p', (reason, value) => {
    expect(sort(value)).toMatchObject({ reason, source: value.tag ?? 'temperature' });
    expect(() => JSON.parse(textOf(sort(value))) as unknown).not.toThrow();
  });

  it.each<[string, Partial<RawValue>]>([
    ['time.ahead', { sourceTime: AT + DAY + 1n }],
    ['time.ahead', { sourceTime: 2n ** 63n - 1n }],
    ['time.old', { sourceTime: AT - 30n * DAY - 1n }],
    ['time.old', { sourceTime: -(2n ** 63n) }],
  ])('is held in quarantine as %s, whole: %p', (aside, value) => {
    const { sourceTime } = value;
    expect(sort(value)).toEqual({ ...sort({}), sourceTime, aside });
  });

  it('is refused as time.archived where its week is detached, and a wrong clock is one first', () => {
    const gone = [
      { from: null, to: AT - 29n * DAY },
      { from: AT - 2n * DAY, to: AT - DAY },
    ];
    const reasonOf = (sourceTime: bigint) => {
      const sorted = check(raw({ sourceTime }), RECEIVED, TAGS, gone);
      return 'reason' in sorted ? sorted.reason : 'aside' in sorted ? `aside: ${sorted.aside}` : null;
    };
    expect(reasonOf(AT - 29n * DAY - 1n)).toBe('time.archived');
    expect(reasonOf(AT - 29n * DAY)).toBeNull();
    expect(reasonOf(AT - 2n * DAY)).toBe('time.archived');
    expect(reasonOf(AT - DAY)).toBeNull();
    expect(reasonOf(AT - 31n * DAY)).toBe('aside: time.old');
  });

  it.each<[string, Partial<RawValue>, unknown]>([
    ['both ends of its range', { value: 60 }, 60],
    ['a time a day ahead', { sourceTime: AT + DAY }, 37.1],
    ['a time thirty days back', { sourceTime: AT - 30n * DAY }, 37.1],
    ['a bad value that is out of range', { value: -999, status: BAD }, -999],
    ['a bad value that is none', { value: null, status: BAD }, null],
    ['a bad value that is not a number, as none', { value: NaN, status: BAD }, null],
    ['an integer, as int64', { tag: 'heartbeat', value: 4_294_967_295 }, 4_294_967_295n],
    ['the largest int64', { tag: 'heartbeat', value: 2n ** 63n - 1n }, 2n ** 63n - 1n],
    ['an empty text', { tag: 'state', value: '' }, ''],
  ])('is stored: %s', (_, value, stored) => {
    expect(sort(value)).toMatchObject({ value: stored });
  });

  it('is always stored or kept with a reason, whatever it is', () => {
    const anything = fc.record({
      tag: fc.oneof(fc.constantFrom(...TAGS.keys()), fc.string({ unit: 'binary' })),
      value: fc.oneof(fc.double(), fc.bigInt(), fc.string({ unit: 'binary' }), fc.boolean(), fc.constant(null)),
      status: fc.oneof(fc.nat(), fc.double()),
      sourceTime: fc.bigInt(),
      serverTime: fc.option(fc.bigInt()),
      origin: fc.constantFrom('live' as const, 'republish' as const, 'history' as const),
    });
    fc.assert(
      fc.property(anything, (value) => {
        const sorted = check(value, RECEIVED, TAGS);
        if ('reason' in sorted) expect((JSON.parse(textOf(sorted)) as RawValue).tag).toBe(value.tag);
        else expect(sorted.digest).toMatch(/^[0-9a-f]{32}$/);
      }),
    );
  });
});

describe('the digest of a reading', () => {
  it('tells values and statuses apart, and is the same for the same', () => {
    const reading = fc.tuple(
      fc.double({ noNaN: true }).map((value) => value || 0),
      fc.nat(),
    );
    fc.assert(
      fc.property(reading, reading, ([a, x], [b, y]) => {
        fc.pre(Number.isFinite(a) && Number.isFinite(b));
        expect(digestOf(a, x) === digestOf(b, y)).toBe(a === b && x === y);
      }),
    );
    expect(digestOf(17n, 0)).not.toBe(digestOf(18n, 0));
  });

  it('is over the canonical text of value and status', () => {
    const value = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.bigInt(),
      fc.string({ unit: 'grapheme' }),
      fc.boolean(),
      fc.constant(null),
    );
    fc.assert(
      fc.property(value, fc.nat(), (of, status) => {
        const text = canonicalJson([typeof of === 'bigint' ? `${of}` : of, status]);
        expect(digestOf(of, status)).toBe(sha256(text).toString('hex', 0, 16));
      }),
    );
  });
});
