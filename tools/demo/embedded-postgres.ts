import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, realpathSync, renameSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { failure, initialiseCluster, isInitialised } from './initialise-cluster.js';
import { dyingWithParent } from './parent-death.js';
import { freePort, isFree } from './ports.js';
import { type Binaries, postgresBinaries } from './postgres-binaries.js';
import { type ClusterPlace, clusterPlace, POSTGRES_ENV } from './postgres-user.js';
import { postmasterOf } from './postmaster.js';
import { secret } from './secrets.js';

export interface PostgresOptions {
  /** the cluster is `postgres` in here, its log `postgres.log`, its password `secrets/postgres` */
  dataDir: string;
  /** any free one when not given */
  port?: number;
  /** false for tests: what is committed does not survive a crash of the machine */
  durable?: boolean;
  flags?: readonly string[];
  /** how long one that is still shutting down is waited for, in milliseconds */
  patience?: number;
  say?: (line: string) => void;
}

export interface RunningPostgres {
  pid: number;
  port: number;
  dir: string;
  /** it was running already */
  adopted: boolean;
  /** of the superuser; connects to the database `postgres` */
  adminUrl: string;
  /** settles when the server has ended, for whatever reason */
  exited: Promise<void>;
  /** shuts down cleanly, without waiting for clients */
  stop(): Promise<void>;
}

interface Launch extends Required<PostgresOptions> {
  place: ClusterPlace;
  binaries: Binaries;
  password: string;
}

const WITHOUT_DISK = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];
const LOOPBACK_ONLY = ['listen_addresses=127.0.0.1', 'unix_socket_directories='];

/**
 * PostgreSQL from the npm package on this data directory: made at the first start, adopted when it is running already,
 * waited for when it is still shutting down. It ends when this program does, even by `kill -9` (on Linux with setpriv).
 * @throws Error with a message for the person who started Ballroom
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const { say = () => {} } = options;
  const place = clusterPlace(options.dataDir);
  const binaries = postgresBinaries(place.user, say);
  const password = secret(options.dataDir, 'postgres');
  const defaults = { port: 0, durable: true, flags: [], patience: 60_000, say };
  const launch: Launch = { ...defaults, ...options, place, binaries, password };
  if (place.elsewhere)
    say(`The database is in ${place.dir}, since the user who runs it cannot enter ${options.dataDir}`);
  if (!isInitialised(place.dir, binaries)) {
    say('Making the database');
    await initialiseCluster(place, binaries, password, launch.durable);
  }
  place.dir = realpathSync(place.dir);
  return (await adopted(launch)) ?? (await started(launch));
}

/** The server that is running already, once it is known whether it stays. */
async function adopted(launch: Launch): Promise<RunningPostgres | undefined> {
  const { dir } = launch.place;
  const began = Date.now();
  for (let told = 0; ; await sleep(50)) {
    const found = postmasterOf(dir);
    if (found.state === 'absent') return undefined;
    if (found.state === 'ready' && (await stays(launch, found.port))) return running(launch, found.pid, found.port);
    const waited = Date.now() - began;
    if (waited > launch.patience)
      throw new Error(
        `The database of an earlier start (pid ${found.pid}) is still ${found.state} after ${Math.round(waited / 1000)} s. End it and start again.`,
      );
    if (waited >= told)
      launch.say(`Waiting for the database of an earlier start, which is ${found.state} (pid ${found.pid})`);
    if (waited >= told) told += 3000;
  }
}

/** One whose parent was killed this instant still answers, and goes a moment later. */
async function stays(launch: Launch, port: number): Promise<boolean> {
  if (!(await signIn(launch, port))) return false;
  await sleep(100);
  return postmasterOf(launch.place.dir).state === 'ready';
}

