import { describe, expect, it } from '@jest/globals';
import type { Tag } from '../../../definition/unit-classes/domain/index.js';
import { parseTagMap } from './parse-tag-map.js';

const tag = (name: string, type: Tag['type'], unit?: string): Tag => ({
  ...{ tag: name, title: name, type, criticality: 'info', staleAfter: 'PT30S' },
  ...(unit !== undefined && { unit }),
});
const unitClass = { code: 'shaker', tags: [tag('temperature', 'number', 'Cel'), tag('lid-open', 'boolean')] };
const namespaces = { vendor: 'urn:vendor', spare: 'urn:spare' };
const T = 'vendor:Shaker/vendor:Temperature';
const L = 'vendor:Shaker/vendor:Lid';
const FILE = `tag,address,unit,type,scale\ntemperature,${T},Cel,number,1\nlid-open,${L},,boolean,\n`;

const parsed = (csv: string, kind: 'opcua' | 'sparkplug' = 'opcua') =>
  parseTagMap(csv, { kind, namespaces, unitClass });
const told = (csv: string): string[] =>
  parsed(csv).findings.map(
    ({ code, line, column, path }) => `${line}:${column} ${code}${path === '' ? '' : ` ${path}`}`,
  );

describe('a tag map from a CSV', () => {
  const tagMap = { namespaces: { vendor: 'urn:vendor' }, tags: { temperature: T, 'lid-open': L } };

  it.each([
    ['commas', FILE],
    ['semicolons', FILE.replaceAll(',', ';')],
    ['tabs', FILE.replaceAll(',', '\t')],
    ['a byte-order mark and the line ends of Windows', `\uFEFF${FILE.replaceAll('\n', '\r\n')}`],
    ['quotes', FILE.replace(T, `"${T}"`)],
    ['no end of its last line', FILE.trimEnd()],
    ['empty lines', FILE.replace('\nlid', '\n\nlid')],
    ['columns in another order, and fewer', `Address , TAG\n${L},lid-open\n${T},temperature\n`],
  ])('is read with %s', (_, csv) => {
    expect(parsed(csv)).toEqual({ tagMap, findings: [] });
  });

  it('is one of metrics for Sparkplug, whose names are what they are', () => {
    const csv = 'tag,address\ntemperature,"Shaker, left/Temp ""A"""\nlid-open,Lid\n';
    const metrics = { temperature: 'Shaker, left/Temp "A"', 'lid-open': 'Lid' };
    expect(parsed(csv, 'sparkplug')).toEqual({ tagMap: { metrics }, findings: [] });
  });

  it.each([
    ['nothing', '', ['1:1 csv.empty']],
    ['no names of columns', `temperature,${T}\n`, ['1:1 csv.header']],
    ['a column that nobody knows', FILE.replace('scale', 'gain'), ['1:1 csv.header']],
    ['another separator', FILE.replaceAll(',', '|'), ['1:1 csv.header']],
    [
      'a separator that changes',
      FILE.replace(`temperature,${T},`, `temperature;${T};`),
      ['2:1 csv.cells', '3:1 tag.missing'],
    ],
    ['a quote left open', FILE.replace(T, `"${T}`), ['2:1 csv.form']],
    ['a quote within a cell', FILE.replace(T, `${T}"x"`), ['2:1 csv.form']],
    ['a cell too many', FILE.replace('Cel,', 'Cel,,'), ['2:1 csv.cells', '3:1 tag.missing']],
    ['a formula', FILE.replace(T, '=HYPERLINK(A1)'), ['2:2 csv.cell address', '3:1 tag.missing']],
    ['an unseen character', FILE.replace('lid-open', 'lid\u200b-open'), ['3:1 csv.cell tag', '3:1 tag.missing']],
    ['a null', FILE.replace('lid-open', 'lid\u0000'), ['3:1 csv.cell tag', '3:1 tag.missing']],
    ['a tag that the class lacks', FILE.replace('lid-open', 'torque'), ['3:1 tag.unknown tag', '3:1 tag.missing']],
    ['a tag of the language', FILE.replace('lid-open', '__proto__'), ['3:1 tag.unknown tag', '3:1 tag.missing']],
    ['a tag twice', `${FILE}temperature,vendor:Other,,,\n`, ['4:1 tag.twice tag']],
    ['an address twice', FILE.replace(L, T), ['3:2 address.twice address']],
    ['a node id', FILE.replace(T, 'ns=2;s=Temperature'), ['2:2 address.node-id address']],
    ['no address', FILE.replace(T, ''), ['2:2 address.not-valid address']],
    ['a path that is none', FILE.replace(T, 'Shaker/Temperature'), ['2:2 address.not-valid address']],
    ['a prefix without a namespace', FILE.replace(T, 'maker:Temperature'), ['2:2 address.prefix-unknown address']],
    ['another unit', FILE.replace('Cel', 'K'), ['2:3 unit.differs unit']],
    ['a unit where there is none', FILE.replace(`${L},`, `${L},Cel`), ['3:3 unit.differs unit']],
    ['another type', FILE.replace('number', 'text'), ['2:4 type.differs type']],
    ['a scale', FILE.replace('number,1', 'number,0.1'), ['2:5 scale.not-taken scale']],
    ['a tag left out', FILE.replace(/lid-open.*\n/, ''), ['2:1 tag.missing']],
  ])('says of one with %s what is wrong, at which line and cell', (_, csv, findings) => {
    expect(told(csv)).toEqual(findings);
    for (const { why } of parsed(csv).findings) expect(why).toMatch(/^[A-Z].+\.$/);
    expect(parsed(csv).tagMap === null).toBe(findings.length > 0);
  });

  it('counts lines within quotes', () => {
    const csv = `tag,address\n"temp\n","a\n\nb"\nlid-open,${L}x:y\n`;
    expect(told(csv)).toContain('6:2 address.not-valid address');
  });

  it('is told to be too long where it has ten thousand lines, and tells a hundred findings at most', () => {
    const lines = (count: number) =>
      `tag,address\n${Array.from({ length: count }, (_, n) => `t${n},=${n}`).join('\n')}\n`;
    expect(parsed(lines(10_000)).findings).toMatchObject([
      { code: 'csv.too-long', message: '10001 lines; at most 2000 are read' },
    ]);
    expect(parsed(lines(1_500)).findings).toHaveLength(100);
  });
});
