import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, ConfigError } from '../../src/platform/config/index.js';
import { makeDataDir } from '../demo/data-dir.js';
import { startPostgres } from '../demo/embedded-postgres.js';
import { ensureRoles } from '../demo/roles.js';
import { secret } from '../demo/secrets.js';

/** A database to copy from or into; `url` is of the role that owns its schema. */
export interface Reached {
  url: string;
  /** as a person calls it */
  name: string;
  /** ends what was started for this alone */
  leave(): Promise<void>;
}

/**
 * The database of DATABASE_MIGRATION_URL; else the one that Ballroom brings, of BALLROOM_DATA, whether it is running or not.
 * @param isMade whether that one may be made where there is none
 */
export async function whichDatabase(config: Config, say: (line: string) => void, isMade: boolean): Promise<Reached> {
  const { migrationUrl, databaseUrl, dataDir } = config;
  if (migrationUrl !== undefined)
    return { url: migrationUrl, name: withoutPassword(migrationUrl), leave: () => Promise.resolve() };
  if (databaseUrl !== undefined)
    throw new ConfigError(['DATABASE_MIGRATION_URL is missing; it is the connection of the role that owns the schema']);
  if (!isMade && !existsSync(join(dataDir, 'secrets', 'ballroom_owner')))
    throw new ConfigError([`${dataDir} holds no database of a start, and DATABASE_MIGRATION_URL names no other`]);
  if (isMade) makeDataDir(dataDir);
  const postgres = await startPostgres({ dataDir, say });
  const leave = postgres.adopted ? () => Promise.resolve() : () => postgres.stop();
  const passwords = { owner: secret(dataDir, 'ballroom_owner'), server: secret(dataDir, 'ballroom_server') };
  try {
    const { migrationUrl: url } = await ensureRoles(postgres.adminUrl, passwords);
    return { url, name: `the database in ${dataDir}`, leave };
  } catch (error) {
    await leave();
    throw error;
  }
}

export function withoutPassword(url: string): string {
  const { hostname, port, pathname } = new URL(url);
  return `${pathname.slice(1)} at ${hostname}${port === '' ? '' : `:${port}`}`;
}