async function started(launch: Launch): Promise<RunningPostgres> {
  for (let attempt = 1; ; attempt++) {
    const port = launch.port || (await freePort());
    if (launch.port && !(await isFree(port))) throw new Error(taken(port));
    const child = spawnPostgres(launch, port);
    const said = await untilReady(launch, child);
    if (said === undefined) {
      const server = running(launch, child.pid ?? 0, port, child);
      await signIn(launch, port).catch(async (error: unknown) => {
        await server.stop();
        throw error;
      });
      return server;
    }
    const portLost = said.includes('Address already in use');
    // workers of a postmaster that was killed hold its memory for a moment longer
    const again = portLost ? !launch.port : said.includes('shared memory block');
    if (!again || attempt === 20) throw new Error(portLost ? taken(port) : failure(launch.place.dir, said));
    await sleep(500);
  }
}

const taken = (port: number) => `The database cannot listen on port ${port}: another program does.`;

function spawnPostgres({ place, binaries, dataDir, durable, flags }: Launch, port: number): ChildProcess {
  const log = join(dataDir, 'postgres.log');
  if (existsSync(log)) renameSync(log, `${log}.1`);
  const settings = [...LOOPBACK_ONLY, ...(durable ? [] : WITHOUT_DISK), ...flags].flatMap((setting) => ['-c', setting]);
  const [command, args] = dyingWithParent('INT', join(binaries.bin, 'postgres'), [
    '-D',
    place.dir,
    '-p',
    `${port}`,
    ...settings,
  ]);
  const ids = place.user ? { uid: place.user.uid, gid: place.user.gid } : {};
  const to = openSync(log, 'a', 0o600);
  try {
    // a session of its own: Ctrl-C in the terminal reaches us alone, and the database ends last
    return spawn(command, args, { ...ids, cwd: '/', env: POSTGRES_ENV, detached: true, stdio: ['ignore', to, to] });
  } finally {
    closeSync(to);
  }
}

/** Undefined once it takes connections; what it said when it ended instead. */
async function untilReady({ place, dataDir, say }: Launch, child: ChildProcess): Promise<string | undefined> {
  const began = Date.now();
  let ended = false;
  let error = '';
  child.once('exit', () => (ended = true));
  child.once('error', (problem) => {
    error = problem.message;
    ended = true;
  });
  for (let told = 3000; !ended; await sleep(20)) {
    const found = postmasterOf(place.dir);
    if (found.state === 'ready' && found.pid === child.pid) return undefined;
    if (Date.now() - began < told) continue;
    say('The database is recovering what was not yet in place when it was last killed');
    told += 3000;
  }
  return error || readFileSync(join(dataDir, 'postgres.log'), 'utf8');
}

const adminUrl = ({ password }: Launch, port: number) => `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`;

/** False of a server that is going down. */
async function signIn(launch: Launch, port: number): Promise<boolean> {
  const client = new pg.Client({ connectionString: adminUrl(launch, port) });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.end();
    return true;
  } catch (error) {
    if ((error as { code?: string }).code !== '28P01') return false;
    const secretFile = join(launch.dataDir, 'secrets/postgres');
    throw new Error(
      `The database in ${launch.place.dir} does not accept the password in ${secretFile}: the two do not belong together.`,
    );
  }
}

function running(launch: Launch, pid: number, port: number, child?: ChildProcess): RunningPostgres {
  const { dir } = launch.place;
  const exited = child ? new Promise<void>((resolve) => child.once('exit', () => resolve())) : gone(dir, pid);
  const stop = async () => {
    const found = postmasterOf(dir);
    if (found.state !== 'absent' && found.pid === pid) process.kill(pid, 'SIGINT');
    await exited;
  };
  return { pid, port, dir, adopted: !child, adminUrl: adminUrl(launch, port), exited, stop };
}

async function gone(dir: string, pid: number): Promise<void> {
  for (;;) {
    const found = postmasterOf(dir);
    if (found.state === 'absent' || found.pid !== pid) return;
    await sleep(100, undefined, { ref: false });
  }
}
