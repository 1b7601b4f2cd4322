import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { LedgerLine } from '../../simulators/opcua/index.js';
import { DEMO_PASSWORD } from '../../tools/demo/people.js';
import { seed } from '../../tools/demo/seed.js';
import { type DemoUsername, setupToken } from './app.js';
import { Client } from './client.js';
import type { Cluster, TestDatabase } from './cluster.js';
import { failed, keptFree, type Killable, killable, TYPESCRIPT } from './killable.js';
import { provisionRoom, unitOptions } from './room.js';
import { until } from './walk.js';

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

function serverAt(url: string, dir: string, env: Record<string, string>): Killable {
  const settings = { ...env, PORT: new URL(url).port, BALLROOM_DATA: dir };
  const isHealthy = () =>
    fetch(`${url}/api/health`).then(
      ({ ok }) => ok,
      () => false,
    );
  return killable(
    'the server',
    join(dir, 'server.log'),
    [process.execPath, ...TYPESCRIPT, 'src/main.ts'],
    settings,
    async (child) => {
      child.stdout!.resume();
      await until('the server is healthy', async () => failed(child) ?? (await isHealthy()), BOOT);
    },
  );
}

function unitAt(
  dir: string,
  code: string,
  at: { endpoint: string; speed: number; rate: number; seed: number },
): KillableUnit {
  const { password, ...options } = unitOptions(dir, code, at.endpoint, at.speed, at.rate);
  const flags = Object.entries({ ...options, seed: at.seed }).flatMap(([name, value]) => [`--${name}`, `${value}`]);
  const args: [string, ...string[]] = [process.execPath, ...TYPESCRIPT, 'simulators/opcua/main.ts', ...flags];
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
