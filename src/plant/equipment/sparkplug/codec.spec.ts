import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  aliased,
  carry,
  DATA_TYPES,
  type DataSet,
  type DataType,
  dataTypeOf,
  decodePayload,
  encodePayload,
  metric,
  MOST_BYTES,
  property,
  type TypedValue,
  typedValue,
} from './codec.js';

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(/\s/g, ''), 'hex'));
const hex = (of: Uint8Array): string => Buffer.from(of).toString('hex');

function decoded(of: Uint8Array) {
  const result = decodePayload(of);
  if (!result.ok) throw new Error(result.detail);
  return result.payload;
}

/**
 * Written down from the wire format by hand: a key is field number × 8 + wire type (0 varint, 1 eight bytes, 2 length and
 * bytes, 5 four bytes); a varint has seven bits a byte, lowest first.
 */
const GOLDEN: [title: string, wire: string, payload: Parameters<typeof encodePayload>[0]][] = [
  [
    'timestamp 1700000000000 and seq 255',
    // 1700000000000 = 0x18BCFE56800
    '08 80 d0 95 ff bc 31   18 ff 01',
    { timestamp: 1_700_000_000_000n, seq: 255 },
  ],
  [
    'a birth metric with name, alias, timestamp, type and a double',
    // 37.5 = 0x4042C00000000000
    '12 19  0a 03 54 2f 31  10 07  18 80 d0 95 ff bc 31  20 0a  69 00 00 00 00 00 c0 42 40',
    { metrics: [metric('T/1', 'Double', 37.5, { alias: 7n, timestamp: 1_700_000_000_000n })] },
  ],
  [
    'data by alias alone, historical, of value zero',
    '12 0e  10 80 02  28 01  69 00 00 00 00 00 00 00 00',
    { metrics: [aliased(256n, 'Double', 0, { isHistorical: true })] },
  ],
  ['a boolean', '12 07  0a 01 42  20 0b  70 01', { metrics: [metric('B', 'Boolean', true)] }],
  ['a null', '12 07  0a 01 53  20 0c  38 01', { metrics: [metric('S', 'String', null)] }],
  ['a text', '12 0a  0a 01 53  20 0c  7a 03 c2 b5 4c', { metrics: [metric('S', 'String', 'µL')] }],
  // two's complement of -5 in 64 bits: nine bytes of 7 bits each and the last bit
  ['Int64 -5', '12 10  0a 01 49  20 04  58 fb ff ff ff ff ff ff ff ff 01', { metrics: [metric('I', 'Int64', -5n)] }],
  [
    'UInt64 of all ones',
    '12 10  0a 01 49  20 08  58 ff ff ff ff ff ff ff ff ff 01',
    { metrics: [metric('I', 'UInt64', 2n ** 64n - 1n)] },
  ],
  [
    'UInt32 of all ones, in the field of 32 bits',
    '12 0b  0a 01 49  20 07  50 ff ff ff ff 0f',
    { metrics: [metric('I', 'UInt32', 4_294_967_295)] },
  ],
  ['Int8 -1', '12 0b  0a 01 49  20 01  50 ff ff ff ff 0f', { metrics: [metric('I', 'Int8', -1)] }],
  ['a float', '12 0a  0a 01 46  20 09  65 00 00 20 41', { metrics: [metric('F', 'Float', 10)] }],
  // bytes_value is field 16: its key takes two bytes
  [
    'an array of Int16: 1, -2',
    '12 0c  0a 01 41  20 17  82 01 04 01 00 fe ff',
    { metrics: [metric('A', 'Int16Array', [1, -2])] },
  ],
  [
    'an array of booleans: a count, then the first in the highest bit',
    '12 0e  0a 01 41  20 20  82 01 06 09 00 00 00 a0 80',
    { metrics: [metric('A', 'BooleanArray', [true, false, true, false, false, false, false, false, true])] },
  ],
  [
    'an array of texts, each ended by a zero',
    '12 0d  0a 01 41  20 21  82 01 05 61 00 62 63 00',
    { metrics: [metric('A', 'StringArray', ['a', 'bc'])] },
  ],
  [
    'the quality as a property',
    // properties: keys [Quality], values [{type Int32, int_value 192}]
    '12 19  0a 01 51  20 0b  4a 10  0a 07 51 75 61 6c 69 74 79  12 05 08 03 18 c0 01  70 00',
    { metrics: [metric('Q', 'Boolean', false, { properties: new Map([['Quality', property('Int32', 192)]]) })] },
  ],
  [
    'a data set of two columns and a row with a null',
    // num_of_columns 2, columns r and s, types String and DateTime, one row: 'x' and nothing
    '12 1d  0a 01 44  20 10  8a 01 15  08 02  12 01 72  12 01 73  18 0c  18 0d  22 07  0a 03 32 01 78  0a 00',
    {
      metrics: [metric('D', 'DataSet', { columns: ['r', 's'], types: ['String', 'DateTime'], rows: [['x', null]] })],
    },
  ],
];

