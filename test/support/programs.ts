import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { closeSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { LedgerLine } from '../../simulators/opcua/index.js';
import { lastWords } from '../../tools/demo/kept-running.js';
import { dyingWithParent } from '../../tools/demo/parent-death.js';
import { DEMO_PASSWORD } from '../../tools/demo/people.js';
import { isFree } from '../../tools/demo/ports.js';
import { seed } from '../../tools/demo/seed.js';
import { type DemoUsername, setupToken } from './app.js';
import { Client } from './client.js';
import type { Cluster, TestDatabase } from './cluster.js';
import { provisionRoom, unitOptions } from './room.js';
import { until } from './walk.js';

/** A program of ours as a process of its own. */
export interface Killable {
  pid(): number;
  isAlive(): boolean;
  /** `kill -9`; returns when it is gone */
  kill(): Promise<void>;
  /** starts it again where it was; returns when it is ready */
  start(): Promise<void>;
  /** SIGTERM, and SIGKILL where that does not end it */
  stop(): Promise<void>;
}

export interface KillableUnit extends Killable {
  /** all that the unit has ever measured, by its own account */
  ledger(): Promise<LedgerLine[]>;
  state(): Promise<UnitSnapshot>;
  fault(name: string, options?: { durationSeconds?: number; magnitude?: number; tag?: string }): Promise<void>;
}

interface UnitSnapshot {
  state: string;
  counter: number;
  /** `age` in hours of culture time */
  culture: { temperature: number; age: number };
  program: { id: string; outcome: string };
}

/** The server and its units, each in a process of its own, on a database of a cluster of one's own. */
export interface KillableRoom {
  url: string;
  server: Killable;
  units: Record<string, KillableUnit>;
  database: TestDatabase;
  /** a demo person's client; it stays signed in while the server is dead */
  as(username: DemoUsername): Promise<Client>;
  stop(): Promise<void>;
}

export interface KillableRoomOptions {
  cluster: Cluster;
  speed: number;
  units?: string[];
  /** samples a second */
  rate?: number;
}

const HOOK = ['--import', './test/support/typescript.mjs'];
const PATIENCE = 10_000;
const BOOT = 60_000;

export async function startKillableRoom(options: KillableRoomOptions): Promise<KillableRoom> {
  const { cluster, speed, units: codes = ['U-01'], rate = 2 } = options;
  const [{ dir }, database] = await Promise.all([provisionRoom(codes), cluster.createDatabase()]);
  const [own, ...ports] = await keptFree(codes.length + 1);
  const endpoints = Object.fromEntries(codes.map((code, index) => [code, `opc.tcp://127.0.0.1:${ports[index]}`]));
  const units = Object.fromEntries(
    codes.map((code, index) => [code, unitAt(dir, code, { endpoint: endpoints[code]!, speed, rate, seed: index + 1 })]),
  );
  const url = `http://127.0.0.1:${own}`;
  const server = serverAt(url, dir, { DATABASE_URL: database.appUrl, BALLROOM_SPEED: `${speed}` });
  const clients = new Map<string, Promise<Client>>();
  const stop = async () => {
    await Promise.all([server, ...Object.values(units)].map((one) => one.stop()));
    await database.drop();
    rmSync(dir, { recursive: true, force: true });
  };
  try {
    await Promise.all([server, ...Object.values(units)].map((one) => one.start()));
    await seed({ url, setupToken: await setupToken(database), endpoints, say: () => undefined });
  } catch (error) {
    await stop();
    throw error;
  }
  async function signIn(username: string): Promise<Client> {
    const client = new Client(url);
    await client.post('/session', { username, password: DEMO_PASSWORD });
    return client;
  }
  return {
    ...{ url, server, units, database, stop },
    as(username) {
      const client = clients.get(username) ?? signIn(username);
      clients.set(username, client);
      return client;
    },
  };
}

/** Free ports below those that the system gives to outgoing connections, so that they stay free while their owner is dead. */
async function keptFree(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = 20_000 + randomInt(12_000);
    if (await isFree(port)) ports.add(port);
  }
  return [...ports];
}

function serverAt(url: string, dir: string, env: Record<string, string>): Killable {
  const settings = { ...env, PORT: new URL(url).port, BALLROOM_DATA: dir };
  const isHealthy = () =>
    fetch(`${url}/api/health`).then(
      ({ ok }) => ok,
      () => false,
    );
  return killable('the server', join(dir, 'server.log'), [...HOOK, 'src/main.ts'], settings, async (child) => {
    child.stdout!.resume();
    await until('the server is healthy', async () => failed(child) ?? (await isHealthy()), BOOT);
  });
}

function unitAt(
  dir: string,
  code: string,
  at: { endpoint: string; speed: number; rate: number; seed: number },
): KillableUnit {
  const { password, ...options } = unitOptions(dir, code, at.endpoint, at.speed, at.rate);
  const flags = Object.entries({ ...options, seed: at.seed }).flatMap(([name, value]) => [`--${name}`, `${value}`]);
  const args = [...HOOK, 'simulators/opcua/main.ts', ...flags];
  let control = '';
  const unit = killable(code, join(dir, `${code}.log`), args, { BALLROOM_UNIT_PASSWORD: password }, async (child) => {
    const lines = createInterface(child.stdout!);
    let ready: string | undefined;
    lines.once('line', (line) => (ready = line));
    await until(`${code} is ready`, () => Promise.resolve(failed(child) ?? ready !== undefined), BOOT);
    ({ control } = JSON.parse(ready!) as { control: string });
  });
  const ask = async (path: string, init: RequestInit = {}): Promise<string> => {
    const response = await fetch(`${control}${path}`, init);
    const text = await response.text();
    if (!response.ok) throw new Error(`${path} of ${code}: ${response.status} ${text}`);
    return text;
  };
  return {
    ...unit,
    ledger: async () =>
      (await ask('/ledger'))
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as LedgerLine),
    state: async () => JSON.parse(await ask('/state')) as UnitSnapshot,
    fault: async (name, wanted = {}) =>
      void (await ask(`/faults/${name}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(wanted),
      })),
  };
}

/** Ends the wait for a program that has ended by itself. */
function failed({ exitCode, signalCode }: ChildProcess): undefined {
  if (exitCode !== null || signalCode !== null) throw new Error(`it ended by itself: ${exitCode ?? signalCode}`);
}

function killable(
  name: string,
  logFile: string,
  args: string[],
  env: Record<string, string>,
  untilReady: (child: ChildProcess) => Promise<void>,
): Killable {
  let child: ChildProcess | undefined;
  const isAlive = () => child !== undefined && child.exitCode === null && child.signalCode === null;
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const last = child;
    if (last === undefined || !isAlive()) return;
    const gone = new Promise<void>((resolve) => last.once('exit', () => resolve()));
    last.kill(signal);
    const force = setTimeout(() => last.kill('SIGKILL'), PATIENCE);
    await gone;
    clearTimeout(force);
  };
  return {
    pid: () => child!.pid!,
    isAlive,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    async start() {
      const log = openSync(logFile, 'a');
      const [command, all] = dyingWithParent('KILL', process.execPath, args);
      const path = { PATH: process.env['PATH'] };
      child = spawn(command, all, { env: { ...path, ...env }, stdio: ['ignore', 'pipe', log] });
      closeSync(log);
      await untilReady(child).catch((error: unknown) => {
        throw new Error(`${name} does not start: ${String(error)}\n${lastWords(logFile)}`);
      });
    },
  };
}
