import type { Finding, UnitClass } from '../../../definition/unit-classes/domain/index.js';
import { parseDecimal } from '../../../kernel/quantity.js';
import { BROWSE_PATH, NAMESPACES, type OpcuaTagMap, type SparkplugTagMap } from './connection.js';
import { linesOf } from './tag-lines.js';

const COLUMNS = ['tag', 'address', 'unit', 'type', 'scale'] as const;
type Column = (typeof COLUMNS)[number];

/** As many tags as a class may have, with some to spare; a longer file is of something else. */
const MOST_LINES = 2000;
const MOST_FINDINGS = 100;
const LONGEST_ADDRESS = 500;

const WHY = {
  'csv.form':
    'What cannot be read line by line is not taken at all: a shifted cell would map a tag to another’s address.',
  'csv.cell': 'A cell that a spreadsheet runs, or that shows otherwise than it is, has no place in a tag map.',
  'tag.unknown': 'A value without a tag in the class has no unit, no range and no criticality.',
  'tag.missing':
    'A recipe for this class may monitor any of its tags; one without an address would never have a value.',
  'tag.twice': 'Two places for one tag give two values at one instant, and nobody could say which of them is true.',
  'address.twice': 'Two tags at one address show the same value under two names; one of them is wrong.',
  'address.not-valid': 'An address is followed to the letter: a browse path for OPC UA, a metric’s name for Sparkplug.',
  'address.node-id':
    'The numbers of node ids and namespaces shift when a unit restarts; a browse path by namespace URI does not.',
  'address.prefix-unknown': 'An address holds over restarts only by its namespace URI, which the prefix stands for.',
  'unit.differs': 'Values are stored as the unit sends them, so the class must give the tag the unit that they are in.',
  'type.differs': 'A value of another type than the class says is rejected, and never converted.',
  'scale.not-taken':
    'Raw values are kept as they came; scale them in the unit, or give the tag the unit that it sends.',
} as const satisfies Record<string, string>;
type Why = keyof typeof WHY;

interface Ground {
  kind: 'opcua' | 'sparkplug';
  /** URI by prefix, of OPC UA */
  namespaces: Record<string, string>;
  unitClass: Pick<UnitClass, 'code' | 'tags'>;
}

/** Collects findings, the first hundred. */
class Findings {
  readonly all: Finding[] = [];

  add(code: string, why: Why, message: string, at: { line: number; column?: number; path?: string }): void {
    const { line, column = 1, path = '' } = at;
    if (this.all.length < MOST_FINDINGS)
      this.all.push({ code, path, line, column, severity: 'error', message, why: WHY[why] });
  }
}

/**
 * A tag map from a CSV (comma, semicolon or tab; RFC 4180 quotes; with or without a byte-order mark) whose first line names `tag`,
 * `address` and, where they are to be checked against the class, `unit`, `type` and `scale`; or what is wrong with it. Never throws.
 */
export function parseTagMap(
  csv: string,
  ground: Ground,
): { tagMap: OpcuaTagMap | SparkplugTagMap | null; findings: Finding[] } {
  const findings = new Findings();
  const entries = entriesIn(csv, ground, findings);
  if (findings.all.length > 0) return { tagMap: null, findings: findings.all };
  const places = Object.fromEntries(entries);
  const prefixes = new Set(Object.values(places).flatMap((path) => path.split('/').map(prefixOf)));
  const used = Object.entries(ground.namespaces).filter(([prefix]) => prefixes.has(prefix));
  const tagMap =
    ground.kind === 'sparkplug' ? { metrics: places } : { namespaces: Object.fromEntries(used), tags: places };
  return { tagMap, findings: [] };
}

type Entry = [tag: string, address: string];

