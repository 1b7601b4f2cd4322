import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Unusable } from '../record.js';
import { linesOf, type Row, rowOf } from './copy-rows.js';
import { Broken, entriesOf } from './tar.js';

export const FORMAT = 'ballroom-backup/1';

interface Table {
  schema: string;
  name: string;
  columns: { name: string; type: string }[];
}

/** What an archive says of itself before its rows; docs/record-format.md says what each part means. */
export interface Header {
  format: string;
  product: string;
  at: string;
  database: string;
  tables: Table[];
  /** partitions of the readings */
  weeks: { name: string }[];
  sealKey: { fingerprint: string; pem: string | null } | null;
}

export interface Digest {
  rows: number;
  sha256: string;
}

export interface Manifest {
  header: string;
  tables: Record<string, Digest>;
  ledger: { facts: number; seal: { number: number; hash: string } | null };
}

/** All of an archive but its rows, and what its rows came to as they passed. */
export interface Frame {
  header: Header;
  manifest: Manifest;
  signature: { key: string; signature: string; over: string } | null;
  /** of the header's bytes */
  headerHash: string;
  tables: Record<string, Digest>;
}

export const nameOf = ({ schema, name }: Table): string => `${schema}.${name}`;

const LARGEST_JSON = 64 * 2 ** 20;
const PART = /^rows\/([a-z0-9_]+\.[a-z0-9_]+)\/(\d{6})\.copy$/;

/** Reads an archive whole, once. Throws Broken where it is not whole, {@link Unusable} where it is none. */
export async function frameOf(file: string): Promise<Frame> {
  const known: Partial<Pick<Frame, 'header' | 'manifest' | 'headerHash'>> = {};
  let signature: Frame['signature'] = null;
  let manifestHash = '';
  const tables: Record<string, Digest> = {};
  let [hash, rows, table, part] = [createHash('sha256'), 0, '', 0];
  const close = (): void => {
    if (table !== '') tables[table] = { rows, sha256: hash.digest('hex') };
  };
  for await (const { name, size, body } of entriesOf(file)) {
    const [, of, number] = PART.exec(name) ?? [];
    if (known.header === undefined) {
      if (name !== 'header.json') throw new Unusable('The file is no backup of Ballroom.');
      const text = await textOf(size, body());
      known.headerHash = sha256(text);
      known.header = headerOf(text);
    } else if (of !== undefined && known.manifest === undefined) {
      if (of !== table) {
        close();
        if (of in tables) throw new Broken(`rows of ${of} come twice`);
        [hash, rows, table, part] = [createHash('sha256'), 0, of, 0];
      }
      if (Number(number) !== ++part) throw new Broken(`part ${part} of ${of} is missing`);
      for await (const piece of body()) {
        hash.update(piece);
        for (let at = piece.indexOf(10); at !== -1; at = piece.indexOf(10, at + 1)) rows += 1;
      }
    } else if (name === 'manifest.json' && known.manifest === undefined) {
      close();
      const text = await textOf(size, body());
      manifestHash = sha256(text);
      known.manifest = parsed<Manifest>(name, text);
    } else if (name === 'signature.json' && known.manifest !== undefined && signature === null) {
      const said = parsed<{ key: string; signature: string }>(name, await textOf(size, body()));
      signature = { ...said, over: `${FORMAT} manifest ${manifestHash}` };
    } else throw new Broken(`it goes on with ${name}, which does not belong there`);
  }
  const { header, manifest, headerHash } = known;
  if (header === undefined || manifest === undefined || headerHash === undefined)
    throw new Broken('it ends before its manifest');
  return { header, manifest, signature, headerHash, tables };
}

/** The rows of tables, in the order in which the archive has them, read anew from its begin. Nothing of a table that it has not. */
export async function* rowsOf(
  file: string,
  { tables }: Header,
  of: (table: string) => boolean,
): AsyncGenerator<Row, void> {
  const wanted = new Map(tables.flatMap((table) => (of(nameOf(table)) ? [[nameOf(table), table]] : [])));
  let left = wanted.size;
  if (left === 0) return;
  let current = '';
  for await (const { name, body } of entriesOf(file)) {
    const table = PART.exec(name)?.[1] ?? '';
    if (current !== '' && table !== current) left -= 1;
    current = wanted.has(table) ? table : '';
    if (left === 0) return;
    if (current === '') continue;
    const columns = wanted.get(table)!.columns.map((column) => column.name);
    for await (const line of linesOf(body())) {
      const row = rowOf(line, columns);
      if (row === null) throw new Broken(`a row of ${table} has not the columns of its table`);
      yield row;
    }
  }
}

export async function hashOfFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(file)) hash.update(piece as Buffer);
  return hash.digest('hex');
}

const sha256 = (text: Buffer): string => createHash('sha256').update(text).digest('hex');

async function textOf(size: number, body: AsyncIterable<Buffer>): Promise<Buffer> {
  if (size > LARGEST_JSON) throw new Broken('an entry is longer than any that is written');
  const pieces: Buffer[] = [];
  for await (const piece of body) pieces.push(piece);
  return Buffer.concat(pieces);
}

function headerOf(text: Buffer): Header {
  const header = parsed<Header>('header.json', text);
  if (header.format !== FORMAT)
    throw new Unusable(
      `The archive says its format is ${JSON.stringify(header.format)}; this verifier knows ${FORMAT}.`,
    );
  if (!Array.isArray(header.tables) || !Array.isArray(header.weeks)) throw new Unusable('The header names no tables.');
  return header;
}

function parsed<T>(name: string, text: Buffer): T {
  try {
    const value = JSON.parse(text.toString('utf8')) as unknown;
    if (typeof value === 'object' && value !== null) return value as T;
  } catch {
    // as one that holds no object
  }
  throw new Broken(`${name} holds no JSON object`);
}
