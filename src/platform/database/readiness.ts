import type { DataSource } from 'typeorm';
import { migrations } from '../../../migrations/index.js';

/** What a role is, by itself or by any role that it may become. */
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
    with become as (select oid, rolsuper, rolbypassrls from pg_roles r where pg_has_role(session_user, r.oid, 'member'))
    select session_user as role, bool_or(rolsuper) as superuser, bool_or(rolbypassrls) as bypass_rls,
           exists (select from pg_class c join become on become.oid = c.relowner
                    where c.relnamespace = 'public'::regnamespace)
             or exists (select from pg_namespace n join become on become.oid = n.nspowner where n.nspname = 'public')
             as owns,
           bool_or(has_any_column_privilege(oid, 'public.fact', 'UPDATE')
             or has_table_privilege(oid, 'public.fact', 'DELETE, TRUNCATE, TRIGGER')) as may_change_facts
      from become`);
  const problems: string[] = [];
  if (role!.superuser) problems.push(`database role ${role!.role} is or may become a superuser`);
  if (role!.bypass_rls) problems.push(`database role ${role!.role} bypasses row-level security, or may`);
  if (role!.owns) problems.push(`database role ${role!.role} owns the schema, or may`);
  if (role!.may_change_facts) problems.push(`database role ${role!.role} may change facts`);
  return problems;
}

async function schemaProblem(source: DataSource): Promise<string | null> {
  const [table] = await source.query<{ found: boolean; readable: boolean | null; role: string }[]>(`
    select found is not null as found, has_table_privilege(found::oid, 'SELECT') as readable, current_user as role
      from to_regclass('public.migration') as found`);
  if (table!.readable === false) return `database role ${table!.role} has not what ballroom_app is granted`;
  const ran = table!.found
    ? (await source.query<{ name: string }[]>(`select name from migration`)).map((row) => row.name)
    : [];
  const known = migrations.map((migration) => new migration().name);
  const missing = known.filter((name) => !ran.includes(name));
  const newer = ran.filter((name) => !known.includes(name));
  if (missing.length > 0)
    return `the schema is older than this version (${missing.length} migrations to run): npm run migrate`;
  if (newer.length > 0) return `the schema is newer than this version (${newer.join(', ')})`;
  return null;
}