function entriesIn(csv: string, ground: Ground, findings: Findings): Entry[] {
  const read = linesOf(csv, MOST_LINES);
  if ('fault' in read) {
    findings.add(read.fault, 'csv.form', read.message, read);
    return [];
  }
  const [head, ...lines] = read.lines;
  const columns = (head?.cells ?? []).map((cell) => cell.trim().toLowerCase());
  const isHead = columns.includes('tag') && columns.includes('address') && new Set(columns).size === columns.length;
  if (!isHead || columns.some((column) => !(COLUMNS as readonly string[]).includes(column))) {
    const message = `the first line names the columns tag and address, and may name unit, type and scale; it says ${JSON.stringify(columns.join(', ').slice(0, 100))}`;
    findings.add('csv.header', 'csv.form', message, { line: 1 });
    return [];
  }
  const entries: Entry[] = [];
  const [tags, addresses] = [new Map<string, number>(), new Map<string, number>()];
  for (const { line, cells } of lines) {
    if (cells.length === 1 && cells[0] === '') continue;
    if (cells.length !== columns.length) {
      findings.add('csv.cells', 'csv.form', `${cells.length} cells where the first line has ${columns.length}`, {
        line,
      });
      continue;
    }
    const at = (path: Column) => ({ line, path, column: columns.indexOf(path) + 1 });
    const hostile = columns.filter((_, index) => HOSTILE.test(cells[index]!)) as Column[];
    for (const path of hostile)
      findings.add('csv.cell', 'csv.cell', 'begins as a formula does, or holds a control character', at(path));
    if (hostile.length > 0) continue;
    const cell = (name: Column): string => cells[columns.indexOf(name)] ?? '';
    const [tag, address] = [cell('tag'), cell('address')];
    once(tags, tag, line, (first) =>
      findings.add('tag.twice', 'tag.twice', `"${tag}" stands in line ${first}`, at('tag')),
    );
    once(addresses, address, line, (first) =>
      findings.add('address.twice', 'address.twice', `this address stands in line ${first}`, at('address')),
    );
    const wrong = addressFault(address, ground);
    if (wrong !== null) findings.add(wrong.code, wrong.code, wrong.message, at('address'));
    checkAgainst(ground.unitClass, { tag, unit: cell('unit'), type: cell('type'), scale: cell('scale') }, at, findings);
    entries.push([tag, address]);
  }
  const { code, tags: known } = ground.unitClass;
  for (const { tag } of known.filter((one) => !tags.has(one.tag)))
    findings.add('tag.missing', 'tag.missing', `no line for tag "${tag}" of ${code}`, {
      line: read.lines.at(-1)!.line,
    });
  return entries;
}

/** What a spreadsheet would run, and what is not seen. */
const HOSTILE = /^[=+@\-\t\r]|[\p{Cc}\p{Cf}]/u;

function once(seen: Map<string, number>, key: string, line: number, again: (first: number) => void): void {
  const first = seen.get(key);
  if (first === undefined) seen.set(key, line);
  else again(first);
}

function checkAgainst(
  { code, tags }: Ground['unitClass'],
  given: Record<Exclude<Column, 'address'>, string>,
  at: (path: Column) => { line: number; path: string; column: number },
  findings: Findings,
): void {
  const { tag, unit, type, scale } = given;
  const known = tags.find((one) => one.tag === tag);
  if (known === undefined) {
    findings.add('tag.unknown', 'tag.unknown', `${code} has no tag ${JSON.stringify(tag.slice(0, 60))}`, at('tag'));
    return;
  }
  if (unit !== '' && unit !== (known.unit ?? '')) {
    const message = `${JSON.stringify(unit.slice(0, 60))}, but the class has ${known.unit ?? 'no unit'}`;
    findings.add('unit.differs', 'unit.differs', message, at('unit'));
  }
  if (type !== '' && type !== known.type)
    findings.add(
      'type.differs',
      'type.differs',
      `${JSON.stringify(type.slice(0, 60))}, but the class has ${known.type}`,
      at('type'),
    );
  if (scale !== '' && !['1', '1.0'].includes(parseDecimal(scale) ?? ''))
    findings.add('scale.not-taken', 'scale.not-taken', 'values are not scaled', at('scale'));
}

const prefixOf = (step: string): string => step.slice(0, Math.max(0, step.indexOf(':')));

type AddressFault = 'address.not-valid' | 'address.node-id' | 'address.prefix-unknown';

function addressFault(address: string, { kind, namespaces }: Ground): { code: AddressFault; message: string } | null {
  const fault = (code: AddressFault, message: string) => ({ code, message });
  if (address === '' || address.length > LONGEST_ADDRESS || address !== address.trim())
    return fault('address.not-valid', 'is empty, too long, or has blanks around it');
  if (kind === 'sparkplug') return null;
  if (/^(ns|nsu)=|^[isgb]=/.test(address)) return fault('address.node-id', 'is a node id');
  if (!BROWSE_PATH.test(address))
    return fault('address.not-valid', 'is no path such as lads:FunctionSet/vendor:Temperature');
  const known = { ...NAMESPACES, ...namespaces };
  const unknown = address
    .split('/')
    .map(prefixOf)
    .find((prefix) => !Object.hasOwn(known, prefix));
  return unknown === undefined ? null : fault('address.prefix-unknown', `no namespace is given for "${unknown}"`);
}