describe('the codec of Sparkplug B', () => {
  it.each(GOLDEN)('writes and reads %s byte for byte as the wire format has it', (_, wire, payload) => {
    expect(hex(encodePayload(payload))).toBe(hex(bytes(wire)));
    const back = decoded(bytes(wire));
    expect(hex(encodePayload(back))).toBe(hex(bytes(wire)));
    for (const [at, given] of (payload.metrics ?? []).entries()) expect(back.metrics[at]).toMatchObject(given);
  });

  const read = (wire: string) => {
    const { datatype, value } = decoded(bytes(wire)).metrics[0]!;
    return value === null ? null : typedValue(dataTypeOf(datatype!)!, value)?.value;
  };

  it('takes an integer of up to 32 bits from either of the two fields that senders use', () => {
    expect(read('12 0b  0a 01 49  20 07  58 ff ff ff ff 0f')).toBe(4_294_967_295);
    expect(read('12 0b  0a 01 49  20 03  50 fb ff ff ff 0f')).toBe(-5);
    expect(read('12 10  0a 01 49  20 03  58 fb ff ff ff ff ff ff ff ff 01')).toBe(-5);
    // -5 in the eight bits of its own type
    expect(read('12 08  0a 01 49  20 01  50 fb 01')).toBe(-5);
    expect(read('12 08  0a 01 49  20 05  50 fb 01')).toBe(251);
  });

  it('gives no value of a type to what does not fit into it', () => {
    expect(typedValue('UInt8', { in: 'int', value: 256 })).toBeNull();
    expect(typedValue('Int8', { in: 'int', value: 0x8000_0000 })).toBeNull();
    expect(typedValue('Int16', { in: 'long', value: 65_536n })).toBeNull();
    expect(typedValue('UInt32', { in: 'long', value: 2n ** 32n })).toBeNull();
    expect(typedValue('Int64', { in: 'int', value: 5 })).toBeNull();
    expect(typedValue('Double', { in: 'float', value: 5 })).toBeNull();
    expect(typedValue('Int32Array', { in: 'bytes', value: bytes('01 00 00') })).toBeNull();
    expect(typedValue('BooleanArray', { in: 'bytes', value: bytes('09 00 00 00 a0') })).toBeNull();
    expect(typedValue('StringArray', { in: 'bytes', value: bytes('61') })).toBeNull();
    expect(() => carry('UInt8', 256)).toThrow(RangeError);
    expect(() => carry('Int64', 2n ** 63n)).toThrow(RangeError);
  });

  it.each<[string, string]>([
    ['a length beyond the end', '12 7f 0a 01 49'],
    ['a length of two gigabytes', '12 ff ff ff ff 07'],
    ['a varint without an end', '08 ff ff ff ff ff ff ff ff ff ff'],
    ['a sequence number of 256', '18 80 02'],
    ['text that is not UTF-8', '12 05  0a 03 c2 41 ff'],
    ['two values in one metric', '12 07  0a 01 49  50 01  70 01'],
    ['properties with a key and no value', '12 0a  0a 01 51  4a 05  0a 03 61 62 63'],
    [
      'a data set of one column and two elements',
      '12 14  0a 01 44  8a 01 0e  08 01  12 01 72  18 0c  22 04 0a 00 0a 00',
    ],
    ['a field of number zero', '02 00'],
  ])('answers %s with a fault', (_, wire) => {
    expect(decodePayload(bytes(wire))).toMatchObject({ ok: false, fault: 'malformed' });
  });

  it('does not look into more bytes than it may, nor into what is nested without end', () => {
    expect(decodePayload(new Uint8Array(MOST_BYTES + 1))).toMatchObject({ ok: false, fault: 'too-large' });
    const empty = Buffer.alloc(MOST_BYTES, Buffer.from([0x12, 0x00]));
    expect(decodePayload(empty)).toEqual({ ok: false, fault: 'malformed', detail: `${MOST_BYTES / 2} metrics` });
    // templates in templates, each two levels of length and bytes
    let deep = Buffer.alloc(0);
    for (let level = 0; level < 200; level++) {
      const inner = Buffer.concat([Buffer.from([0x92, 0x01]), varint(deep.length), deep]);
      deep = Buffer.concat([Buffer.from([0x12]), varint(inner.length), inner]);
    }
    expect(decodePayload(deep)).toMatchObject({ ok: false, fault: 'malformed' });
  });

  it('answers any bytes with a payload or a fault', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (any) => {
        expect(typeof decodePayload(any).ok).toBe('boolean');
      }),
      { numRuns: 2000 },
    );
  });

  it('answers a payload with bytes changed, cut off or put in with a payload or a fault', () => {
    const whole = encodePayload({ ...EVERYTHING, timestamp: 5n, seq: 1 });
    const place = fc.nat(whole.length - 1);
    fc.assert(
      fc.property(fc.array(fc.tuple(place, fc.nat(255)), { maxLength: 5 }), place, (changes, end) => {
        const changed = Uint8Array.from(whole);
        for (const [at, value] of changes) changed[at] = value;
        expect(typeof decodePayload(changed).ok).toBe('boolean');
        expect(typeof decodePayload(changed.subarray(0, end)).ok).toBe('boolean');
      }),
      { numRuns: 2000 },
    );
  });

  it('gives back every value of every type as it was', () => {
    fc.assert(
      fc.property(fc.oneof(...TYPED), ({ type, value }) => {
        const properties = new Map([['of a property', property(type, value)]]);
        const { value: ofMetric, properties: back } = decoded(
          encodePayload({ metrics: [metric('m', type, value, { properties })] }),
        ).metrics[0]!;
        const { value: ofProperty } = back!.get('of a property')!;
        const isOfProperties = type === 'PropertySet' || type === 'PropertySetList';
        expect(typedValue(type, (isOfProperties ? ofProperty : ofMetric)!)).toEqual({ type, value });
      }),
      { numRuns: 2000 },
    );
    expect(new Set(TYPES)).toEqual(new Set(Object.keys(DATA_TYPES)));
  });
});

