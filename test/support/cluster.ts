import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { startPostgres } from '../../tools/demo/embedded-postgres.js';
import { databaseUrls, ensureRoles, openTo } from '../../tools/demo/roles.js';

/** A migrated, empty database of its own; `appUrl` is what the server uses, `ownerUrl` what migrations use. */
export interface TestDatabase {
  name: string;
  appUrl: string;
  ownerUrl: string;
  adminUrl: string;
  drop(): Promise<void>;
}

export interface Cluster {
  adminUrl: string;
  pid: number;
  port: number;
  dataDir: string;
  createDatabase(): Promise<TestDatabase>;
  stop(): Promise<void>;
}

const PASSWORDS = { owner: 'owner-of-the-tests', server: 'server-of-the-tests' };
const TEMPLATE = 'ballroom';
const DEMO_TEMPLATE = 'ballroom_demo';
const PREFIX = 'ballroom-test-';
const LOCK = 7_261_001;

/** A cluster of one's own with a migrated template, for tests that kill it: with fsync it keeps what is committed. Stop it. */
export async function startCluster({
  fsync = false,
  disk = tmpdir(),
}: { fsync?: boolean; disk?: string } = {}): Promise<Cluster> {
  const dataDir = mkdtempSync(join(disk, `${PREFIX}${process.pid}-`));
  chmodSync(dataDir, 0o711);
  const postgres = await startPostgres({ dataDir, durable: fsync });
  const { adminUrl, pid, port } = postgres;
  const stop = async () => {
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await makeTemplate(adminUrl);
  } catch (error) {
    await stop();
    throw error;
  }
  return { adminUrl, pid, port, dataDir, createDatabase: () => clone(adminUrl), stop };
}

/**
 * A database on the cluster of this test run; one for each test file, cloned in about 0.15 s: migrated and empty, or with
 * the demo's plant, people, recipe and orders, which are made once for all that ask.
 */
export async function createDatabase(content: 'empty' | 'demo' = 'empty'): Promise<TestDatabase> {
  const adminUrl = process.env['TEST_CLUSTER'];
  if (!adminUrl) throw new Error('There is no test cluster: jest was started without its global setup.');
  if (content === 'empty') return clone(adminUrl);
  await makeDemoTemplate(adminUrl);
  return clone(adminUrl, DEMO_TEMPLATE);
}

/** The first one makes it while the others wait. */
function makeDemoTemplate(adminUrl: string): Promise<void> {
  return asAdmin(adminUrl, async (client) => {
    await client.query('select pg_advisory_lock($1)', [LOCK + 1]);
    const { rowCount } = await client.query('select from pg_database where datname = $1', [DEMO_TEMPLATE]);
    if (rowCount) return;
    const { name, appUrl, ownerUrl } = await clone(adminUrl);
    await run('seed-template.ts', appUrl, ownerUrl);
    await client.query(`alter database ${name} rename to ${DEMO_TEMPLATE}`);
  });
}

/** Runs a file of this folder from its source, in a process of its own. */
async function run(file: string, ...args: string[]): Promise<void> {
  const hook = resolve('test/support/typescript.mjs');
  await promisify(execFile)(process.execPath, ['--import', hook, resolve('test/support', file), ...args]);
}

async function makeTemplate(adminUrl: string): Promise<void> {
  const { migrationUrl } = await ensureRoles(adminUrl, PASSWORDS);
  await run('migrate-template.ts', migrationUrl);
  await asAdmin(adminUrl, (client) =>
    client.query(`alter database ${TEMPLATE} is_template true allow_connections false`),
  );
}

async function clone(adminUrl: string, template = TEMPLATE): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asAdmin(adminUrl, async (client) => {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    await client.query(`create database ${name} template ${template} owner ballroom_owner`);
    await openTo(client, name);
  });
  const { appUrl, migrationUrl } = databaseUrls(adminUrl, name, PASSWORDS);
  const drop = () => asAdmin(adminUrl, (client) => client.query(`drop database if exists ${name} with (force)`));
  const own = new URL(adminUrl);
  own.pathname = `/${name}`;
  return { name, appUrl, ownerUrl: migrationUrl, adminUrl: own.href, drop: async () => void (await drop()) };
}

/** By the cluster's administrator, whom no rule holds. */
export async function asAdmin<T>(adminUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Removes what test runs left that were killed. */
export function sweep(): void {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const pid = Number(name.slice(PREFIX.length).split('-')[0]);
    if (!isAlive(pid)) rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
