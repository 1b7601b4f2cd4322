import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Refusal } from '../../../kernel/refusal.js';
import { checkMapping, LARGEST_RESULTS, type Mapping, parseResults } from './index.js';

const csv: Mapping = {
  title: 'Cell counter',
  deviceKind: 'cell counter',
  format: { kind: 'csv', separator: ';', decimal: ',' },
  sample: 'Sample ID',
  measuredAt: { at: 'Date', format: 'DD.MM.YYYY HH:mm:ss', offset: '+01:00' },
  fields: [
    {
      ...{ field: 'vcd', at: 'Viable', type: 'number', unit: '10*6/mL', belowLimit: ['<0,05'] },
      unitAt: { at: 'Unit', reads: '10^6/mL' },
    },
    { field: 'growth', at: 'Growth', type: 'coded', reads: { none: 'false', some: 'true' } },
    { field: 'remark', at: 'Remark', type: 'text' },
  ],
};
const json: Mapping = {
  ...{
    title: 'Analyser',
    deviceKind: 'analyser',
    format: { kind: 'json', rows: '$.results[*]' },
    sample: '$.sample.id',
  },
  fields: [
    { field: 'glucose', at: '$.values[0].value', type: 'number', unit: 'g/L' },
    { field: 'sterile', at: "$['no growth']", type: 'coded', reads: { true: 'true', false: 'false' } },
  ],
};

const HEADER = 'Sample ID;Date;Viable;Unit;Growth;Remark';
const line = (change: Record<number, string> = {}) =>
  Object.assign(['26-0001-S1', '05.01.2026 09:30:00', '1,25', '10^6/mL', 'none', 'clear'], change).join(';');
const file = (...lines: string[]) => Buffer.from(`${[HEADER, ...lines].join('\r\n')}\r\n`);
const row = (change: object = {}) => ({
  ...{ sample: { id: '26-0001-S1' }, values: [{ value: 4.2 }], 'no growth': true, ...change },
});
const text = (...rows: object[]) => Buffer.from(JSON.stringify({ results: rows }));

/** What a file is refused with, and what it says of it. */
function refused(mapping: Mapping, bytes: Buffer): [string, Record<string, unknown>] {
  try {
    parseResults(mapping, bytes);
  } catch (error) {
    if (error instanceof Refusal) return [error.code, error.values];
    throw error;
  }
  return ['taken', {}];
}

