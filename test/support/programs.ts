import { rmSync } from 'node:fs';
import { DEMO_PASSWORD } from '../../tools/demo/people.js';
import { seed } from '../../tools/demo/seed.js';
import { type DemoUsername, setupToken } from './app.js';
import { Client } from './client.js';
import type { Cluster, TestDatabase } from './cluster.js';
import { keptFree, type Killable } from './killable.js';
import { type KillableUnit, serverProgram, unitProgram } from './plant-programs.js';
import { provisionRoom } from './room.js';
import { unitOptions } from './room-units.js';

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

export async function startKillableRoom(options: KillableRoomOptions): Promise<KillableRoom> {
  const { cluster, speed, units: codes = ['U-01'], rate = 2 } = options;
  const [{ dir }, database] = await Promise.all([provisionRoom(codes), cluster.createDatabase()]);
  const [own, ...ports] = await keptFree(codes.length + 1);
  const endpoints = Object.fromEntries(codes.map((code, index) => [code, `opc.tcp://127.0.0.1:${ports[index]}`]));
  const units = Object.fromEntries(
    codes.map((code, index) => {
      const given = { ...unitOptions(dir, code, endpoints[code]!, speed, rate), seed: index + 1 };
      return [code, unitProgram(code, dir, 'simulators/opcua/main.ts', given)];
    }),
  );
  const url = `http://127.0.0.1:${own}`;
  const server = serverProgram(url, dir, { DATABASE_URL: database.appUrl, BALLROOM_SPEED: `${speed}` });
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
