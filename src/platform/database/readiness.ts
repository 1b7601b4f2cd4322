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

const OLDEST = 180_000;

/** Why a PostgreSQL of this `server_version_num` is none for Ballroom, or null. */
export const versionProblem = (version: number): string | null =>
  version < OLDEST ? `PostgreSQL is ${Math.floor(version / 10_000)}; 18 or later is needed` : null;

/** What keeps the server from running on this database, one sentence each; empty when it is ready. */
export async function databaseProblems(source: DataSource): Promise<string[]> {
  const unfit = (await serverProblem(source)) ?? (await schemaProblem(source));
  if (unfit !== null) return [unfit];
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

/** What keeps the schema from being brought up, in one sentence, or null when it can be. */
export async function migrationProblem(source: DataSource): Promise<string | null> {
  const unfit = await serverProblem(source);
  if (unfit !== null) return unfit;
  const [role] = await source.query<{ name: string; database: string; owns: boolean; app: boolean }[]>(`
    select current_user as name, datname as database, pg_has_role(datdba, 'usage') as owns,
           to_regrole('ballroom_app') is not null as app
      from pg_database where datname = current_database()`);
  if (!role!.app) return 'the role ballroom_app is missing; a database administrator makes the roles first';
  if (!role!.owns) return `database role ${role!.name} does not own the database ${role!.database}`;
  const { newer } = await migrationsOf(source);
  return newer.length > 0 ? newerSchema(newer) : null;
}

async function serverProblem(source: DataSource): Promise<string | null> {
  const [server] = await source.query<{ version: number }[]>(
    `select current_setting('server_version_num')::int as version`,
  );
  return versionProblem(server!.version);
}

async function schemaProblem(source: DataSource): Promise<string | null> {
  const [role] = await source.query<{ name: string; readable: boolean | null }[]>(
    `select current_user as name, has_table_privilege(to_regclass('public.migration')::oid, 'SELECT') as readable`,
  );
  if (role!.readable === false) return `database role ${role!.name} has not what ballroom_app is granted`;
  const { missing, newer } = await migrationsOf(source);
  if (missing.length > 0)
    return `the schema is older than this version (${missing.length} migrations to run): npm run migrate`;
  return newer.length > 0 ? newerSchema(newer) : null;
}

const newerSchema = (newer: string[]) => `the schema is newer than this version (${newer.join(', ')})`;

/** Migrations that the schema lacks, and those it has that this version does not know. */
async function migrationsOf(source: DataSource): Promise<{ missing: string[]; newer: string[] }> {
  const [table] = await source.query<{ found: boolean }[]>(
    `select to_regclass('public.migration') is not null as found`,
  );
  const rows = table!.found ? await source.query<{ name: string }[]>(`select name from public.migration`) : [];
  const ran = rows.map(({ name }) => name);
  const known = migrations.map((migration) => new migration().name);
  return {
    missing: known.filter((name) => !ran.includes(name)),
    newer: ran.filter((name) => !known.includes(name)),
  };
}
