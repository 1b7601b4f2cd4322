/** What a spreadsheet may take for a formula. */
const FORMULA = /^\s*[=+\-@]|^[\t\r\n]/;
const QUOTED = /[",\r\n]/;

/** A text that a spreadsheet could run gets an apostrophe before it; numbers, which are ours, stay as they are. */
function cell(value: number | bigint | string | boolean | null): string {
  if (typeof value !== 'string') return value === null ? '' : String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return QUOTED.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A line of CSV (RFC 4180) with its end. */
export const csvLine = (cells: readonly (number | bigint | string | boolean | null)[]): string =>
  `${cells.map(cell).join(',')}\r\n`;
