import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from '@jest/globals';
import { type BrokerUsers, edgeNodeRights, serverRights, unitRights } from '../../tools/demo/broker/users.js';
import { failed, keptFree, type Killable, killable, TYPESCRIPT } from './killable.js';
import { configureMosquitto, MOSQUITTO } from './mosquitto.js';
import { until } from './walk.js';

export type MqttVersion = '3.1.1' | '5';

export interface BrokerOptions {
  /** who may come, besides the server (`ballroom`): plain units and edge nodes */
  units?: { site: string; room: string; unit: string }[];
  edgeNodes?: { group: string; edgeNode: string }[];
  /** sessions survive its death; Mosquitto alone */
  persistent?: boolean;
  /** with a certificate made for it, see `ca`; Mosquitto alone */
  tls?: boolean;
  /** messages kept for a client that is away */
  queue?: number;
  /** Mosquitto's file of rights, instead of each user's; Mosquitto alone */
  rights?: string;
}

/** A broker in a process of its own, always on the same port; a user's name and password are the same on each start. */
export interface TestBroker extends Killable {
  port: number;
  /** its files */
  dir: string;
  /** the certificate to trust, a PEM file; undefined without TLS */
  ca: string | undefined;
  /** `mqtt(s)://user:password@127.0.0.1:port` of the server, or of the unit or edge node of that name */
  url(user?: string): string;
  password(user: string): string;
  /** what a server that uses it is started with, as environment */
  settings(version: MqttVersion): Record<string, string>;
  /** ends it and removes its files */
  remove(): Promise<void>;
}

/** A kind of broker that tests run against. */
export interface BrokerKind {
  name: 'aedes' | 'mosquitto';
  versions: MqttVersion[];
  /** a running one; `remove()` it */
  start(options?: BrokerOptions): Promise<TestBroker>;
}

const SERVER = 'ballroom';
const BOOT = 30_000;

/** The demo's own. */
export const AEDES: BrokerKind = {
  name: 'aedes',
  versions: ['3.1.1'],
  start: (options = {}) =>
    started(options, ({ dir, port, users, queue }) => {
      const file = join(dir, 'users.json');
      writeFileSync(file, JSON.stringify(users), { mode: 0o600 });
      const args = ['tools/demo/broker/main.ts', '--port', `${port}`, '--users', file, '--queue', `${queue}`];
      return Promise.resolve({ command: [process.execPath, ...TYPESCRIPT, ...args], ca: undefined });
    }),
};

/** Where it is installed. */
export const REAL: BrokerKind = {
  name: 'mosquitto',
  versions: ['3.1.1', '5'],
  start: (options = {}) =>
    started(options, async (place) => {
      const { persistent = false, tls = false, rights } = options;
      const { file, ca } = await configureMosquitto({ ...place, persistent, tls, rights });
      return { command: [MOSQUITTO!, '-c', file], ca };
    }),
};

// oxlint-disable-next-line ballroom/every-test-runs -- an absent peer's tests are listed as skipped, and red in .ci/run
const describeWhereInstalled = MOSQUITTO === undefined ? describe.skip : describe;

/** The same tests for each broker and each version of MQTT that it speaks; those of an absent Mosquitto are listed as skipped. */
export function describeBrokers(title: string, tests: (broker: BrokerKind, version: MqttVersion) => void): void {
  describe(`${title}, by aedes over MQTT 3.1.1`, () => tests(AEDES, '3.1.1'));
  for (const version of REAL.versions)
    describeWhereInstalled(`${title}, by mosquitto over MQTT ${version}`, () => tests(REAL, version));
}

/** As {@link describeBrokers}, for what Mosquitto alone can: TLS, and sessions that survive. */
export const describeMosquitto = (title: string, tests: (mosquitto: BrokerKind) => void): void =>
  describeWhereInstalled(`${title}, by mosquitto`, () => tests(REAL));

interface Place {
  dir: string;
  port: number;
  users: BrokerUsers;
  queue: number;
}

async function started(
  options: BrokerOptions,
  prepare: (place: Place) => Promise<{ command: string[]; ca: string | undefined }>,
): Promise<TestBroker> {
  const { units = [], edgeNodes = [], queue = 20_000 } = options;
  const password = randomBytes(12).toString('hex');
  const users: BrokerUsers = Object.fromEntries([
    [SERVER, { password, ...serverRights() }],
    ...units.map((unit) => [unit.unit, { password: `${password}-${unit.unit}`, ...unitRights(unit) }]),
    ...edgeNodes.map((node) => [node.edgeNode, { password: `${password}-${node.edgeNode}`, ...edgeNodeRights(node) }]),
  ]);
  const dir = mkdtempSync(join(tmpdir(), 'ballroom-broker-'));
  const [port = 0] = await keptFree(1);
  const { command, ca } = await prepare({ dir, port, users, queue });
  const program = killable('the broker', join(dir, 'log'), command as [string, ...string[]], {}, async (child) => {
    child.stdout!.resume();
    await until('the broker listens', async () => failed(child) ?? (await isListening(port)), BOOT);
  });
  const passwordOf = (user: string) => {
    const known = users[user];
    if (known === undefined) throw new Error(`the broker does not know ${user}`);
    return known.password;
  };
  const url = (user = SERVER) =>
    `${ca === undefined ? 'mqtt' : 'mqtts'}://${user}:${passwordOf(user)}@127.0.0.1:${port}`;
  const broker: TestBroker = {
    ...program,
    ...{ port, dir, ca, url, password: passwordOf },
    settings: (version) => ({ MQTT_URL: url(), MQTT_VERSION: version, ...(ca !== undefined && { MQTT_CA: ca }) }),
    async remove() {
      await program.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
  await program.start().catch(async (error: unknown) => {
    await broker.remove();
    throw error;
  });
  return broker;
}

const isListening = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
