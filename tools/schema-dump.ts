import type { DataSource } from '../src/platform/database/index.js';

const TABLES = `
  select c.oid::regclass::text as name, c.relrowsecurity as secured
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
   order by 1`;

const COLUMNS = `
  select format('  %I %s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
                case when a.attnotnull then ' not null' else '' end,
                case when d.adbin is null then '' else ' default ' || pg_get_expr(d.adbin, d.adrelid) end) as line
    from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
   where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped
   order by a.attnum`;

const CONSTRAINTS = `
  select format('  constraint %I %s', conname, pg_get_constraintdef(oid)) as line
    from pg_constraint where conrelid = $1::regclass and contype <> 'n' and contype <> 't'
   order by contype = 'p' desc, conname`;

const REST = `
  select 1 as place, indexdef as line from pg_indexes i
   where i.schemaname = 'public' and i.tablename = $1
     and not exists (select from pg_constraint c where c.conindid = format('public.%I', i.indexname)::regclass)
  union all
  select 2, pg_get_triggerdef(oid) from pg_trigger where tgrelid = $1::regclass and not tgisinternal
  union all
  select 3, format('create policy %I on %I for %s using (%s)', policyname, tablename, lower(cmd), qual)
    from pg_policies where schemaname = 'public' and tablename = $1
  union all
  select 4, format('grant %s on %I to %I', string_agg(lower(privilege_type), ', ' order by privilege_type), table_name, grantee)
    from information_schema.role_table_grants
   where table_schema = 'public' and table_name = $1 and grantee = 'ballroom_app' group by table_name, grantee
  union all
  select 5, format('grant %s (%s) on %I to %I', lower(privilege_type), string_agg(column_name, ', ' order by column_name), table_name, grantee)
    from information_schema.role_column_grants g
   where table_schema = 'public' and table_name = $1 and grantee = 'ballroom_app'
     and not exists (select from information_schema.role_table_grants t
                      where t.table_schema = 'public' and t.table_name = g.table_name
                        and t.grantee = g.grantee and t.privilege_type = g.privilege_type)
   group by table_name, grantee, privilege_type
   order by 1, 2`;

const SEQUENCES = `select format('create sequence %I', sequencename) as line from pg_sequences where schemaname = 'public' order by 1`;

const FUNCTIONS = `
  select pg_get_functiondef(p.oid) as line from pg_proc p where p.pronamespace = 'public'::regnamespace order by p.proname`;

/** The schema as the catalog knows it, in one order, so that a migration's effect is a readable diff. */
export async function schemaDump(source: DataSource): Promise<string> {
  const lines = async (sql: string, ...parameters: string[]): Promise<string[]> =>
    (await source.query<{ line: string }[]>(sql, parameters)).map((row) => row.line.trim());
  const parts: string[] = ['-- Written from the catalog by `npm run snapshots`; migrations/ is what makes it.'];
  for (const line of [...(await lines(SEQUENCES)), ...(await lines(FUNCTIONS))]) parts.push(`${line};`);
  for (const { name, secured } of await source.query<{ name: string; secured: boolean }[]>(TABLES)) {
    const body = [...(await lines(COLUMNS, name)), ...(await lines(CONSTRAINTS, name))].map((line) => `  ${line}`);
    const rest = (await lines(REST, name)).map((line) => `${line};`);
    const security = secured ? [`alter table ${name} enable row level security;`] : [];
    parts.push([`create table ${name} (\n${body.join(',\n')}\n);`, ...security, ...rest].join('\n'));
  }
  return `${parts.join('\n\n')}\n`;
}