describe('a file of results', () => {
  it('as CSV gives each row by its mapping: decimal sign, unit, codes, quotes and the device’s time', () => {
    const bytes = file(line(), line({ 0: '26-0002-S1', 2: '1,2e1', 4: 'some', 5: '"a ""b""; c\r\nd"' }));
    expect(parseResults(csv, bytes)).toEqual([
      {
        ...{ row: 2, sample: '26-0001-S1', measuredAt: '2026-01-05T08:30:00.000Z', belowLimit: [] },
        values: [
          { field: 'vcd', value: '1.25', unit: '10*6/mL' },
          { field: 'growth', value: 'false' },
          { field: 'remark', value: 'clear' },
        ],
      },
      expect.objectContaining({
        ...{ row: 3, sample: '26-0002-S1' },
        values: [
          { field: 'vcd', value: '12', unit: '10*6/mL' },
          { field: 'growth', value: 'true' },
          { field: 'remark', value: 'a "b"; c\r\nd' },
        ],
      }),
    ]);
    expect(parseResults(csv, Buffer.concat([Buffer.from('\ufeff'), file(line())]))).toHaveLength(1);
  });

  it('as JSON keeps every digit that the device wrote', () => {
    const bytes = Buffer.from('{"results":[{"sample":{"id":"S"},"values":[{"value":0.10}],"no growth":false}]}');
    expect(parseResults(json, bytes)).toEqual([
      {
        ...{ row: 1, sample: 'S', measuredAt: null, belowLimit: [] },
        values: [
          { field: 'glucose', value: '0.10', unit: 'g/L' },
          { field: 'sterile', value: 'false' },
        ],
      },
    ]);
  });

  it('leaves to a person what the device could not tell', () => {
    const [result] = parseResults(csv, file(line({ 2: '<0,05' })));
    expect(result).toMatchObject({ belowLimit: [{ field: 'vcd', reads: '<0,05' }] });
    expect(result!.values.map(({ field }) => field)).toEqual(['growth', 'remark']);
  });

  it.each<[string, Buffer, string, object]>([
    ['no row', file(), 'result.none', {}],
    ['a number with the other decimal sign', file(line({ 2: '1.25' })), 'result.wrong-type', { row: 2, cell: '1.25' }],
    ['a number with signs between digits', file(line({ 2: '1.000,25' })), 'result.wrong-type', {}],
    ['a number with spaces', file(line({ 2: ' 1,25' })), 'result.wrong-type', {}],
    ['NaN', file(line({ 2: 'NaN' })), 'result.wrong-type', { cell: 'NaN' }],
    ['another mark of what is below the limit', file(line({ 2: '<0,10' })), 'result.wrong-type', {}],
    ['an empty cell', file(line({ 2: '' })), 'result.value-missing', { at: 'Viable' }],
    ['a word that the mapping does not know', file(line({ 4: 'None' })), 'result.wrong-type', { cell: 'None' }],
    ['another unit', file(line({ 3: '10^5/mL' })), 'result.unit-differs', { expected: '10^6/mL', found: '10^5/mL' }],
    ['another unit below the limit', file(line({ 2: '<0,05', 3: '/mL' })), 'result.unit-differs', {}],
    ['a day that there is not', file(line({ 1: '30.02.2026 09:30:00' })), 'result.wrong-time', {}],
    ['a time of another format', file(line({ 1: '2026-01-05T09:30:00Z' })), 'result.wrong-time', {}],
    ['a sample twice', file(line(), line()), 'result.sample-twice', { rows: [2, 3] }],
    ['a row that is too short', file('26-0001-S1;05.01.2026 09:30:00;1,25'), 'result.row-length', { row: 2 }],
    ['no end', Buffer.from(`${HEADER}\r\n${line()}`), 'result.truncated', {}],
    ['an open quote', file(line({ 5: '"clear' })), 'result.not-csv', {}],
    [
      'a column less',
      Buffer.from('Sample ID;Date\n26-0001-S1;05.01.2026 09:30:00\n'),
      'result.column-missing',
      { at: 'Viable' },
    ],
    ['a column twice', Buffer.from('Sample ID;Sample ID\na;b\n'), 'result.column-twice', {}],
    ['another encoding', Buffer.from(`${HEADER}\nµ\n`, 'latin1'), 'result.wrong-encoding', {}],
    ['UTF-16', Buffer.from('\ufeffSample ID;\n', 'utf16le'), 'result.wrong-encoding', {}],
    ['U+0000', file(line({ 5: 'a\0b' })), 'result.text-invalid', { cell: 'a\ufffdb' }],
    ['too many bytes', Buffer.alloc(LARGEST_RESULTS + 1, 65), 'result.too-large', {}],
    [
      'too many rows',
      file(...Array.from({ length: 1001 }, (_, n) => line({ 0: `S${n}` }))),
      'result.too-many-rows',
      {},
    ],
  ])('as CSV is refused whole with %s', (_, bytes, code, values) => {
    expect(refused(csv, bytes)).toEqual([code, expect.objectContaining(values)]);
  });

  it.each<[string, Buffer, string]>([
    ['a part of itself', text(row()).subarray(0, -3), 'result.not-json'],
    ['something after it', Buffer.concat([text(row()), Buffer.from('{}')]), 'result.not-json'],
    [
      'NaN',
      Buffer.from('{"results":[{"sample":{"id":"S"},"values":[{"value":NaN}],"no growth":true}]}'),
      'result.not-json',
    ],
    [
      'a name twice',
      Buffer.from('{"results":[{"sample":{"id":"A","id":"B"},"values":[{"value":1}],"no growth":true}]}'),
      'result.name-twice',
    ],
    ['its rows elsewhere', Buffer.from('{"rows":[]}'), 'result.rows-missing'],
    ['one row where a list belongs', Buffer.from('{"results":{}}'), 'result.rows-missing'],
    ['no row', text(), 'result.none'],
    ['a number as text', text(row({ values: [{ value: '4.2' }] })), 'result.wrong-type'],
    [
      'a number beyond any device',
      Buffer.from('{"results":[{"sample":{"id":"S"},"values":[{"value":1e400}],"no growth":true}]}'),
      'result.wrong-type',
    ],
    ['a barcode as a number', text(row({ sample: { id: 7 } })), 'result.wrong-type'],
    ['nothing', text(row({ values: [{ value: null }] })), 'result.value-missing'],
    ['a list where a value belongs', text(row({ values: [{ value: [4.2] }] })), 'result.wrong-type'],
    ['half a surrogate pair', text(row({ sample: { id: '\ud800' } })), 'result.text-invalid'],
    ['a place that only a prototype has', text(row({ sample: [] })), 'result.column-missing'],
    ['endless nesting', Buffer.from('['.repeat(500_000)), 'result.not-json'],
  ])('as JSON is refused whole with %s', (_, bytes, code) => {
    expect(refused(json, bytes)[0]).toBe(code);
  });

  it('of whatever bytes is refused with a reason or taken as it stands, and nothing else', () => {
    const cell = fc.oneof(
      fc.string(),
      fc.constantFrom('1,25', 'none', '<0,05', '10^6/mL', '"', 'NaN', '\0', '05.01.2026 09:30:00'),
    );
    const cells = fc
      .array(cell, { minLength: 6, maxLength: 6 })
      .map((all) => Buffer.from(`${HEADER}\n${all.join(';')}\n`));
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array().map((all) => Buffer.from(all)),
          cells,
        ),
        (bytes) => {
          const [code, values] = refused(csv, bytes);
          expect(code).toMatch(/^(taken|result\.[a-z-]+)$/);
          expect(JSON.stringify(values)).not.toMatch(/\\u0000|\\ud[89a-f]/);
        },
      ),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.jsonValue().map((value) => JSON.stringify({ results: [value] })),
        ),
        (given) => {
          expect(refused(json, Buffer.from(given))[0]).toMatch(/^result\.[a-z-]+$/);
        },
      ),
    );
  });

  it('is refused wherever its row is cut', () => {
    const whole = file(line({ 2: '123,45' }));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: whole.length - 1 }), (at) => {
        expect(refused(csv, whole.subarray(0, at))[0]).not.toBe('taken');
      }),
    );
    expect(refused(csv, whole)[0]).toBe('taken');
  });
});

describe('a mapping', () => {
  it.each<[string, object, string]>([
    ['a unit that is none', { fields: [{ field: 'a', at: 'A', type: 'number', unit: 'cells/mL' }] }, 'unit.not-valid'],
    ['a field twice', { fields: [csv.fields[2], csv.fields[2]] }, 'id.duplicate'],
    ['no field', { fields: [] }, 'schema.min-items'],
    ['a format that is none', { format: { kind: 'xlsx' } }, 'schema.discriminator'],
    ['an unknown part', { formt: {} }, 'schema.unknown-key'],
    ['a time without its offset', { measuredAt: { at: 'Date', format: 'DD.MM.YYYY HH:mm:ss' } }, 'time.offset'],
    ['a path that is none', { format: { kind: 'json', rows: '$..results' } }, 'json-path.not-valid'],
  ])('is refused with %s', (_, change, code) => {
    try {
      checkMapping({ ...csv, ...change });
      throw new Error('was not refused');
    } catch (error) {
      const { values } = error as Refusal;
      expect((values['findings'] as { code: string }[]).map((finding) => finding.code)).toContain(code);
    }
  });

  it('comes back as it was given', () => {
    for (const mapping of [csv, json]) expect(checkMapping(mapping)).toBe(mapping);
  });
});
