/** A row by its columns, each as PostgreSQL writes it in COPY text; null where it has none. */
export type Row = Record<string, string | null>;

const [TAB, LINE_END] = ['\t', 10];
const ESCAPED: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** The lines of a body in pieces, each without its line end. Of the body only a line and a piece are held. */
export async function* linesOf(pieces: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let held: Buffer[] = [];
  for await (const piece of pieces) {
    let begin = 0;
    for (let end = piece.indexOf(LINE_END); end !== -1; end = piece.indexOf(LINE_END, begin)) {
      const line = piece.subarray(begin, end);
      yield held.length === 0 ? line.toString('utf8') : Buffer.concat([...held, line]).toString('utf8');
      held = [];
      begin = end + 1;
    }
    if (begin < piece.length) held.push(piece.subarray(begin));
  }
  if (held.length > 0) yield Buffer.concat(held).toString('utf8');
}

/** A line of COPY text as a row; null where it has not as many values as there are columns. */
export function rowOf(line: string, columns: readonly string[]): Row | null {
  const values = line.split(TAB);
  if (values.length !== columns.length) return null;
  return Object.fromEntries(columns.map((column, index) => [column, valueOf(values[index]!)]));
}

function valueOf(text: string): string | null {
  if (text === '\\N') return null;
  return text.includes('\\') ? text.replace(/\\(.)/gs, (_, sign: string) => ESCAPED[sign] ?? sign) : text;
}

/** The hex digits of a bytea. */
export const hexOf = (value: string | null | undefined): string => (value ?? '').replace(/^\\x/, '');

/** An instant of PostgreSQL (ISO, UTC) as ISO 8601 with milliseconds; the text itself where it is none. */
export function instantOf(value: string | null | undefined): string {
  const text = value ?? '';
  const time = Date.parse(text.replace(' ', 'T').replace(/\+00(:00)?$/, 'Z'));
  return Number.isNaN(time) ? text : new Date(time).toISOString();
}