function varint(value: number): Buffer {
  const of: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    of.push(rest > 127 ? (rest & 127) | 128 : rest);
    if (rest <= 127) return Buffer.from(of);
  }
}

const int = (bits: number) => fc.integer({ min: -(2 ** (bits - 1)), max: 2 ** (bits - 1) - 1 });
const uint = (bits: number) => fc.integer({ min: 0, max: 2 ** bits - 1 });
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const uint64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const text = fc.string({ unit: 'grapheme' }).filter((given) => given.isWellFormed());
const someBytes = fc.uint8Array({ maxLength: 40 });

const table: fc.Arbitrary<DataSet> = fc
  .array(fc.tuple(fc.option(text), fc.option(int64), fc.option(uint(32)), fc.option(fc.boolean()), fc.option(uint64)))
  .map((rows) => ({
    columns: ['text', 'number', 'count', 'flag', 'at'],
    types: ['String', 'Int64', 'UInt32', 'Boolean', 'DateTime'],
    rows,
  }));

const quality = fc.constantFrom(0, 192, 500).map((code) => new Map([['Quality', property('Int32', code)]]));

const template = fc.tuple(fc.double(), fc.option(text)).map(([value, version]) => ({
  version,
  templateRef: 'pump',
  isDefinition: false,
  metrics: decodedMetrics(value),
  parameters: [{ name: 'size', type: 'Int32' as const, value: carry('Int32', -3) }],
}));

function decodedMetrics(value: number) {
  return decoded(encodePayload({ metrics: [metric('inner', 'Double', value)] })).metrics;
}

const VALUES: { [T in DataType]: fc.Arbitrary<Extract<TypedValue, { type: T }>['value']> } = {
  Int8: int(8),
  Int16: int(16),
  Int32: int(32),
  Int64: int64,
  UInt8: uint(8),
  UInt16: uint(16),
  UInt32: uint(32),
  UInt64: uint64,
  Float: fc.float(),
  Double: fc.double(),
  Boolean: fc.boolean(),
  String: text,
  DateTime: uint64,
  Text: text,
  UUID: fc.uuid(),
  DataSet: table,
  Bytes: someBytes,
  File: someBytes,
  Template: template,
  PropertySet: quality,
  PropertySetList: fc.array(quality, { maxLength: 3 }),
  Int8Array: fc.array(int(8)),
  Int16Array: fc.array(int(16)),
  Int32Array: fc.array(int(32)),
  Int64Array: fc.array(int64),
  UInt8Array: fc.array(uint(8)),
  UInt16Array: fc.array(uint(16)),
  UInt32Array: fc.array(uint(32)),
  UInt64Array: fc.array(uint64),
  FloatArray: fc.array(fc.float()),
  DoubleArray: fc.array(fc.double()),
  BooleanArray: fc.array(fc.boolean()),
  StringArray: fc.array(text.filter((given) => !given.includes('\0'))),
  DateTimeArray: fc.array(uint64),
};

const TYPES = Object.keys(VALUES) as DataType[];

const TYPED = TYPES.map((type) =>
  (VALUES[type] as fc.Arbitrary<TypedValue['value']>).map((value) => ({ type, value }) as TypedValue),
);

const EVERYTHING = {
  metrics: [
    metric('a', 'Double', 37, { alias: 1n, properties: new Map([['Quality', property('Int32', 192)]]) }),
    metric('b', 'StringArray', ['x', 'y'], { timestamp: 6n, isHistorical: true, isTransient: true }),
    metric('c', 'DataSet', { columns: ['r'], types: ['Int64'], rows: [[-1n], [null]] }),
    metric('d', 'File', bytes('00 01'), { metadata: { fileName: 'f', size: 2n, isMultiPart: false } }),
    metric('e', 'Template', {
      version: '1',
      templateRef: null,
      isDefinition: true,
      metrics: decodedMetrics(1),
      parameters: [],
    }),
  ],
};
