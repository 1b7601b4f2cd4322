import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { takeStartLock } from './demo/start-lock.js';

const home = mkdtempSync(join(tmpdir(), 'ballroom-start-'));
beforeAll(() => chmodSync(home, 0o755));
afterAll(() => rmSync(home, { recursive: true }));

function begin(settings: Record<string, string>) {
  const args = ['--import', resolve('test/support/typescript.mjs'), resolve('tools/start.ts')];
  const env = { PATH: process.env['PATH'], HOME: home, BALLROOM_DATA: join(home, 'data'), ...settings };
  const program = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { printed: '' };
  for (const out of [program.stdout, program.stderr])
    out.on('data', (text: Buffer) => (said.printed += text.toString()));
  const ended = once(program, 'close').then(([exit]) => ({ exit: exit as number | null, printed: said.printed }));
  return { program, said, ended };
}

const start = (settings: Record<string, string>) => begin(settings).ended;

async function until(met: () => boolean): Promise<void> {
  for (let waited = 0; !met(); waited += 20) {
    if (waited > 60_000) throw new Error(`never met: ${met.toString()}`);
    await sleep(20);
  }
}

describe('npm start', () => {
  it('names all bad settings in one message and starts nothing', async () => {
    const { exit, printed } = await start({ PORT: '3000x', BALLROOM_SPED: '5', MQTT_URL: 'mqtt://a:s3cret@b/c' });
    expect(exit).toBe(1);
    expect(printed).toMatch(/^Ballroom cannot start with these settings:\n {2}- .*\n {2}- .*\n {2}- .*\n$/);
    expect(printed).not.toContain('s3cret');
    expect(existsSync(join(home, 'data'))).toBe(false);
  });

  it('refuses production without a database, and without https, in one message', async () => {
    const { exit, printed } = await start({ BALLROOM_MODE: 'production' });
    expect(exit).toBe(1);
    expect(printed).toMatch(/- DATABASE_URL is missing.*\n {2}- BALLROOM_PUBLIC_URL is/);
  });

  it('says that its port is taken before anything is started, and leaves no lock', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const { exit, printed } = await start({ PORT: `${port}` });
    other.close();
    expect({ exit, printed }).toEqual({
      exit: 1,
      printed: `Ballroom cannot start with these settings:\n  - PORT is "${port}", which another program has; stop that one, or set PORT to another\n`,
    });
    expect(existsSync(join(home, 'data/postgres'))).toBe(false);
    expect(existsSync(join(home, 'data/start.lock'))).toBe(false);
  });

  it('wants both connections of a database of your own, or neither', async () => {
    const { exit, printed } = await start({ PORT: '0', DATABASE_URL: 'postgres://app:x@127.0.0.1:1/ballroom' });
    expect(exit).toBe(1);
    expect(printed).toContain('DATABASE_URL and DATABASE_MIGRATION_URL are given both, or neither');
  });

  it('stops cleanly at Ctrl-C, which npm passes on a second time, also while it is starting', async () => {
    const data = join(home, 'stopped');
    const { program, said, ended } = begin({ PORT: '0', BALLROOM_DATA: data });
    await until(() => said.printed.includes('Making the database'));
    program.kill('SIGINT');
    await sleep(30);
    program.kill('SIGINT');
    const { exit, printed } = await ended;
    expect(exit).toBe(0);
    expect(printed).toMatch(/Starting the database\n {2}Making the database\nStopping; once more ends it at once\n$/);
    expect(existsSync(join(data, 'start.lock'))).toBe(false);
    expect(existsSync(join(data, 'postgres/postmaster.pid'))).toBe(false);
  });

  it('ends at a second Ctrl-C when what it waits for never comes', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as { port: number };
    const own = {
      DATABASE_URL: `postgres://a:x@127.0.0.1:${port}/b`,
      DATABASE_MIGRATION_URL: `postgres://o:x@127.0.0.1:${port}/b`,
    };
    const { program, said, ended } = begin({ PORT: '0', BALLROOM_DATA: join(home, 'forced'), ...own });
    await until(() => said.printed.includes('Starting the database'));
    program.kill('SIGINT');
    // within a second of that it would be the same keypress
    await until(() => said.printed.includes('Stopping'));
    await sleep(1200);
    expect(program.exitCode).toBeNull();
    program.kill('SIGINT');
    expect((await ended).exit).toBe(130);
    silent.close();
  });

  it('names who runs already on the same data directory', async () => {
    const data = join(home, 'twice');
    const lock = takeStartLock(data);
    const { exit, printed } = await start({ PORT: '0', BALLROOM_DATA: data });
    lock.release();
    expect(exit).toBe(1);
    expect(printed).toMatch(new RegExp(`^Ballroom already runs on ${data}: process ${process.pid}, since .*\\n$`));
  });
});
