import { pipeline } from 'node:stream/promises';
import type { ClientBase } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { type Header, nameOf, partName, type Sequence, type Table, type Week } from '../backup/archive.js';
import { ARCHIVE, READINGS, tablesOf } from '../backup/catalog.js';
import { type Archive, Damaged } from './read-archive.js';

const WEEK = /^[a-z0-9_]{1,63}$/;
const BOUND = /^-?\d{1,18}$/;

/** The weeks that the archive has, in place of those that migrations have made; all tables empty, and without their own triggers. */
export async function makeRoom(client: ClientBase, { tables, weeks }: Header): Promise<void> {
  const archived = tables.filter(({ schema }) => schema === ARCHIVE).map(({ name }) => name);
  if (![...weeks.map(({ name }) => name), ...archived].every((name) => WEEK.test(name)))
    throw new Damaged('a week of readings has a name that none has');
  const { rows } = await client.query<{ name: string }>(
    `select inhrelid::regclass::text as name from pg_inherits where inhparent = 'public.${READINGS}'::regclass`,
  );
  if (rows.length > 0) await client.query(`drop table ${rows.map(({ name }) => name).join(', ')}`);
  for (const week of weeks) await makeWeek(client, week);
  for (const name of archived) await makeTable(client, `${ARCHIVE}.${name}`, name);
  await holdSame(client, tables);
  const all = tables.map((table) => quoted(client, table));
  for (const table of all) await client.query(`alter table ${table} disable trigger user`);
  await client.query(`truncate ${all.join(', ')}`);
}

export async function switchRulesOn(client: ClientBase, { tables }: Header): Promise<void> {
  for (const table of tables) await client.query(`alter table ${quoted(client, table)} enable trigger user`);
  const { rows } = await client.query<{ name: string }>(
    `select distinct tgrelid::regclass::text as name from pg_trigger where tgenabled <> 'O'`,
  );
  if (rows.length > 0) throw new Error(`rules of ${rows[0]!.name} are off`);
}

async function makeWeek(client: ClientBase, { name, from, to }: Week): Promise<void> {
  if (![from ?? '0', to].every((bound) => BOUND.test(bound))) throw new Damaged(`${name} has bounds that are no times`);
  await makeTable(client, `public.${name}`, name);
  await client.query(
    `alter table public.${READINGS} attach partition public.${name} for values from (${from ?? 'minvalue'}) to (${to})`,
  );
}

/** As the server's own function makes weeks. */
async function makeTable(client: ClientBase, table: string, name: string): Promise<void> {
  await client.query(
    `create table ${table} (like public.${READINGS} including all);
     create unique index ${name}_arrival on ${table} (unit, arrival);
     create trigger append_only before update or delete or truncate on ${table} execute function public.refuse_change()`,
  );
}

/** An archive has all tables that its migrations make, and no others. */
async function holdSame(client: ClientBase, tables: readonly Table[]): Promise<void> {
  const here = new Map((await tablesOf(client)).map((table) => [nameOf(table), table]));
  for (const table of tables) {
    const made = here.get(nameOf(table));
    if (made === undefined) throw new Damaged(`${nameOf(table)} is no table that the archive's migrations make`);
    if (JSON.stringify([made.columns, made.key]) !== JSON.stringify([table.columns, table.key]))
      throw new Damaged(`${nameOf(table)} has other columns than the archive's migrations make`);
    here.delete(nameOf(table));
  }
  const [lacking] = here.keys();
  if (lacking !== undefined) throw new Damaged(`the archive lacks the table ${lacking}`);
}

/**
 * Copies all rows, each table after those that it refers to: keys, checks and references hold for each row as it comes.
 */
export async function loadRows(client: ClientBase, archive: Archive, header: Header): Promise<void> {
  const selfReferring = new Set((await tablesOf(client)).filter((one) => one.needs.includes(nameOf(one))).map(nameOf));
  for (const table of header.tables) {
    let part = 1;
    // rows that refer to each other come in one copy
    const isWhole = selfReferring.has(nameOf(table));
    async function* rows(): AsyncGenerator<Buffer> {
      do {
        part += 1;
        yield* archive.take();
      } while (isWhole && archive.next === partName(table, part));
    }
    while (archive.next === partName(table, part)) {
      const columns = table.columns.map(({ name }) => client.escapeIdentifier(name)).join(', ');
      const copy = client.query(copyFrom(`copy ${quoted(client, table)} (${columns}) from stdin`));
      await pipeline(rows, copy).catch((error: Error) => {
        throw 'severity' in error ? new Damaged(`the rows of ${nameOf(table)} do not load: ${error.message}`) : error;
      });
    }
  }
}

export async function setSequences(client: ClientBase, sequences: readonly Sequence[]): Promise<void> {
  for (const { name, last, called } of sequences)
    await client.query(`select setval(format('public.%I', $1::text)::regclass, $2, $3)`, [name, last, called]);
}

const quoted = (client: ClientBase, { schema, name }: Table): string =>
  `${client.escapeIdentifier(schema)}.${client.escapeIdentifier(name)}`;
