import { describe, expect, it } from '@jest/globals';
import { carry, DATA_TYPES, type DataType, property, type TypedValue } from './codec.js';
import type { KnownMetric } from './edge-node.js';
import { rawValue } from './raw-values.js';

const AT = 1_763_815_504_123n;

const known = <T extends DataType>(
  type: T,
  value: Extract<TypedValue, { type: T }>['value'] | null,
  more: Partial<KnownMetric> = {},
): KnownMetric => ({
  name: 'Culture/PH',
  alias: 1n,
  timestamp: AT,
  datatype: DATA_TYPES[type],
  isHistorical: false,
  isTransient: false,
  isNull: value === null,
  metadata: null,
  properties: null,
  value: value === null ? null : carry(type, value as never),
  ...more,
});

const quality = (code: number) => new Map([['Quality', property('Int32', code)]]);

const given = (metric: KnownMetric, sentAt: bigint | null = AT + 5n) => {
  const mapped = rawValue('ph', metric, sentAt);
  return 'value' in mapped ? mapped.value : mapped.fault;
};

describe('a metric as a value of a tag', () => {
  it('has the time of the metric as its source time, in 100 ns, and that of the message as its server time', () => {
    expect(given(known('Double', 7.1))).toEqual({
      tag: 'ph',
      value: 7.1,
      status: 0,
      sourceTime: AT * 10_000n,
      serverTime: (AT + 5n) * 10_000n,
      origin: 'live',
    });
    expect(given(known('Double', 7.1, { isHistorical: true }))).toMatchObject({ origin: 'history' });
    expect(given(known('Double', 7.1, { timestamp: null }))).toMatchObject({ sourceTime: (AT + 5n) * 10_000n });
    expect(given(known('Double', 7.1, { timestamp: null }), null)).toBe('time.malformed');
  });

  it('keeps integers whole to their last bit', () => {
    expect(given(known('Int64', -(2n ** 63n)))).toMatchObject({ value: -(2n ** 63n) });
    expect(given(known('UInt64', 2n ** 64n - 1n))).toMatchObject({ value: 2n ** 64n - 1n });
    expect(given(known('UInt32', 2 ** 32 - 1))).toMatchObject({ value: 4_294_967_295 });
    expect(given(known('Int8', -128))).toMatchObject({ value: -128 });
  });

  it('is good, uncertain or bad as its property says, and bad has no value', () => {
    expect(given(known('Double', 7, { properties: quality(192) }))).toMatchObject({ value: 7, status: 0 });
    expect(given(known('Double', 7, { properties: quality(500) }))).toMatchObject({ value: 7, status: 0x4090_0000 });
    expect(given(known('Double', 7, { properties: quality(0) }))).toMatchObject({ value: null, status: 0x8000_0000 });
    expect(given(known('Double', 7, { properties: quality(64) }))).toMatchObject({ value: 7, status: 0x4000_0000 });
    expect(given(known('Double', null))).toMatchObject({ value: null, status: 0x8000_0000 });
    expect(given(known('Double', null, { properties: quality(192) }))).toMatchObject({ status: 0x8000_0000 });
  });

  it('goes on as text where its type has no scalar form, for the reader to refuse', () => {
    expect(given(known('DoubleArray', [7.1, 7.2]))).toMatchObject({ value: '[7.1,7.2]' });
    expect(given(known('Int64Array', [1n]))).toMatchObject({ value: '["1"]' });
    expect(given(known('DateTime', AT))).toMatchObject({ value: '2025-11-22T12:45:04.123Z' });
    for (const far of [2n ** 63n, 253_402_300_800_000n])
      expect(given(known('DateTime', far))).toMatchObject({ value: far });
  });

  it('goes on as what cannot be taken for a value of its type where it carries another one', () => {
    expect(given(known('Double', 7, { value: carry('String', 'wrong') }))).toMatchObject({ value: 'wrong' });
    expect(given(known('Double', 7, { value: carry('Int32', 7) }))).toMatchObject({ value: '7' });
    expect(given(known('Int64', 7n, { value: carry('Int32', 7) }))).toMatchObject({ value: '7' });
    expect(given(known('Boolean', true, { value: carry('Int32', 1) }))).toMatchObject({ value: 1 });
    expect(given(known('String', 'a', { value: carry('Double', 1) }))).toMatchObject({ value: 1 });
    expect(given(known('UInt8', 1, { value: carry('Int32', 256) }))).toMatchObject({ value: '256' });
  });

  it('is malformed where its type is one that nobody knows', () => {
    expect(given(known('Double', 7, { datatype: 99 }))).toBe('payload.malformed');
    expect(given(known('Double', 7, { datatype: null }))).toBe('payload.malformed');
  });

  it('has no value, and no bad quality either, where nothing was sent: the reader refuses that', () => {
    expect(given(known('Double', null, { isNull: false }))).toMatchObject({ value: null, status: 0 });
  });
});
