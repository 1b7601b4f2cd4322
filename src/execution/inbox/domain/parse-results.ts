import type { Instant } from '../../../kernel/ids.js';
import { parseDecimal } from '../../../kernel/quantity.js';
import type { MappedField, Mapping } from './mapping.js';
import { measuredTime } from './measured-time.js';
import { readCsv } from './read-csv.js';
import { type Cell, type FileRow, NumberText, readJson } from './read-json.js';
import { wrongFile } from './wrong-file.js';

/** More than a device gives at once. */
export const MOST_ROWS = 1000;

/** The largest file of results, in bytes. */
export const LARGEST_RESULTS = 1024 * 1024;

export interface ResultValue {
  field: string;
  /** plain decimal, text, `true` | `false` or a choice's id */
  value: string;
  unit?: string;
}

/** What one row of a file says of a sample. */
export interface ParsedResult {
  row: number;
  sample: string;
  measuredAt: Instant | null;
  values: ResultValue[];
  /** fields whose value the device could not tell, with what it wrote */
  belowLimit: { field: string; reads: string }[];
}

/**
 * A file's results by its mapping, all or none, nothing guessed: refuses with `result.*`, the row, the place and what stands there.
 */
export function parseResults(mapping: Mapping, bytes: Uint8Array): ParsedResult[] {
  if (bytes.length > LARGEST_RESULTS) throw wrongFile('result.too-large', { largest: LARGEST_RESULTS });
  const text = textOf(bytes);
  const { format } = mapping;
  const rows = format.kind === 'csv' ? readCsv(text, format.separator, MOST_ROWS) : readJson(text, format.rows);
  if (rows.length === 0) throw wrongFile('result.none');
  if (rows.length > MOST_ROWS) throw wrongFile('result.too-many-rows', { most: MOST_ROWS });
  const results = rows.map((row) => resultOf(mapping, row));
  const seen = new Map<string, number>();
  for (const { sample, row } of results) {
    if (seen.has(sample)) throw wrongFile('result.sample-twice', { sample, rows: [seen.get(sample), row] });
    seen.set(sample, row);
  }
  return results;
}

/** UTF-8; a mark of it at the beginning is no part of the text. */
function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw wrongFile('result.wrong-encoding', { expected: 'UTF-8' });
  }
}

function resultOf(mapping: Mapping, row: FileRow): ParsedResult {
  const sample = textAt(row, mapping.sample);
  const decimal = mapping.format.kind === 'csv' ? mapping.format.decimal : null;
  const values: ResultValue[] = [];
  const belowLimit: ParsedResult['belowLimit'] = [];
  for (const field of mapping.fields) {
    const cell = cellAt(row, field.at);
    if (field.type === 'number' && typeof cell === 'string' && field.belowLimit?.includes(cell)) {
      sameUnit(row, field);
      belowLimit.push({ field: field.field, reads: cell });
    } else values.push({ field: field.field, ...valueOf(row, field, cell, decimal) });
  }
  const { measuredAt: time } = mapping;
  const measuredAt = time === undefined ? null : measuredTime(time, textAt(row, time.at), row.row);
  return { row: row.row, sample, measuredAt, values, belowLimit };
}

function cellAt({ row, at }: FileRow, place: string): Cell {
  const cell = at(place);
  if (cell === undefined) throw wrongFile('result.column-missing', { row, at: place });
  if (cell === null || cell === '') throw wrongFile('result.value-missing', { row, at: place });
  return cell;
}

function textAt(row: FileRow, place: string): string {
  const cell = cellAt(row, place);
  if (typeof cell !== 'string') throw wrongType(row, place, 'text', cell);
  if (cell.includes('\0') || !cell.isWellFormed() || cell.length > 2000 || cell.trim() === '')
    throw wrongFile('result.text-invalid', { row: row.row, at: place, cell });
  return cell;
}

const wrongType = ({ row }: FileRow, at: string, expected: string, cell: Cell) =>
  wrongFile('result.wrong-type', {
    row,
    at,
    expected,
    cell: cell instanceof NumberText ? cell.digits : typeof cell === 'object' ? null : cell,
  });

function valueOf(row: FileRow, field: MappedField, cell: Cell, decimal: '.' | ',' | null): Omit<ResultValue, 'field'> {
  switch (field.type) {
    case 'number': {
      sameUnit(row, field);
      const value = decimal === null ? literal(cell) : written(cell, decimal);
      if (value === undefined) throw wrongType(row, field.at, 'number', cell);
      return { value, unit: field.unit };
    }
    case 'coded': {
      const reads = typeof cell === 'boolean' ? `${cell}` : textAt(row, field.at);
      if (!Object.hasOwn(field.reads, reads)) throw wrongType(row, field.at, Object.keys(field.reads).join(', '), cell);
      return { value: field.reads[reads]! };
    }
    case 'text':
      return { value: textAt(row, field.at) };
  }
}

function sameUnit(row: FileRow, { unitAt }: MappedField & { type: 'number' }): void {
  if (unitAt === undefined) return;
  const found = textAt(row, unitAt.at);
  if (found !== unitAt.reads)
    throw wrongFile('result.unit-differs', { row: row.row, at: unitAt.at, expected: unitAt.reads, found });
}

const literal = (cell: Cell): string | undefined =>
  cell instanceof NumberText ? parseDecimal(cell.digits) : undefined;

/** A number with the decimal sign of the mapping, and no other sign between its digits. */
function written(cell: Cell, decimal: '.' | ','): string | undefined {
  if (typeof cell !== 'string' || cell.includes(decimal === '.' ? ',' : '.')) return undefined;
  return parseDecimal(cell.replace(decimal, '.'));
}
