import type { FileRow } from './read-json.js';
import { wrongFile } from './wrong-file.js';

/** A cell, quoted (RFC 4180) or plain, and what ends it. */
const cellBy = (separator: string): RegExp =>
  new RegExp(`(?:"((?:[^"]|"")*)"|([^"${separator}\\r\\n]*))(${separator}|\\r?\\n)`, 'y');

/** The rows below the first line, which names the columns; `row` counts lines of cells, the first being 1. */
export function readCsv(text: string, separator: ',' | ';' | '\t', most: number): FileRow[] {
  const [columns = [], ...lines] = cellsOf(text, separator, most + 1);
  const places = new Map(columns.map((column, index) => [column, index]));
  if (places.size < columns.length) throw wrongFile('result.column-twice');
  return lines.map((cells, index) => {
    const row = index + 2;
    if (cells.length !== columns.length)
      throw wrongFile('result.row-length', { row, cells: cells.length, columns: columns.length });
    return { row, at: (place) => (places.has(place) ? cells[places.get(place)!] : undefined) };
  });
}

function cellsOf(text: string, separator: string, most: number): string[][] {
  const next = cellBy(separator);
  const lines: string[][] = [];
  let cells: string[] = [];
  // a last line without its end may have lost some of it
  if (!text.endsWith('\n')) throw wrongFile('result.truncated', { row: text.split('\n').length });
  while (next.lastIndex < text.length) {
    const from = next.lastIndex;
    const cell = next.exec(text);
    if (cell === null) throw wrongFile('result.not-csv', { row: lines.length + 1, character: from });
    cells.push(cell[1]?.replaceAll('""', '"') ?? cell[2]!);
    if (cell[3] === separator) continue;
    lines.push(cells);
    cells = [];
    if (lines.length > most) throw wrongFile('result.too-many-rows', { most: most - 1 });
  }
  return lines;
}
