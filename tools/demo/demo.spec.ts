import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { signIn } from './api.js';
import { DEMO_PASSWORD } from './people.js';
import { freePort } from './ports.js';
import { isRunning, type RunningProgram } from './running-program.js';

jest.setTimeout(90_000);
const home = mkdtempSync(join(tmpdir(), 'ballroom-demo-'));
const data = join(home, 'data');
const starts: ChildProcess[] = [];
let port: number;

beforeAll(async () => {
  chmodSync(home, 0o755);
  port = await freePort();
});
afterAll(async () => {
  for (const start of starts.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)) {
    start.kill('SIGKILL');
    await once(start, 'exit');
  }
  await until(() => !existsSync(join(data, 'postgres/postmaster.pid')));
  rmSync(home, { recursive: true, maxRetries: 5 });
});

async function until(met: () => boolean): Promise<void> {
  for (let waited = 0; !met(); waited += 20) {
    if (waited > 60_000) throw new Error(`never met: ${met.toString()}`);
    await sleep(20);
  }
}

/** `npm start`, until it says that it is ready. */
async function start() {
  const args = ['--import', resolve('test/support/typescript.mjs'), resolve('tools/start.ts')];
  const env = { PATH: process.env['PATH'], HOME: home, BALLROOM_DATA: data, PORT: `${port}` };
  const program = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  starts.push(program);
  const said = { printed: '' };
  for (const out of [program.stdout, program.stderr])
    out.on('data', (text: Buffer) => (said.printed += text.toString()));
  await until(() => program.exitCode !== null || said.printed.includes('Sign in as'));
  expect(said.printed.split('\n')).toContain(`Ballroom is ready: http://localhost:${port}`);
  return { program, said };
}

function running(): Record<string, RunningProgram> {
  const { children } = JSON.parse(readFileSync(join(data, 'start.lock'), 'utf8')) as { children: RunningProgram[] };
  return Object.fromEntries(children.map((child) => [child.name, child]));
}

const health = () =>
  fetch(`http://127.0.0.1:${port}/api/health`).then(
    ({ ok }) => ok,
    () => false,
  );
const databasePid = () => Number(readFileSync(join(data, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);

describe('the demo', () => {
  it('is up by one command on an empty directory, with people who can sign in', async () => {
    const { said } = await start();
    expect(said.printed).toMatch(
      /Making the database\n.*tables.*\n.*units\n.*U-0\d runs at opc\.tcp.*\n.*U-0\d runs.*\n.*server\n.*demo\nBallroom is ready/,
    );
    expect(Object.keys(running()).sort()).toEqual(['U-01', 'U-02', 'server']);
    const qa = await signIn(`http://127.0.0.1:${port}`, 'qa', DEMO_PASSWORD);
    expect(await qa.get('/session')).toMatchObject({ signingNeeds: [] });
  });

  it('brings back a unit, the server and the database when they are killed', async () => {
    const before = running();
    const database = databasePid();
    for (const name of ['U-01', 'server']) process.kill(before[name]?.pid ?? 0, 'SIGKILL');
    process.kill(database, 'SIGKILL');
    await until(() => ['U-01', 'server'].every((name) => (running()[name]?.pid ?? 0) !== (before[name]?.pid ?? 0)));
    while (!(await health())) await sleep(50);
    await signIn(`http://127.0.0.1:${port}`, 'qa', DEMO_PASSWORD);
    expect(databasePid()).not.toBe(database);
    expect(running()['U-02']).toEqual(before['U-02']);
  });

  it('starts again at once after kill -9, on the same ports, and has left nothing behind', async () => {
    const before = running();
    const kept = readFileSync(join(data, 'ports.json'), 'utf8');
    starts[0]?.kill('SIGKILL');
    const { program, said } = await start();
    expect(Object.values(before).some(isRunning)).toBe(false);
    expect(readFileSync(join(data, 'ports.json'), 'utf8')).toBe(kept);
    expect(said.printed).not.toContain('Making');
    const children = Object.values(running());
    program.kill('SIGINT');
    expect(await once(program, 'exit')).toEqual([0, null]);
    expect(children.some(isRunning)).toBe(false);
    const log = readFileSync(join(data, 'postgres.log'), 'utf8');
    expect(log).toMatch(/database system is shut down\s*$/);
    expect(log).not.toContain('terminating connection');
  });
});
