import type { EntityMetadata, EntityTarget, ObjectLiteral } from 'typeorm';
import type { Tx } from '../../platform/database/index.js';
import type { Fact, Projection, Rows } from './domain/index.js';

/**
 * A projection with the entities that hold its rows; `stream` names the property with the stream's id (without its kind),
 * `hashed` one whose content is what the row's `hash` names. With `loads: false` it is for writing alone: none of the rows
 * that a stream has is read, however many there are.
 */
export type StoredProjection<State extends Rows = Rows, F extends Fact = Fact> = Projection<State, F> & {
  tables: { [T in keyof State & string]: { entity: EntityTarget<ObjectLiteral>; stream: string; hashed?: string } };
  loads?: false;
};

/**
 * Rows of a stream as its projection's state with the hash of the head they follow from (null where there is no such
 * stream), all tables in one statement; content that a hash names only where it is new.
 */
export async function loadRows<State extends Rows>(
  tx: Tx,
  projection: StoredProjection<State>,
  id: string,
): Promise<{ hash: string | null; state: State }> {
  const { tables, selection } = statementsOf(tx, projection);
  const [found] = await tx.query<Record<string, Row[] | null> & { head: string | null }>(selection, [
    id,
    `${projection.kind}/${id}`,
  ]);
  const state: [string, Record<string, object>][] = [];
  for (const { table, hashed } of tables) {
    const rows = found![table] ?? [];
    const whole = hashed === undefined ? rows : await withContents(tx, hashed, rows);
    state.push([table, Object.fromEntries(whole.map((row) => [String(row['id']), row]))]);
  }
  return { hash: found!.head, state: Object.fromEntries(state) as State };
}

type Row = Record<string, unknown>;
type Column = EntityMetadata['columns'][number];

interface Statements {
  tables: { table: string; upsert: string; hashed: Hashed | undefined }[];
  selection: string;
}

/** A table's property whose content is what the row's `hash` names. */
interface Hashed {
  property: string;
  select: string;
}

const statements = new WeakMap<object, Statements>();

/** What loads and saves the rows of a projection, put together once. */
function statementsOf<State extends Rows>(tx: Tx, { tables }: StoredProjection<State>): Statements {
  let made = statements.get(tables);
  if (made === undefined) statements.set(tables, (made = statementsFor(tx, tables)));
  return made;
}

function statementsFor(tx: Tx, tables: StoredProjection['tables']): Statements {
  const all = Object.entries(tables).map(([table, { entity, stream, hashed }]) => {
    const { tableName, columns } = tx.entities.connection.getMetadata(entity);
    const named = (property: string) => columns.find(({ propertyName }) => propertyName === property)!;
    const of = named(stream);
    const asked = columns.filter(({ propertyName }) => propertyName !== hashed);
    const selected = `(select json_agg(${asJson(asked)}) from "${tableName}"
       where ${of.databaseName} = ($1::text)::${typeOf(of)}) as "${table}"`;
    const contentOf = (property: string): Hashed => ({
      property,
      select: `select id, "${named(property).databaseName}" as content from "${tableName}" where id = any($1)`,
    });
    return {
      table,
      selected,
      hashed: hashed === undefined ? hashed : contentOf(hashed),
      upsert: upsertOf(tableName, columns),
    };
  });
  const head = `(select encode(hash, 'hex') from stream where id = $2) as head`;
  return { tables: all, selection: `select ${[head, ...all.map(({ selected }) => selected)].join(', ')}` };
}

const typeOf = ({ type }: Column): string => type as string;

/** A row by its properties; JSON has neither instants nor 64 bits: both are text, as in facts. */
function asJson(columns: Column[]): string {
  const values = columns.map((column) => {
    const name = `"${column.databaseName}"`;
    if (column.type === 'bigint') return `'${column.propertyName}', ${name}::text`;
    const instant = `to_char(${name} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
    return `'${column.propertyName}', ${column.type === 'timestamptz' ? instant : name}`;
  });
  return `json_build_object(${values.join(', ')})`;
}

const CONTENTS_KEPT = 100;
const contents = new Map<unknown, unknown>();

/** Rows with the content that their hash names: one is many batches' own, and is read from the database once. */
async function withContents(tx: Tx, { property, select }: Hashed, rows: Row[]): Promise<Row[]> {
  const known = new Map(rows.map(({ hash }) => [hash, contents.get(hash)]));
  const missing = rows.filter(({ hash }) => known.get(hash) === undefined).map(({ id }) => id);
  const read = missing.length === 0 ? [] : await tx.query<{ id: string; content: unknown }>(select, [missing]);
  const found = new Map(read.map(({ id, content }) => [id, frozen(content)]));
  const whole = rows.map((row) => ({ ...row, [property]: found.get(String(row['id'])) ?? known.get(row['hash']) }));
  for (const row of whole) keep(row['hash'], row[property]);
  return whole;
}

/** The least recently used goes. */
function keep(hash: unknown, content: unknown): void {
  contents.delete(hash);
  contents.set(hash, content);
  if (contents.size > CONTENTS_KEPT) contents.delete(contents.keys().next().value);
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) for (const part of Object.values(Object.freeze(value))) frozen(part);
  return value;
}

/** Statements that save changed rows, in the order of the projection's tables; each takes its rows as JSON in `$1`. */
export function upsertsOf(
  tx: Tx,
  projection: StoredProjection,
  changed: Readonly<Record<string, object[]>>,
): { sql: string; rows: string }[] {
  return statementsOf(tx, projection).tables.flatMap(({ table, upsert }) => {
    const rows = changed[table];
    return rows === undefined ? [] : [{ sql: upsert, rows: JSON.stringify(rows) }];
  });
}

/** Rows arrive as JSON, by their properties. */
function upsertOf(table: string, columns: Column[]): string {
  const list = (of: (column: Column) => string) => columns.map(of).join(', ');
  const type = (column: Column) => `${typeOf(column)}${column.isArray ? '[]' : ''}`;
  const rest = columns.filter((column) => !column.isPrimary).map(({ databaseName }) => databaseName);
  return `insert into "${table}" (${list(({ databaseName }) => `"${databaseName}"`)})
    select ${list(({ propertyName }) => `"${propertyName}"`)}
      from json_to_recordset($1) as r (${list((column) => `"${column.propertyName}" ${type(column)}`)})
    on conflict (id) do update set ${rest.map((name) => `"${name}" = excluded."${name}"`).join(', ')}`;
}
