import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { LogLevel, setLogLevel } from 'node-opcua';
import type { InstanceDto } from '../../src/plant/equipment/instance.dto.js';
import type { UnitDto } from '../../src/plant/equipment/unit.dto.js';
import { signIn } from '../../tools/demo/api.js';
import { ADMINISTRATOR, DEMO_PASSWORD } from '../../tools/demo/people.js';
import { readPlant } from '../../tools/demo/plant-file.js';
import { seedUnits } from '../../tools/demo/seed-units.js';
import type { DemoUsername } from './app.js';
import { Client } from './client.js';
import { createDatabase, type TestDatabase } from './cluster.js';
import { keptFree, type Killable } from './killable.js';
import { serverProgram } from './plant-programs.js';
import { provisionRoom } from './room.js';
import { type RoomUnit, startPlantBroker, startPlantUnit } from './room-units.js';

/** A server, a process of its own. */
export interface OneServer extends Killable {
  name: string;
  url: string;
  as(username: DemoUsername): Promise<Client>;
  /** all servers, as this one tells */
  instances(): Promise<InstanceDto[]>;
  units(): Promise<UnitDto[]>;
}

/** Two servers on one database and one folder, with live units of each protocol in this process. */
export interface TwoServers {
  a: OneServer;
  b: OneServer;
  units: Record<string, RoomUnit>;
  database: TestDatabase;
  stop(): Promise<void>;
}

setLogLevel(LogLevel.Critic);

/** Only `a` runs at first. */
export async function startTwoServers(
  codes: string[],
  { rate, speed, env }: { rate: number; speed: number; env: Record<string, string> },
): Promise<TwoServers> {
  const plant = readPlant().units.filter(({ code }) => codes.includes(code));
  const [direct, brokered] = [true, false].map((is) =>
    plant.filter(({ connector }) => (connector.kind === 'opcua') === is),
  ) as [typeof plant, typeof plant];
  const [database, { dir, endpoints: own }, broker, ports] = await Promise.all([
    createDatabase('demo'),
    provisionRoom(direct.map(({ code }) => code)),
    startPlantBroker(undefined, brokered),
    keptFree(2),
  ]);
  const endpoints: Record<string, string> = {
    ...own,
    ...Object.fromEntries(brokered.map(({ code }) => [code, `mqtt://127.0.0.1:${broker.port}`])),
  };
  const units: Record<string, RoomUnit> = {};
  for (const code of codes)
    units[code] = await startPlantUnit(code, { dir, endpoint: endpoints[code]!, broker, speed, rate });
  const settings = { DATABASE_URL: database.appUrl, BALLROOM_SPEED: `${speed}`, ...broker.settings('3.1.1'), ...env };
  const [a, b] = ['a', 'b'].map((name, at) => oneServer(name, ports[at]!, dir, settings)) as [OneServer, OneServer];
  await a.start();
  const administrator = await signIn(a.url, ADMINISTRATOR.username, DEMO_PASSWORD);
  const put: typeof administrator.put = (path, body) => {
    const { connector } = body as { connector: object };
    return administrator.put(path, { ...body, connector: { ...connector, samplesPerSecond: rate } });
  };
  await seedUnits({ ...administrator, put }, readPlant(), endpoints);
  return {
    ...{ a, b, units, database },
    async stop() {
      await Promise.all([a, b].map((server) => server.kill()));
      for (const unit of Object.values(units)) await unit.stop();
      await broker.remove();
      await database.drop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** Its log is its own; all else it has in common with the other. */
function oneServer(name: string, port: number, dir: string, env: Record<string, string>): OneServer {
  const url = `http://127.0.0.1:${port}`;
  const program = serverProgram(url, dir, { ...env, BALLROOM_INSTANCE: name }, join(dir, `${name}.log`));
  const clients = new Map<string, Promise<Client>>();
  const signedIn = async (username: string): Promise<Client> => {
    const client = new Client(url);
    await client.post('/session', { username, password: DEMO_PASSWORD });
    return client;
  };
  const as = (username: DemoUsername): Promise<Client> => {
    const client = clients.get(username) ?? signedIn(username);
    clients.set(username, client);
    return client;
  };
  return {
    ...program,
    ...{ name, url, as },
    instances: async () => (await as('administrator')).get<InstanceDto[]>('/instances'),
    units: async () => (await as('operator')).get<UnitDto[]>('/units'),
  };
}
