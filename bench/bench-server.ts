import { fork } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dataSource, migrate } from '../src/platform/database/index.js';
import { issueSetupToken } from '../src/trust/identity/index.js';
import { startPostgres } from '../tools/demo/embedded-postgres.js';
import { type DatabaseUrls, ensureRoles } from '../tools/demo/roles.js';
import { seed } from '../tools/demo/seed.js';

export interface BenchDatabase extends DatabaseUrls {
  /** of everything that a benchmark writes to disk */
  dir: string;
  stop(): Promise<void>;
}

/** A migrated, empty database that keeps what is committed: fsync is on. */
export async function openDatabase(): Promise<BenchDatabase> {
  const dir = mkdtempSync(join(tmpdir(), 'ballroom-bench-'));
  chmodSync(dir, 0o711);
  const postgres = await startPostgres({ dataDir: dir });
  const stop = async () => {
    await postgres.stop();
    rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const urls = await ensureRoles(postgres.adminUrl, { owner: 'bench-owner', server: 'bench-server' });
    await migrate(urls.migrationUrl);
    return { ...urls, dir, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

export interface BenchServer {
  url: string;
  /** seconds that all its threads have computed */
  cpu(): number;
  stop(): Promise<void>;
  /** `kill -9` */
  kill(): Promise<void>;
}

/** The whole server as a process of its own, with the demo's plant and people, on the benchmark's database. */
export async function startServer(
  database: BenchDatabase,
  settings: Record<string, string> = {},
  program = '../src/main.js',
): Promise<BenchServer> {
  const server = await launchServer(database, settings, program);
  try {
    const owner = await dataSource(database.migrationUrl, { poolSize: 1 }).initialize();
    const setupToken = await issueSetupToken(owner).finally(() => owner.destroy());
    await seed({ url: server.url, setupToken, say: () => undefined });
    return server;
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** As {@link startServer}, with what is in the database already. */
export async function launchServer(
  { dir, appUrl }: BenchDatabase,
  settings: Record<string, string> = {},
  program = '../src/main.js',
): Promise<BenchServer> {
  const env = {
    ...settings,
    PATH: process.env['PATH'],
    PORT: '0',
    BALLROOM_DATA: dir,
    BALLROOM_SPEED: '1',
    DATABASE_URL: appUrl,
  };
  const script = fileURLToPath(new URL(program, import.meta.url));
  const child = fork(script, { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const { url } = await new Promise<{ url: string }>((ready, failed) => {
    child.once('message', (message) => ready(message as { url: string }));
    child.once('exit', (code) => failed(new Error(`the server ended with ${code}`)));
  });
  const end = (signal: NodeJS.Signals) => async () => {
    child.kill(signal);
    await ended;
  };
  return { url, cpu: () => cpuOf(child.pid!), stop: end('SIGTERM'), kill: end('SIGKILL') };
}

const TICKS_A_SECOND = 100;

/** Of a process and all its threads, from Linux's /proc. */
function cpuOf(pid: number): number {
  const [user, system] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ').slice(11, 13);
  return (Number(user) + Number(system)) / TICKS_A_SECOND;
}
