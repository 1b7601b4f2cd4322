import type { DataSource } from 'typeorm';
import { migrations } from '../../../migrations/index.js';

interface RoleFacts {
  role: string;
  superuser: boolean;
  bypass_rls: boolean;
  owns: boolean;
  may_change_facts: boolean;
}

/** What keeps the server from running on this database, one sentence each; empty when it is ready. */
export async function databaseProblems(source: DataSource): Promise<string[]> {
  const [server] = await source.query<{ version: number }[]>(
    `select current_setting('server_version_num')::int as version`,
  );
  if (server!.version < 180000) return [`PostgreSQL is ${Math.floor(server!.version / 10000)}; 18 or later is needed`];
  const schema = await schemaProblem(source);
  if (schema !== null) return [schema];
  const [role] = await source.query<RoleFacts[]>(`
    select r.rolname as role, r.rolsuper as superuser, r.rolbypassrls as bypass_rls,
           exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
                    where n.nspname = 'public' and pg_has_role(r.oid, c.relowner, 'member')) as owns,
           has_table_privilege(r.oid, 'fact', 'UPDATE, DELETE, TRUNCATE, TRIGGER') as may_change_facts
      from pg_roles r where r.rolname = current_user`);
  const problems: string[] = [];
  if (role!.superuser) problems.push(`database role ${role!.role} is a superuser`);
  if (role!.bypass_rls) problems.push(`database role ${role!.role} bypasses row-level security`);
  if (role!.owns) problems.push(`database role ${role!.role} owns tables`);
  if (role!.may_change_facts) problems.push(`database role ${role!.role} may change facts`);
  return problems;
}

async function schemaProblem(source: DataSource): Promise<string | null> {
  const [table] = await source.query<{ found: boolean }[]>(
    `select to_regclass('public.migration') is not null as found`,
  );
  const ran = table!.found
    ? (await source.query<{ name: string }[]>(`select name from migration`)).map((row) => row.name)
    : [];
  const known = migrations.map((migration) => new migration().name!);
  const missing = known.filter((name) => !ran.includes(name));
  const newer = ran.filter((name) => !known.includes(name));
  if (missing.length > 0)
    return `the schema is older than this version (${missing.length} migrations to run): npm run migrate`;
  if (newer.length > 0) return `the schema is newer than this version (${newer.join(', ')})`;
  return null;
}
