import type { PoolClient } from 'pg';
import { MigrationExecutor } from 'typeorm';
import { migrations } from '../../../migrations/index.js';
import { ConfigError } from '../config/index.js';
import { dataSource } from './data-source.js';
import { MIGRATION_LOCK } from './migrate.js';
import { migrationProblem } from './readiness.js';

const NAMES = new Map(migrations.map((migration) => [new migration().name, migration] as const));

/** Which of these migrations this version does not have. */
export const unknownMigrations = (names: readonly string[]): string[] => names.filter((name) => !NAMES.has(name));

/** The first thing in a database that is not of the system's own. */
const FOUND = `
  select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
   where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
     and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
  union all
  select nspname::text from pg_namespace where nspname !~ '^pg_' and nspname not in ('information_schema', 'public')
   order by 1 limit 1`;

/**
 * Gives an empty database the schema of these migrations and what `fill` puts into it, in one transaction: all of it, or the
 * database stays empty. `fill` may copy rows. Throws ConfigError where this database is none to fill.
 * @param migrationUrl of the role that owns the database
 */
export async function fillEmptyDatabase<T>(
  migrationUrl: string,
  names: readonly string[],
  fill: (client: PoolClient) => Promise<T>,
): Promise<T> {
  const wanted = [...NAMES].filter(([name]) => names.includes(name)).map(([, migration]) => migration);
  const source = dataSource(migrationUrl, { migrations: wanted, poolSize: 1, pipeline: false });
  await source.initialize().catch((error: Error) => {
    throw new ConfigError([`the database cannot be reached: ${error.message}`]);
  });
  try {
    const problem = await migrationProblem(source);
    if (problem !== null) throw new ConfigError([problem]);
    const runner = source.createQueryRunner();
    const client = (await runner.connect()) as PoolClient;
    try {
      await client.query(`select pg_advisory_lock(${MIGRATION_LOCK})`);
      const [found] = (await client.query<{ name: string }>(FOUND)).rows;
      if (found !== undefined) throw new ConfigError([`the database is not empty: it has ${found.name}`]);
      await runner.startTransaction();
      await new MigrationExecutor(source, runner).executePendingMigrations();
      const filled = await fill(client);
      await runner.commitTransaction();
      return filled;
    } finally {
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      await runner.release();
    }
  } finally {
    await source.destroy();
  }
}
