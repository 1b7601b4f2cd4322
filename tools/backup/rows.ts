import { createHash } from 'node:crypto';
import type { ClientBase } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { type Digest, type LedgerState, nameOf, type Table } from './archive.js';

/** In these the text of a value is the same wherever it is read; no policy may hide a row without an error. */
export const PLAIN_TEXT = `
  set local timezone = 'UTC'; set local datestyle = 'ISO, YMD'; set local intervalstyle = 'postgres';
  set local bytea_output = 'hex'; set local extra_float_digits = 1; set local client_encoding = 'UTF8';
  set local row_security = off; set local synchronize_seqscans = off;
  set local statement_timeout = 0; set local lock_timeout = 0; set local idle_in_transaction_session_timeout = 0`;

/** A transaction's number says something in its own cluster alone; a restored fact is older than all that come there. */
const INSTEAD: Readonly<Record<string, string>> = { 'public.fact.tx': `'0'::xid8 as tx` };

/** What is of the moment and lets somebody in: halves of one-time passwords until they are whole, and what ways in are asked. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  'public.reset_part',
  'public.sso_attempt',
  'public.sso_returned',
  'public.passkey_challenge',
]);

const LINE_END = 10;

/** Its rows, none of a table that is left out, in the order of its key, with text by code points, whatever the collation of the database is. */
export function selectOf(client: ClientBase, table: Table): string {
  const id = (name: string): string => client.escapeIdentifier(name);
  const types = new Map(table.columns.map(({ name, type }) => [name, type]));
  const columns = table.columns.map(({ name }) => INSTEAD[`${nameOf(table)}.${name}`] ?? id(name));
  const order = table.key.map((name) =>
    /^(text|char)/.test(types.get(name) ?? '') ? `${id(name)} collate "C"` : id(name),
  );
  const by = order.length > 0 ? order.join(', ') : `t::text collate "C"`;
  const none = LEFT_OUT.has(nameOf(table)) ? ' where false' : '';
  return `select ${columns.join(', ')} from ${id(table.schema)}.${id(table.name)} t${none} order by ${by}`;
}

/** Counts and hashes rows as they pass. */
export class RowsSeen {
  private readonly hash = createHash('sha256');
  private rows = 0;

  see(piece: Buffer): void {
    this.hash.update(piece);
    for (let at = piece.indexOf(LINE_END); at !== -1; at = piece.indexOf(LINE_END, at + 1)) this.rows += 1;
  }

  digest(): Digest {
    return { rows: this.rows, sha256: this.hash.digest('hex') };
  }
}

/** Texts of the rows of a query, in pieces of any size. */
export const rowsOf = (client: ClientBase, select: string): AsyncIterable<Buffer> =>
  client.query(copyTo(`copy (${select}) to stdout`)) as AsyncIterable<Buffer>;

export async function digestOf(client: ClientBase, select: string): Promise<Digest> {
  const seen = new RowsSeen();
  for await (const piece of rowsOf(client, select)) seen.see(piece);
  return seen.digest();
}

/** The same rows, in pieces of at least `size` bytes that end with a row; at least one piece, if an empty one. */
export async function* parts(rows: AsyncIterable<Buffer>, size: number): AsyncGenerator<Buffer> {
  let [held, bytes, given]: [Buffer[], number, number] = [[], 0, 0];
  for await (const piece of rows) {
    const end = piece.lastIndexOf(LINE_END) + 1;
    held.push(piece);
    bytes += piece.length;
    if (bytes < size || end === 0) continue;
    const whole = Buffer.concat(held);
    const cut = whole.length - (piece.length - end);
    yield whole.subarray(0, cut);
    given += 1;
    held = [whole.subarray(cut)];
    bytes = whole.length - cut;
  }
  if (bytes > 0 || given === 0) yield Buffer.concat(held);
}

const HEADS = `select id, seq, encode(hash, 'hex') from public.stream order by id collate "C"`;

/** Facts are counted by the places that heads have come to, not by the rows of their table, so that each tells of the other. */
export async function ledgerOf(client: ClientBase): Promise<LedgerState> {
  const [counted] = (await client.query<{ facts: string }>(`select coalesce(sum(seq), 0) as facts from public.stream`))
    .rows;
  const { rows } = await client.query<{ number: number; hash: string }>(
    `select number, encode(sha256(convert_to(text, 'UTF8')), 'hex') as hash from public.seal order by number desc limit 1`,
  );
  return { facts: Number(counted!.facts), heads: await digestOf(client, HEADS), seal: rows[0] ?? null };
}

/** How a table differs from what was written of it. */
export function differs(table: string, found: Digest, wanted: Digest | undefined): string[] {
  if (wanted === undefined) return [`${table}: the manifest does not say what it holds`];
  if (found.rows !== wanted.rows) return [`${table}: ${found.rows} rows, backed up were ${wanted.rows}`];
  return found.sha256 === wanted.sha256 ? [] : [`${table}: rows are not those that were backed up`];
}
