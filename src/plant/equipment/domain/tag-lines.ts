/** A line of cells, and the line of the file in which it begins. */
export interface TagLine {
  line: number;
  cells: string[];
}

/** What keeps a text from being read as lines of cells, and where. */
export interface LinesFault {
  fault: 'csv.empty' | 'csv.too-long' | 'csv.form';
  message: string;
  line: number;
}

const SEPARATORS = [',', ';', '\t'];

/** The lines of a CSV after RFC 4180, by the separator that its first line has most of; a byte-order mark is no cell. */
export function linesOf(csv: string, most: number): { lines: TagLine[] } | LinesFault {
  const text = csv.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  if (text.trim() === '') return { fault: 'csv.empty', message: 'the file is empty', line: 1 };
  const first = text.slice(0, Math.max(0, text.indexOf('\n')) || text.length);
  const count = (separator: string): number => first.split(separator).length;
  const separator = SEPARATORS.reduce((best, one) => (count(one) > count(best) ? one : best));
  const next = new RegExp(`(?:"((?:[^"]|"")*)"|([^"${separator}\\n]*))(${separator}|\\n|$)`, 'y');
  const lines: TagLine[] = [];
  let [cells, line, begun] = [[] as string[], 1, 1];
  while (next.lastIndex < text.length) {
    const cell = next.exec(text);
    if (cell === null)
      return { fault: 'csv.form', message: 'a quote is not closed, or stands within a cell that has none', line };
    cells.push(cell[1]?.replaceAll('""', '"') ?? cell[2]!);
    line += (cell[1]?.split('\n').length ?? 1) - 1;
    if (cell[3] === separator && next.lastIndex < text.length) continue;
    if (cell[3] === separator) cells.push('');
    lines.push({ line: begun, cells });
    line += 1;
    [cells, begun] = [[], line];
    if (lines.length > most) {
      const total = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
      return { fault: 'csv.too-long', message: `${total} lines; at most ${most} are read`, line: most + 1 };
    }
  }
  return { lines };
}
