import type { ClientBase } from 'pg';
import { nameOf, type Sequence, type Table, type Week } from './archive.js';

/** The table that weeks are partitions of. */
export const READINGS = 'reading';
export const ARCHIVE = 'reading_archive';

const TABLES = `
  select n.nspname as schema, c.relname as name,
         (select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) order by a.attname)
            from pg_attribute a
           where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
         coalesce((select json_agg(a.attname order by k.place)
            from pg_index i cross join unnest(i.indkey::int2[]) with ordinality k (number, place)
            join pg_attribute a on a.attrelid = c.oid and a.attnum = k.number
           where i.indrelid = c.oid and i.indisprimary), '[]') as key,
         coalesce((select json_agg(distinct format('%s.%s', f.relnamespace::regnamespace, f.relname))
            from pg_constraint r join pg_class f on f.oid = r.confrelid
           where r.conrelid = c.oid and r.contype = 'f'), '[]') as needs
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
   where n.nspname in ('public', '${ARCHIVE}') and c.relkind = 'r'
     and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
   order by n.nspname collate "C", c.relname collate "C"`;

/** All tables that hold rows, those that others refer to before them. `needs` may hold the table itself. */
export async function tablesOf(client: ClientBase): Promise<(Table & { needs: string[] })[]> {
  const { rows } = await client.query<Table & { needs: string[] }>(TABLES);
  const placed = new Set<string>();
  const ordered: typeof rows = [];
  while (ordered.length < rows.length) {
    const next = rows.filter(
      (table) => !placed.has(nameOf(table)) && table.needs.every((one) => one === nameOf(table) || placed.has(one)),
    );
    if (next.length === 0) throw new Error('tables refer to each other in a circle');
    for (const table of next) placed.add(nameOf(table));
    ordered.push(...next);
  }
  return ordered;
}

/** Partitions of the readings, the oldest first. */
export async function weeksOf(client: ClientBase): Promise<Week[]> {
  const { rows } = await client.query<Week>(`
    select c.relname as name, substring(b.bound from 'FROM \\(''(-?\\d+)''\\)') as "from",
           substring(b.bound from 'TO \\(''(-?\\d+)''\\)') as "to"
      from pg_inherits i join pg_class c on c.oid = i.inhrelid,
           lateral (select pg_get_expr(c.relpartbound, c.oid) as bound) b
     where i.inhparent = 'public.${READINGS}'::regclass
     order by substring(b.bound from 'TO \\(''(-?\\d+)''\\)')::bigint`);
  return rows;
}

export async function sequencesOf(client: ClientBase): Promise<Sequence[]> {
  const { rows } = await client.query<{ name: string }>(
    `select sequencename as name from pg_sequences where schemaname = 'public' order by sequencename collate "C"`,
  );
  const sequences: Sequence[] = [];
  for (const { name } of rows) {
    const sql = `select last_value::text as last, is_called as called from public.${client.escapeIdentifier(name)}`;
    const [state] = (await client.query<Omit<Sequence, 'name'>>(sql)).rows;
    sequences.push({ name, ...state! });
  }
  return sequences;
}

export async function migrationsOf(client: ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(`select name from public.migration order by id`);
  return rows.map(({ name }) => name);
}
