/** One reading of a recording; `at` in ms since the first one. Null where its quality was not good. */
export interface Recorded {
  tag: string;
  at: number;
  value: number | null;
}

/** A unit's readings in the order of their times. */
export type Recording = readonly Recorded[];

/**
 * Reads a unit's stream: CSV with a header (`time,tag,value` and, as it may be, `quality`) or one JSON object a line with the
 * same names. Times are ISO 8601; a value that is empty or whose quality is not `good` counts as no good one.
 * Throws a RangeError that names the line.
 */
export function readRecording(text: string): Recording {
  const lines = text.split(/\r?\n/).map((line, index) => ({ line: line.trim(), number: index + 1 }));
  const filled = lines.filter(({ line }) => line !== '');
  const rows = filled[0]?.line.startsWith('{') ? filled.map(ofJson) : ofCsv(filled);
  const first = Math.min(...rows.map(({ at }) => at));
  return rows.map((row) => ({ ...row, at: row.at - first })).sort((a, b) => a.at - b.at);
}

interface Line {
  line: string;
  number: number;
}

function ofJson({ line, number }: Line): Recorded {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new RangeError(`line ${number} is no JSON`);
  }
  return recorded(Object(value) as Record<string, unknown>, number);
}

function ofCsv([head, ...lines]: Line[]): Recorded[] {
  const names = head?.line.split(',').map((name) => name.trim()) ?? [];
  if (!['time', 'tag', 'value'].every((name) => names.includes(name)))
    throw new RangeError('line 1 does not name the columns time, tag and value');
  return lines.map(({ line, number }) => {
    const cells = line.split(',').map((cell) => cell.trim());
    return recorded(Object.fromEntries(names.map((name, index) => [name, cells[index]])), number);
  });
}

function recorded({ time, tag, value, quality }: Record<string, unknown>, line: number): Recorded {
  const at = typeof time === 'string' ? Date.parse(time) : Number.NaN;
  if (Number.isNaN(at)) throw new RangeError(`line ${line} has no time`);
  if (typeof tag !== 'string' || tag === '') throw new RangeError(`line ${line} has no tag`);
  const isGood = quality === undefined || quality === '' || quality === 'good';
  const number = value === '' || value === null || value === undefined ? Number.NaN : Number(value);
  return { tag, at, value: isGood && Number.isFinite(number) ? number : null };
}
