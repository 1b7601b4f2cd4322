import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { MqttMessageMap } from '../domain/index.js';
import { compilePath } from '../domain/json-path.js';
import { compileMessage, MOST_BYTES } from './message-reader.js';
import { sourceTime } from './source-time.js';

const map: MqttMessageMap = {
  ...{ topic: 'a', time: '$.t', timeFormat: 'iso', status: '$.s', sequence: '$.n', boot: '$.b' },
  values: { ph: '$.ph', do: "$.sensors[?@.name=='do'].v", door: '$.doors[0].open' },
};
const read = compileMessage(map, Object.keys(map.values));
const of = (document: unknown) => read('a', Buffer.from(JSON.stringify(document)));
const T = '2026-11-22T12:45:04.123Z';
const AT = BigInt(Date.parse(T)) * 10_000n;

describe('a message', () => {
  it('holds a value of each tag that it speaks of, at one source time', () => {
    const sensors = [
      { name: 'ph', v: 1 },
      { name: 'do', v: 55.5 },
    ];
    const reading = of({ t: T, s: 0x408f0000, n: 12, b: 'x', ph: 7.01, sensors, doors: [{ open: false }] });
    const shared = { status: 0x408f0000, sourceTime: AT, serverTime: null, origin: 'live' };
    expect(reading).toEqual({
      values: [
        { tag: 'ph', value: 7.01, ...shared },
        { tag: 'do', value: 55.5, ...shared },
        { tag: 'door', value: false, ...shared },
      ],
      ...{ rejects: [], sequence: 12, boot: 'x' },
    });
    expect(of({ t: T, ph: null })).toMatchObject({ values: [{ tag: 'ph', value: null, status: 0 }], sequence: null });
  });

  it('that holds none is kept with its bytes, and counts by its number where it has one', () => {
    const reason = (document: unknown) => of(document).rejects.map((one) => one.reason);
    expect(reason({ n: 1, t: T })).toEqual(['payload.malformed']);
    expect(reason({ n: 1, t: T, ph: { v: 7 } })).toEqual(['payload.malformed']);
    expect(reason({ n: 1, t: 'now', ph: 7 })).toEqual(['time.malformed']);
    expect(reason({ n: 1, ph: 7 })).toEqual(['time.malformed']);
    expect(of({ n: 1, ph: 7 }).sequence).toBe(1);
    expect(of({ n: -1, t: T, ph: 7 }).sequence).toBeNull();
    expect(of({ n: '1', t: T, ph: 7 }).sequence).toBeNull();
    expect(Buffer.from(of({ n: 1, ph: 7 }).rejects[0]!.bytes).toString()).toBe('{"n":1,"ph":7}');
    const partly = of({ t: T, ph: 7, doors: [{ open: [] }] });
    expect([partly.values.length, partly.rejects.length]).toEqual([1, 1]);
    expect(of({ t: T, s: 'good', ph: 7 }).values[0]!.status).toBeNaN();
  });

  it('of any bytes is read without a fault of ours, and every byte of it is accounted for', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          fc.json().map((text) => Buffer.from(text)),
        ),
        (bytes) => {
          const { values, rejects } = read('a', Buffer.from(bytes));
          expect(values.length + rejects.length).toBeGreaterThan(0);
        },
      ),
    );
    expect(read('a', Buffer.from([0x22, 0xff, 0x22])).rejects[0]!.reason).toBe('payload.malformed');
    const large = Buffer.alloc(MOST_BYTES + 1, 0x20);
    const [reject] = read('a', large).rejects;
    expect(reject).toMatchObject({ reason: 'payload.too-large', whole: { length: MOST_BYTES + 1 } });
    expect(reject!.bytes).toHaveLength(MOST_BYTES);
  });
});

describe('a path', () => {
  it('of names and places finds what a query finds', () => {
    const document = { a: [{ b: 1 }, { 'c d': null }], constructor: 3 };
    for (const [path, value] of [
      ['$', document],
      ['$.a[0].b', 1],
      ["$.a[1]['c d']", null],
      ['$.a[-1]', document.a[1]],
      ['$..b', 1],
    ] as const)
      expect(compilePath(path)(document)).toEqual(value);
    for (const path of ['$.b', '$.a.b', '$.a[5]', '$.a.length', '$.toString', '$.a[*]', '$.a[0].b.c'])
      expect(compilePath(path)(document)).toBeUndefined();
    for (const path of ['', 'a', '$.', '$..[', '$[?]']) expect(() => compilePath(path)).toThrow();
  });

  it('finds nothing in what is nested without measure, and has no regular expressions, which a payload could make endless', () => {
    const depth = 10_000;
    const deep = JSON.parse(`${'['.repeat(depth)}1${']'.repeat(depth)}`) as unknown;
    for (const path of ['$..v', '$[?@..v]']) expect(compilePath(path)(deep)).toBeUndefined();
    for (const path of ['$.a[?match(@.b, "(a+)+c")].v', '$.a[?search(@.b, @.c)].v'])
      expect(() => compilePath(path)).toThrow();
  });
});

describe('a source time', () => {
  it('keeps its 100 ns, whatever zone it is written in', () => {
    expect(sourceTime('2026-11-22T12:45:04.1234567Z', 'iso')).toBe(AT + 4567n);
    expect(sourceTime('2026-11-22T13:45:04.123+01:00', 'iso')).toBe(AT);
    expect(sourceTime('2026-11-22T12:45:04Z', 'iso')).toBe(AT - 1_230_000n);
    expect(sourceTime(Date.parse(T), 'epoch-ms')).toBe(AT);
    expect(sourceTime(Date.parse(T) + 0.5, 'epoch-ms')).toBe(AT + 5000n);
  });

  it('is none without a zone, out of range, or of another type', () => {
    for (const given of ['2026-11-22T12:45:04', '2026-13-22T12:45:04Z', '22.11.2026', '', 5, null, undefined, {}])
      expect(sourceTime(given, 'iso')).toBeNull();
    for (const given of [T, NaN, Infinity, 1e17, null, undefined, []]) expect(sourceTime(given, 'epoch-ms')).toBeNull();
  });
});
