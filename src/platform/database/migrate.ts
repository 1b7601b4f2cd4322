import { migrations } from '../../../migrations/index.js';
import { ConfigError } from '../config/index.js';
import { dataSource } from './data-source.js';
import { migrationProblem } from './readiness.js';

/** Held by whoever changes the schema, and shared by whoever needs it to stay as it is. */
export const MIGRATION_LOCK = `hashtext('ballroom.migrate')`;

/**
 * Brings the schema up, forward only, each migration in its own transaction; returns the names of those that ran.
 * Of several that are started at once one runs them. Throws ConfigError where this database is none to bring up.
 */
export async function migrate(migrationUrl: string): Promise<string[]> {
  const source = dataSource(migrationUrl, { migrations, poolSize: 1 });
  await source.initialize().catch((error: Error) => {
    throw new ConfigError([`the database of DATABASE_MIGRATION_URL cannot be reached: ${error.message}`]);
  });
  try {
    // held by the pool's one connection until it ends
    await source.query(`select pg_advisory_lock(${MIGRATION_LOCK})`);
    const problem = await migrationProblem(source);
    if (problem !== null) throw new ConfigError([problem]);
    return (await source.runMigrations()).map((migration) => migration.name);
  } finally {
    await source.destroy();
  }
}
