import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { ConfigError } from '../../src/platform/config/index.js';
import { makeDataDir } from '../demo/data-dir.js';
import { startPostgres } from '../demo/embedded-postgres.js';
import { ensureRoles } from '../demo/roles.js';
import { type Reached, withoutPassword } from '../backup/which-database.js';

/**
 * An empty database that is thrown away when it is left: beside the one of `migrationUrl` where its role may make databases, else
 * in a PostgreSQL of its own in the folder of temporary files.
 */
export async function drillDatabase(migrationUrl: string | undefined, say: (line: string) => void): Promise<Reached> {
  const beside = migrationUrl === undefined ? null : await scratchBeside(migrationUrl);
  return beside ?? (await ofItsOwn(say));
}

async function scratchBeside(migrationUrl: string): Promise<Reached | null> {
  const client = new pg.Client({ connectionString: migrationUrl });
  client.on('error', () => undefined);
  await client.connect().catch((error: Error) => {
    throw new ConfigError([`the database of DATABASE_MIGRATION_URL cannot be reached: ${error.message}`]);
  });
  const name = `ballroom_drill_${randomBytes(6).toString('hex')}`;
  try {
    const { rows } = await client.query<{ may: boolean }>(
      `select rolcreatedb or rolsuper as may from pg_roles where rolname = current_user`,
    );
    if (rows[0]?.may !== true) return await client.end().then(() => null);
    await client.query(`create database ${name} template template0 encoding 'UTF8'`);
  } catch (error) {
    await client.end();
    throw error;
  }
  const url = new URL(migrationUrl);
  url.pathname = `/${name}`;
  const leave = async (): Promise<void> => {
    await client.query(`drop database ${name} with (force)`).finally(() => client.end());
  };
  return { url: url.href, name: `the scratch database ${withoutPassword(url.href)}`, leave };
}

async function ofItsOwn(say: (line: string) => void): Promise<Reached> {
  const folder = mkdtempSync(join(tmpdir(), 'ballroom-drill-'));
  const dataDir = join(folder, 'data');
  // the database's own user passes through it
  chmodSync(folder, 0o711);
  const sweep = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  try {
    makeDataDir(dataDir);
    const postgres = await startPostgres({ dataDir, durable: false, say });
    const leave = (): Promise<void> => postgres.stop().finally(sweep);
    const secret = (): string => randomBytes(18).toString('base64url');
    try {
      const { migrationUrl } = await ensureRoles(postgres.adminUrl, { owner: secret(), server: secret() });
      return { url: migrationUrl, name: 'a PostgreSQL of its own', leave };
    } catch (error) {
      await leave();
      throw error;
    }
  } catch (error) {
    sweep();
    throw error;
  }
}
