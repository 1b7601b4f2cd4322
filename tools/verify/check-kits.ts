import { type Fact, idOf } from './fact.js';
import type { RecordedFacts } from './ledger.js';
import type { Report } from './report.js';

interface Kit {
  id: string;
  product: string;
  lot: string;
  serial: string;
  expiry: string;
}

const kitOf = ({ values }: Fact): Kit | null => (values['kit'] as Kit | undefined) ?? null;

const nameOf = ({ product, lot, serial }: Pick<Kit, 'product' | 'lot' | 'serial'>): string =>
  [product, lot, serial].join(' ').toUpperCase();

const BINDS = new Set(['batch.unit-bound', 'batch.unit-replaced']);

/**
 * Single-use kits: the batch names those that its units were bound with, each named whole, in date on that day at the site and put in once; and a
 * program was told to start on the kit of its unit.
 */
export function checkKits(report: Report, batchFacts: Fact[], facts: RecordedFacts): string {
  const used = new Map<string, Fact>();
  for (const [unit, own] of facts.ofKind('unit')) {
    const named = batchFacts.filter(({ type, values }) => BINDS.has(type) && values['unit'] === unit);
    const bound = own.filter(({ type, values }) => type === 'unit.bound' && values['batch'] === batchIn(batchFacts));
    for (const [index, fact] of bound.entries()) {
      const kit = kitOf(fact);
      const said = named[index];
      if (said !== undefined)
        report.same(said.stream, said.seq, 'another kit is named than was put into the unit', kit, kitOf(said));
      // as the server looked at it: the unit may have been defined in another zone than where it stands now
      if (kit !== null) checkPutIn(report, { ...fact, zone: said?.zone ?? fact.zone }, kit, used);
    }
    checkStarts(report, own);
  }
  return `${used.size} put in`;
}

const batchIn = ([first]: Fact[]): string => idOf(first?.stream ?? 'batch/');

function isWhole({ product, lot, serial, expiry }: Kit): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(expiry) ? Date.parse(`${expiry}T00:00:00Z`) : Number.NaN;
  const isDay = !Number.isNaN(time) && new Date(time).toISOString().startsWith(expiry);
  return isDay && [product, lot, serial].every((part) => typeof part === 'string' && part.trim() !== '');
}

function checkPutIn(report: Report, fact: Fact, kit: Kit, used: Map<string, Fact>): void {
  const { stream, seq, at, zone } = fact;
  if (!isWhole(kit))
    report.wrong(stream, seq, 'a kit was put in that is not named whole', 'product, lot, serial number and a day', kit);
  const day = new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(Date.parse(at));
  if (kit.expiry < day) report.wrong(stream, seq, 'a kit was put in past its expiry', `${day} or later`, kit.expiry);
  const before = used.get(nameOf(kit));
  if (before !== undefined)
    report.wrong(stream, seq, 'a kit for single use was put in twice', 'once', `${before.stream} ${before.seq} too`);
  used.set(nameOf(kit), fact);
}

/** Of a unit's facts in their order. A unit with positions runs no programs. */
function checkStarts(report: Report, own: Fact[]): void {
  let kit: Kit | null = null;
  for (const fact of own) {
    const { type, values, stream, seq } = fact;
    if (type === 'unit.bound') kit = kitOf(fact);
    if (type !== 'command.issued' || values['action'] !== 'start-program') continue;
    const told = values['kit'] as Kit | undefined;
    const expected = kit === null ? 'none' : nameOf(kit);
    report.same(stream, seq, 'a program was to start on another kit', expected, told ? nameOf(told) : 'none');
  }
}
