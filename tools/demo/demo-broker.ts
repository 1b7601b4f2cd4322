import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MqttSettings } from '../../src/platform/config/index.js';
import { type BrokerUsers, edgeNodeRights, serverRights, unitRights } from './broker/users.js';
import type { DemoRun } from './demo-run.js';
import { type Plant, readPlant, unitsBy } from './plant-file.js';
import { secret, writeSecret } from './secrets.js';

const BROKER = fileURLToPath(new URL('./broker/main.js', import.meta.url));
const HOST_ID = 'ballroom';

/** The broker that server and simulated units meet at. */
export interface DemoBroker {
  /** `mqtt://host:port`, without credentials */
  url: string;
  /** certificates to trust, a PEM file */
  ca: string | undefined;
  /** id of the Sparkplug host that edge nodes look out for */
  hostId: string;
  /** environment by which the server finds it */
  settings: Record<string, string>;
  /** by which a unit or an edge node signs in, as options of its program */
  credentials(name: string): { user: string; 'password-file': string };
  /** resolves when it takes connections */
  ready: Promise<void>;
}

/** The broker of the settings, else the one that Ballroom brings, as a process of its own that comes back when it ends. */
export function startBroker(run: DemoRun, port: number): DemoBroker {
  const { dataDir, mqtt } = run.config;
  return mqtt === null ? ownBroker(run, port) : givenBroker(dataDir, mqtt);
}

function ownBroker(run: DemoRun, port: number): DemoBroker {
  const { dataDir } = run.config;
  const users = brokerUsers(dataDir, readPlant());
  const file = writeSecret(dataDir, 'broker-users.json', JSON.stringify(users));
  const kept = run.keep('broker', [BROKER, '--port', `${port}`, '--users', file]);
  const password = users[HOST_ID]?.password;
  return {
    url: `mqtt://127.0.0.1:${port}`,
    ca: undefined,
    hostId: HOST_ID,
    settings: { MQTT_URL: `mqtt://${HOST_ID}:${password}@127.0.0.1:${port}`, MQTT_VERSION: '3.1.1' },
    credentials: (name) => ({ user: name, 'password-file': join(dataDir, 'secrets', `unit-${name}`) }),
    ready: run.listens(port, kept),
  };
}

/** The server under the id of its Sparkplug host, each plain unit and each edge node under its own name. */
function brokerUsers(dataDir: string, plant: Plant): BrokerUsers {
  const site = plant.site.code;
  const units = unitsBy(plant, 'mqtt').map(({ code, room }) => [code, unitRights({ site, room, unit: code })] as const);
  const nodes = unitsBy(plant, 'sparkplug').map(
    ({ connector }) => [connector.edgeNode, edgeNodeRights(connector)] as const,
  );
  const rights = Object.entries(Object.fromEntries([...units, ...nodes]));
  return {
    [HOST_ID]: { password: secret(dataDir, 'broker-server'), ...serverRights() },
    ...Object.fromEntries(rights.map(([name, own]) => [name, { password: secret(dataDir, `unit-${name}`), ...own }])),
  };
}

/** One that is not ours knows the simulated units by the user that the settings name, and may know them by no other. */
function givenBroker(dataDir: string, { url, username, password, version, hostId }: MqttSettings): DemoBroker {
  const passwordFile = writeSecret(dataDir, 'broker-given', `${password ?? 'anonymous'}\n`);
  const ca = process.env['MQTT_CA'] || undefined;
  const given = { MQTT_URL: process.env['MQTT_URL'] ?? '', MQTT_VERSION: version, BALLROOM_HOST_ID: hostId };
  return {
    ...{ url, ca, hostId },
    settings: { ...given, ...(ca !== undefined && { MQTT_CA: ca }) },
    credentials: (name) => ({ user: username ?? name, 'password-file': passwordFile }),
    ready: Promise.resolve(),
  };
}
