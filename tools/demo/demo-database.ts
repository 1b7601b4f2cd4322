import { setTimeout as sleep } from 'node:timers/promises';
import { type Config, ConfigError } from '../../src/platform/config/index.js';
import { startPostgres } from './embedded-postgres.js';
import { keptPorts } from './ports.js';
import { type DatabaseUrls, ensureRoles } from './roles.js';
import { secret } from './secrets.js';

export interface DemoDatabase extends DatabaseUrls {
  stop: () => Promise<void>;
}

/** The database of the settings, else the one that Ballroom brings; that one is started again when it ends by itself. */
export async function demoDatabase(config: Config, say: (line: string) => void): Promise<DemoDatabase> {
  const { databaseUrl, migrationUrl, dataDir } = config;
  if (databaseUrl !== undefined && migrationUrl !== undefined)
    return { appUrl: databaseUrl, migrationUrl, stop: () => Promise.resolve() };
  if (databaseUrl !== undefined || migrationUrl !== undefined)
    throw new ConfigError([
      'DATABASE_URL and DATABASE_MIGRATION_URL are given both, or neither: then Ballroom brings a database',
    ]);
  const { database: port } = await keptPorts(dataDir, ['database']);
  let postgres = await startPostgres({ dataDir, port, say });
  const passwords = { owner: secret(dataDir, 'ballroom_owner'), server: secret(dataDir, 'ballroom_server') };
  const urls = await ensureRoles(postgres.adminUrl, passwords).catch(async (error: unknown) => {
    await postgres.stop();
    throw error;
  });
  let stopping = false;

  const keep = async () => {
    for (;;) {
      await postgres.exited;
      if (stopping) return;
      say('The database ended by itself; it is started again');
      postgres = await startPostgres({ dataDir, port: postgres.port, say }).catch(async (error: Error) => {
        say(error.message);
        await sleep(5000);
        return postgres;
      });
    }
  };
  const kept = keep();
  const stop = async () => {
    stopping = true;
    await postgres.stop();
    await kept;
  };
  return { ...urls, stop };
}
