import { wrongFile } from './wrong-file.js';

/** A number as the file writes it, every digit of it. */
export class NumberText {
  constructor(readonly digits: string) {}
}

export type Cell = string | NumberText | boolean | null | object;

/** A row of a file by its number, from 1; `at` gives what stands at a column or path, undefined where there is no such place. */
export interface FileRow {
  row: number;
  at: (place: string) => Cell | undefined;
}

const PATH = /^\$(?:\.[A-Za-z_][\w-]*|\[(?:0|[1-9]\d{0,5})\]|\['[^'\\]+'\])*$/;

/** The steps of a singular path (RFC 9535: names and indexes alone), null where it is none. */
export function jsonSteps(path: string): (string | number)[] | null {
  if (!PATH.test(path)) return null;
  return [...path.matchAll(/\.([\w-]+)|\[(\d+)\]|\['([^']+)'\]/g)].map(([, name, index, quoted]) =>
    index === undefined ? (name ?? quoted!) : Number(index),
  );
}

function found(from: unknown, path: string): Cell | undefined {
  let at: unknown = from;
  for (const step of jsonSteps(path) ?? []) {
    const isList = Array.isArray(at);
    if (typeof at !== 'object' || at === null || at instanceof NumberText || isList !== (typeof step === 'number'))
      return undefined;
    if (!Object.hasOwn(at, step)) return undefined;
    at = (at as Record<string | number, unknown>)[step];
  }
  return at as Cell | undefined;
}

type Reviver = (key: string, value: unknown, context: { source?: string }) => unknown;

/** The rows at a path of a JSON text; a path that ends in `[*]` names a list of them. */
export function readJson(text: string, rows: string): FileRow[] {
  let names = 0;
  const revive: Reviver = (_, value, { source }) => {
    if (typeof value === 'number') return new NumberText(source!);
    if (typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof NumberText))
      names += Object.keys(value).length;
    return value;
  };
  let whole: unknown;
  try {
    whole = JSON.parse(text, revive as (key: string, value: unknown) => unknown);
  } catch (error) {
    throw wrongFile('result.not-json', { message: (error as Error).message });
  }
  // a name that stands twice is kept once
  if ((text.replace(/"(?:[^"\\]|\\.)*"/g, '').match(/:/g) ?? []).length !== names) throw wrongFile('result.name-twice');
  const isList = rows.endsWith('[*]');
  const at = found(whole, isList ? rows.slice(0, -3) : rows);
  if (at === undefined || at === null || isList !== Array.isArray(at)) throw wrongFile('result.rows-missing', { rows });
  const all: unknown[] = isList ? (at as unknown[]) : [at];
  return all.map((one, index) => ({ row: index + 1, at: (place) => found(one, place) }));
}
