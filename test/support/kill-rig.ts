import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Api, signIn } from '../../tools/demo/api.js';
import { startPostgres } from '../../tools/demo/embedded-postgres.js';
import { ADMINISTRATOR, DEMO_PASSWORD } from '../../tools/demo/people.js';
import { type PlantUnit, readPlant } from '../../tools/demo/plant-file.js';
import { seed } from '../../tools/demo/seed.js';
import { seedUnits } from '../../tools/demo/seed-units.js';
import { type DemoUsername, setupToken } from './app.js';
import type { BrokerKind, MqttVersion, TestBroker } from './broker.js';
import { Client } from './client.js';
import { type Cluster, startCluster } from './cluster.js';
import { keptFree, type Killable } from './killable.js';
import { type KillableUnit, serverProgram, unitProgram } from './plant-programs.js';
import { provisionRoom } from './room.js';
import { startPlantBroker, unitOptions } from './room-units.js';
import { until } from './walk.js';

/** One unit of each protocol. */
export const UNITS = ['U-01', 'U-05', 'U-07'];

/** What can be killed by `kill -9` and comes back where it was. */
export type Victim = Pick<Killable, 'pid' | 'kill' | 'start' | 'isAlive'>;

/** The server, its database with fsync, its broker and a unit of each protocol, each in a process of its own. */
export interface KillRig {
  url: string;
  units: Record<string, KillableUnit>;
  server: Victim;
  broker: Victim;
  database: Victim;
  adminUrl: string;
  /** where the server keeps values while its database is away */
  spool: string;
  /** states how long an OPC UA unit is to hold its values for us */
  tolerate(code: string, outage: string): Promise<void>;
  /** a demo person's client; it stays signed in while the server is dead */
  as(username: DemoUsername): Promise<Client>;
  stop(): Promise<void>;
}

export interface KillRigOptions {
  broker: BrokerKind;
  version: MqttVersion;
  /** samples a second */
  rate: number;
  speed: number;
  /** codes in the demo's plant file (one of each protocol) */
  units?: readonly string[];
  /** folder for the database's files (the system's own for such) */
  disk?: string;
  /** what stands between the server and both others: given the ports on which they listen, those that it is told */
  between?: (ports: ServerPorts) => Promise<ServerPorts>;
}

/** Where the server reaches what it needs. */
export interface ServerPorts {
  database: number;
  broker: number;
}

