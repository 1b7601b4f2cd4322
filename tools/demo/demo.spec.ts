import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { keptFree } from '../../test/support/killable.js';
import { until as eventually } from '../../test/support/walk.js';
import { signIn } from './api.js';
import { openBroker } from './broker/broker.js';
import { DEMO_PASSWORD } from './people.js';
import type { Plant } from './plant-file.js';
import { isRunning, type RunningProgram } from './running-program.js';

const home = mkdtempSync(join(tmpdir(), 'ballroom-demo-'));
const data = join(home, 'data');
/** A unit of each protocol, so that the machine is left to others too. */
const UNITS = ['U-01', 'U-05', 'U-07'];
const starts: ChildProcess[] = [];
let port: number;

beforeAll(async () => {
  chmodSync(home, 0o755);
  [port = 0] = await keptFree(1);
  cpSync('recipes', join(home, 'recipes'), { recursive: true });
  const plant = parse(readFileSync('recipes/plant/demo.yaml', 'utf8')) as Plant;
  const units = plant.units.filter(({ code }) => UNITS.includes(code));
  writeFileSync(join(home, 'recipes/plant/demo.yaml'), stringify({ ...plant, units }));
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
async function start(settings: Record<string, string> = {}) {
  const args = ['--import', resolve('test/support/typescript.mjs'), resolve('tools/start.ts')];
  const env = { PATH: process.env['PATH'], HOME: home, BALLROOM_DATA: data, PORT: `${port}`, ...settings };
  const program = spawn(process.execPath, args, { cwd: home, env, stdio: ['ignore', 'pipe', 'pipe'] });
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

/** Signs in and waits until each unit is live. */
async function allLive(): Promise<void> {
  const qa = await signIn(`http://127.0.0.1:${port}`, 'qa', DEMO_PASSWORD);
  await eventually('all units are live', async () => {
    const units = await qa.get<{ code: string; connection: { state: string } | null }[]>('/units');
    return units.length === UNITS.length && units.every(({ connection }) => connection?.state === 'live');
  });
}

describe('the demo', () => {
  it('is up by one command on an empty directory, with people who can sign in, and units of each protocol that are live', async () => {
    const { said } = await start();
    expect(said.printed).toMatch(
      /Making the database\n.*tables.*\n.*units and the server\n[^]*demo\nBallroom is ready/,
    );
    for (const words of ['U-01 runs at opc.tcp', 'U-05 speaks Sparkplug as EN-05', 'U-07 speaks MQTT'])
      expect(said.printed).toContain(words);
    expect(Object.keys(running()).sort()).toEqual([...UNITS, 'broker', 'server']);
    const qa = await signIn(`http://127.0.0.1:${port}`, 'qa', DEMO_PASSWORD);
    expect(await qa.get('/session')).toMatchObject({ signingNeeds: [] });
    await allLive();
  });

  it('brings back a unit, the broker, the server and the database when they are killed, and all is live again', async () => {
    const before = running();
    const database = databasePid();
    const killed = ['U-01', 'broker', 'server'];
    for (const name of killed) process.kill(before[name]?.pid ?? 0, 'SIGKILL');
    process.kill(database, 'SIGKILL');
    await until(() => killed.every((name) => (running()[name]?.pid ?? 0) !== (before[name]?.pid ?? 0)));
    while (!(await health())) await sleep(50);
    await allLive();
    expect(databasePid()).not.toBe(database);
    expect(running()['U-07']).toEqual(before['U-07']);
  });

  it('starts again at once after kill -9, on the same ports, with a broker that is given, and has left nothing behind', async () => {
    const before = running();
    const kept = readFileSync(join(data, 'ports.json'), 'utf8');
    const everything = { password: 'of-the-site', publish: ['#'], subscribe: ['#'] };
    const refused: string[] = [];
    const given = await openBroker({
      port: 0,
      users: { site: everything },
      queue: 1000,
      say: (line) => refused.push(line),
    });
    starts[0]?.kill('SIGKILL');
    const MQTT_URL = `mqtt://site:of-the-site@127.0.0.1:${given.port}`;
    const { program, said } = await start({ MQTT_URL, MQTT_VERSION: '3.1.1', BALLROOM_HOST_ID: 'site-host' });
    expect(Object.values(before).some(isRunning)).toBe(false);
    expect(readFileSync(join(data, 'ports.json'), 'utf8')).toBe(kept);
    expect(said.printed).not.toContain('Making');
    expect(Object.keys(running()).sort()).toEqual([...UNITS, 'server']);
    await allLive();
    const children = Object.values(running());
    // whoever goes may leave a connection half open
    expect(refused).toEqual([]);
    program.kill('SIGINT');
    expect(await once(program, 'exit')).toEqual([0, null]);
    expect(children.some(isRunning)).toBe(false);
    await given.close();
    const log = readFileSync(join(data, 'postgres.log'), 'utf8');
    expect(log).toMatch(/database system is shut down\s*$/);
    expect(log).not.toContain('terminating connection');
  });
});
