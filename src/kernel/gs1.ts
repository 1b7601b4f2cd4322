/** What a label says, by GS1 application identifier. */
export type ElementString = ReadonlyMap<string, string>;

/** Digits of an application identifier, by its first two (GS1 General Specifications, section 3.2). */
const AI_DIGITS: ReadonlyMap<string, number> = new Map([
  ...['00', '01', '02', '03', '10', '11', '12', '13', '15', '16', '17', '20', '21', '22', '30', '37'].map(two),
  ...Array.from({ length: 10 }, (_, last) => two(`9${last}`)),
  ...['23', '24', '25', '40', '41', '42', '71'].map((start): [string, number] => [start, 3]),
  ...['31', '32', '33', '34', '35', '36', '39', '43', '70', '72', '80', '81', '82'].map((start): [string, number] => [
    start,
    4,
  ]),
]);

function two(ai: string): [string, number] {
  return [ai, 2];
}

/** Characters of an element with its identifier, where these are predefined: it needs no separator after it (section 7.8.5). */
const PREDEFINED: ReadonlyMap<string, number> = new Map([
  ...([
    ['00', 20],
    ['01', 16],
    ['02', 16],
    ['03', 16],
    ['20', 4],
    ['41', 16],
  ] as [string, number][]),
  ...['11', '12', '13', '15', '16', '17'].map((ai): [string, number] => [ai, 8]),
  ...['31', '32', '33', '34', '35', '36'].map((start): [string, number] => [start, 10]),
]);

/** Character set 82 (section 7.11). */
const CHARACTERS = /^[!"%-?A-Z_a-z]{1,90}$/;

/** Whether a text may stand in an element: set 82, of 1 to 90 characters. */
export const isData = (text: string): boolean => CHARACTERS.test(text);

/** Of GTIN, dates, batch or lot, serial number. */
const FORMS: ReadonlyMap<string, RegExp> = new Map([
  ['01', /^\d{14}$/],
  ...['11', '12', '13', '15', '16', '17'].map((ai): [string, RegExp] => [ai, /^\d{6}$/]),
  ...['10', '21'].map((ai): [string, RegExp] => [ai, /^.{1,20}$/]),
]);

/** FNC1 as scanners send it: GS, or what those send that pass for a keyboard and cannot. None of these is a character of set 82. */
const SEPARATOR = /[\u001d\u241d^~|]/;
const LEADING = new RegExp(`^${SEPARATOR.source}`);
const SYMBOLOGY = /^\](C1|e0|d2|Q3|J1)/;
const BRACKETED = /\((\d{2,4})\)(.*?)(?=\(\d{2,4}\)|$)/gs;

/** Characters of the longest label that is read. */
const LONGEST = 200;

/** A label in its bracketed form, `(01)…(17)…`, or as a scanner sends it; null where it is no whole element string. */
export function elementsOf(text: string): ElementString | null {
  if (text.length > LONGEST) return null;
  const read = text.startsWith('(') ? bracketed(text.replaceAll(' ', '')) : separated(text.replace(SYMBOLOGY, ''));
  if (read === null || read.length === 0) return null;
  const elements = new Map(read);
  const isTwice = read.some(([ai, data]) => elements.get(ai) !== data);
  return isTwice || !read.every(([ai, data]) => isElement(ai, data)) ? null : elements;
}

function bracketed(text: string): [string, string][] | null {
  const found = [...text.matchAll(BRACKETED)];
  if (found.map(([whole]) => whole).join('') !== text) return null;
  return found.map(([, ai, data]) => [ai!, data!]);
}

function separated(text: string): [string, string][] | null {
  const read: [string, string][] = [];
  let rest = text.replace(LEADING, '');
  while (rest !== '') {
    const start = rest.slice(0, 2);
    const digits = AI_DIGITS.get(start);
    if (digits === undefined) return null;
    const end = PREDEFINED.get(start) ?? endOf(rest);
    read.push([rest.slice(0, digits), rest.slice(digits, end)]);
    rest = rest.slice(end).replace(LEADING, '');
  }
  return read;
}

function endOf(rest: string): number {
  const next = rest.search(SEPARATOR);
  return next === -1 ? rest.length : next;
}

function isElement(ai: string, data: string): boolean {
  const start = ai.slice(0, 2);
  if (!/^\d+$/.test(ai) || AI_DIGITS.get(start) !== ai.length || !isData(data)) return false;
  const length = PREDEFINED.get(start);
  if (length !== undefined && length !== ai.length + data.length) return false;
  return FORMS.get(ai)?.test(data) ?? true;
}

/** A GTIN of 8, 12, 13 or 14 digits whose last is the check digit of the others (section 7.9.1). */
export function isGtin(text: string): boolean {
  if (!isGtinLong(text)) return false;
  const sum = [...text.padStart(14, '0')].reduce((so, digit, at) => so + Number(digit) * (at % 2 === 0 ? 3 : 1), 0);
  return sum % 10 === 0;
}

const isGtinLong = (text: string): boolean => /^(\d{8}|\d{12,14})$/.test(text);

/** A product as two mentions of it are compared: a GTIN in its 14 digits, any other code without its case. */
export const productCode = (text: string): string => (isGtinLong(text) ? text.padStart(14, '0') : text.toUpperCase());

/** The day of a date element (YYMMDD) as seen in a year: day 00 is the last of its month (section 7.12). Null where there is none. */
export function gs1Day(date: string, year: number): string | null {
  const [yy, mm, dd] = [0, 2, 4].map((at) => Number(date.slice(at, at + 2)));
  const apart = yy! - (year % 100);
  const century = Math.floor(year / 100) + (apart > 50 ? -1 : apart < -49 ? 1 : 0);
  const inYear = century * 100 + yy!;
  const last = new Date(Date.UTC(inYear, mm, 0)).getUTCDate();
  if (mm! < 1 || mm! > 12 || dd! > last) return null;
  return [inYear, mm!, dd! === 0 ? last : dd!].map((part) => `${part}`.padStart(2, '0')).join('-');
}