export async function startKillRig(options: KillRigOptions): Promise<KillRig> {
  const { broker: kind, version, rate, speed, units: codes = UNITS, disk, between = async (same) => same } = options;
  const plant = readPlant().units.filter(({ code }) => codes.includes(code));
  const brokered = plant.filter(({ connector }) => connector.kind !== 'opcua');
  const open: (() => Promise<unknown> | void)[] = [];
  const stop = async (): Promise<void> => {
    for (const close of open.splice(0).toReversed()) await close();
  };
  try {
    const [cluster, { dir }, broker, [own, ...ports]] = await Promise.all([
      startCluster({ fsync: true, disk }),
      provisionRoom(plant.filter((unit) => !brokered.includes(unit)).map(({ code }) => code)),
      startPlantBroker(kind, brokered),
      keptFree(1 + plant.length),
    ]);
    open.push(() => rmSync(dir, { recursive: true, force: true }));
    open.push(() => broker.remove());
    const database = databaseProgram(cluster);
    open.push(() => database.stop());
    const made = await cluster.createDatabase();
    const url = `http://127.0.0.1:${own}`;
    const told = await between({ database: cluster.port, broker: broker.port });
    const settings = broker.settings(version);
    const server = serverProgram(url, dir, {
      ...settings,
      ...{ DATABASE_URL: at(made.appUrl, told.database), MQTT_URL: at(settings['MQTT_URL']!, told.broker) },
      BALLROOM_SPEED: `${speed}`,
    });
    const endpoint = (unit: PlantUnit): string =>
      brokered.includes(unit) ? `mqtt://127.0.0.1:${broker.port}` : `opc.tcp://127.0.0.1:${ports[plant.indexOf(unit)]}`;
    const units = Object.fromEntries(
      plant.map((unit, seed) => [
        unit.code,
        unitOf(unit, { dir, endpoint: endpoint(unit), broker, rate, speed, seed }),
      ]),
    );
    for (const one of [server, ...Object.values(units)]) open.push(() => one.stop());
    await Promise.all([server, ...Object.values(units)].map((one) => one.start()));
    const endpoints = Object.fromEntries(plant.map((unit) => [unit.code, endpoint(unit)]));
    await furnish(url, await setupToken(made), plant, endpoints, rate);
    const tolerate = (code: string, outage: string) =>
      state(
        url,
        plant.filter((unit) => unit.code === code),
        endpoints,
        { samplesPerSecond: rate, outage },
      );
    const spool = join(dir, 'spool');
    const programs = { units, server, broker, database };
    return { url, ...programs, adminUrl: made.adminUrl, spool, tolerate, as: peopleOf(url), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The same address at another port. */
function at(url: string, port: number): string {
  const moved = new URL(url);
  moved.port = `${port}`;
  return moved.href;
}

/** Each signed in once. */
function peopleOf(url: string): (username: DemoUsername) => Promise<Client> {
  const clients = new Map<string, Promise<Client>>();
  const signedIn = async (username: string): Promise<Client> => {
    const client = new Client(url);
    await client.post('/session', { username, password: DEMO_PASSWORD });
    return client;
  };
  return (username) => {
    const client = clients.get(username) ?? signedIn(username);
    clients.set(username, client);
    return client;
  };
}

/** A cluster that is killed by its postmaster and started again on its port. */
function databaseProgram(cluster: Cluster): Victim & { stop(): Promise<void> } {
  let { pid } = cluster;
  let again: { stop(): Promise<void> } | undefined;
  const isAlive = (): boolean => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  return {
    isAlive,
    pid: () => pid,
    async kill() {
      process.kill(pid, 'SIGKILL');
      await until('the database is gone', () => Promise.resolve(!isAlive()));
    },
    async start() {
      const { dataDir, port } = cluster;
      const started = await startPostgres({ dataDir, port, durable: true });
      pid = started.pid;
      again = started;
    },
    async stop() {
      await again?.stop();
      await cluster.stop();
    },
  };
}

function unitOf(
  { code, serial, room, connector }: PlantUnit,
  at: { dir: string; endpoint: string; broker: TestBroker; rate: number; speed: number; seed: number },
): KillableUnit {
  const { dir, endpoint, broker, rate, speed, seed } = at;
  if (connector.kind === 'opcua')
    return unitProgram(code, dir, 'simulators/opcua/main.ts', {
      ...unitOptions(dir, code, endpoint, speed, rate),
      seed,
    });
  const place = { dir: join(dir, 'units', code), broker: endpoint, rate, speed, seed };
  if (connector.kind === 'mqtt') {
    const own = { name: code, serial, site: readPlant().site.code, room, password: broker.password(code) };
    return unitProgram(code, dir, 'simulators/mqtt/main.ts', { ...place, ...own });
  }
  const { group, edgeNode: name, device } = connector;
  const own = { name, group, device: `${device}=${serial}`, password: broker.password(name) };
  return unitProgram(code, dir, 'simulators/sparkplug/main.ts', { ...place, ...own });
}

/** As the demo is, but for its units: those that are there, at the pace at which they sample. */
async function furnish(
  url: string,
  token: string | null,
  units: PlantUnit[],
  endpoints: Record<string, string>,
  rate: number,
) {
  await seed({ url, setupToken: token, say: () => undefined });
  await state(url, units, endpoints, { samplesPerSecond: rate });
}

async function state(url: string, units: PlantUnit[], endpoints: Record<string, string>, more: object): Promise<void> {
  const administrator = await signIn(url, ADMINISTRATOR.username, DEMO_PASSWORD);
  const put: Api['put'] = (path, body) => {
    const { connector } = body as { connector: object };
    return administrator.put(path, { ...body, connector: { ...connector, ...more } });
  };
  await seedUnits({ ...administrator, put }, { ...readPlant(), units }, endpoints);
}
