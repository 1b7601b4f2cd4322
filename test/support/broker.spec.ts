import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import {
  type BrokerKind,
  type BrokerOptions,
  describeBrokers,
  describeMosquitto,
  type MqttVersion,
  type TestBroker,
} from './broker.js';
import { until } from './walk.js';

const UNIT = { site: 'demo', room: 'B2', unit: 'U-07' };
const NODE = { group: 'demo', edgeNode: 'EN-05' };
const DATA = 'ballroom/demo/B2/U-07/data/ph';
const clients: MqttClient[] = [];
const brokers: TestBroker[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) await client.endAsync(true);
  for (const broker of brokers.splice(0)) await broker.remove();
});

/** Whoever comes with a session that is kept for it; what is waiting there is heard from the first message on. */
async function come(broker: TestBroker, version: MqttVersion, name?: string, options: IClientOptions = {}) {
  const { protocol, host, username, password } = new URL(broker.url(name));
  const client = mqtt.connect(`${protocol}//${host}`, {
    ...{ username, password },
    protocolVersion: version === '5' ? 5 : 4,
    clientId: `${name ?? 'ballroom'}-test`,
    clean: false,
    ...(version === '5' && { properties: { sessionExpiryInterval: 3600 } }),
    reconnectPeriod: 0,
    ...options,
  });
  clients.push(client);
  const heard: string[] = [];
  client.on('message', (topic, payload) => heard.push(`${topic} ${payload.toString()}`));
  await new Promise<void>((resolve, reject) => client.once('connect', () => resolve()).once('error', reject));
  client.on('error', () => {});
  return { client, heard };
}

/** Lets Mosquitto write down its sessions now, where it would within a second. */
async function saved({ dir, pid }: TestBroker): Promise<void> {
  const written = () => statSync(join(dir, 'mosquitto.db'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const last = written();
  process.kill(pid(), 'SIGUSR1');
  await until('it is written', () => Promise.resolve(written() > last));
}

const PEOPLE = { units: [UNIT], edgeNodes: [NODE] };

/** For one test. */
async function startFor(kind: BrokerKind, options: BrokerOptions): Promise<TestBroker> {
  const broker = await kind.start({ ...PEOPLE, ...options });
  brokers.push(broker);
  return broker;
}

describeBrokers('a broker for tests', (kind, version) => {
  let broker: TestBroker;
  beforeAll(async () => {
    broker = await kind.start(PEOPLE);
  });
  afterAll(() => broker.remove());

  it('keeps for a server that is away what a unit publishes', async () => {
    const server = await come(broker, version);
    await server.client.subscribeAsync('ballroom/#', { qos: 1 });
    await server.client.endAsync();
    const unit = await come(broker, version, 'U-07');
    await unit.client.publishAsync(DATA, '7.2', { qos: 1 });
    const { heard } = await come(broker, version);
    await until('the server hears it', () => Promise.resolve(heard.length > 0));
    expect(heard).toEqual([`${DATA} 7.2`]);
  });

  it('lets nobody in who has no password, and no unit speak for another or hear its commands', async () => {
    await expect(come(broker, version, 'U-07', { password: 'wrong' })).rejects.toThrow(/not authori[sz]ed|Bad user/i);
    await expect(come(broker, version, 'U-07', { username: '', password: '' })).rejects.toThrow(
      /not authori|Bad user/i,
    );
    const [server, node] = [await come(broker, version), await come(broker, version, 'EN-05')];
    await server.client.subscribeAsync('ballroom/#', { qos: 1 });
    await node.client.subscribeAsync('ballroom/demo/B2/U-07/command', { qos: 1 }).catch(() => {});
    node.client.publish(DATA, 'forged', { qos: 1 }, () => {});
    await server.client.publishAsync('ballroom/demo/B2/U-07/command', 'start', { qos: 1 });
    const unit = await come(broker, version, 'U-07');
    await unit.client.publishAsync(DATA, '7.3', { qos: 1 });
    await until('the unit is heard', () => Promise.resolve(server.heard.includes(`${DATA} 7.3`)));
    expect(server.heard).not.toContain(`${DATA} forged`);
    expect(node.heard).toEqual([]);
  });

  it('comes back on its port after kill -9, to the same users', async () => {
    const before = broker.pid();
    await broker.kill();
    await broker.start();
    expect(broker.pid()).not.toBe(before);
    const { client } = await come(broker, version, 'EN-05');
    expect(client.connected).toBe(true);
  });
});

describeMosquitto('a broker for tests', (mosquitto) => {
  it('speaks TLS with a certificate of its own, which has to be trusted', async () => {
    const broker = await startFor(mosquitto, { tls: true });
    const ca = readFileSync(broker.settings('5')['MQTT_CA']!);
    await expect(come(broker, '5')).rejects.toThrow(/self.signed/);
    expect((await come(broker, '5', undefined, { ca })).client.connected).toBe(true);
  });

  it('has its sessions and their messages back after kill -9 where they are persistent', async () => {
    const broker = await startFor(mosquitto, { persistent: true });
    const server = await come(broker, '5');
    await server.client.subscribeAsync('ballroom/#', { qos: 1 });
    await server.client.endAsync();
    const unit = await come(broker, '5', 'U-07');
    await unit.client.publishAsync(DATA, '7.2', { qos: 1 });
    await saved(broker);
    await broker.kill();
    await broker.start();
    const { heard } = await come(broker, '5');
    await until('the server hears it', () => Promise.resolve(heard.length > 0));
    expect(heard).toEqual([`${DATA} 7.2`]);
  });

  it("lets a unit and an edge node speak for themselves alone by the rights of the administrator's guide", async () => {
    const guide = readFileSync('docs/guides/administrator.md', 'utf8');
    const rights = /```\n(user ballroom\n[^`]*)```/.exec(guide)![1]!.replaceAll('vienna', 'demo');
    const broker = await startFor(mosquitto, { rights, units: [UNIT, { ...UNIT, unit: 'U-08' }] });
    const [server, unit, other, node] = await Promise.all(
      [undefined, 'U-07', 'U-08', 'EN-05'].map((name) => come(broker, '3.1.1', name)),
    );
    const base = 'ballroom/demo/B2/U-07';
    await server!.client.subscribeAsync(['ballroom/#', 'spBv1.0/#'], { qos: 1 });
    for (const { client } of [unit!, other!, node!])
      await client.subscribeAsync([`${base}/command`, 'spBv1.0/demo/DCMD/EN-05/#'], { qos: 1 });
    await node!.client.subscribeAsync('spBv1.0/STATE/ballroom', { qos: 1 });
    const topics = [
      ...['data/ph', 'status', 'state', 'answer'].map((part) => `${base}/${part}`),
      ...['NBIRTH', 'NDATA', 'NDEATH'].map((type) => `spBv1.0/demo/${type}/EN-05`),
      ...['DBIRTH', 'DDATA', 'DDEATH'].map((type) => `spBv1.0/demo/${type}/EN-05/U-05`),
    ];
    const commands = [`${base}/command`, 'spBv1.0/demo/DCMD/EN-05/U-05', 'spBv1.0/STATE/ballroom'];
    for (const topic of [...topics, ...commands])
      for (const { client } of [unit!, other!, node!])
        await client.publishAsync(topic, client.options.username!, { qos: 1 });
    for (const topic of commands) await server!.client.publishAsync(topic, 'server', { qos: 1 });
    await other!.client.publishAsync('ballroom/demo/B2/U-08/status', 'last', { qos: 1 });
    await until('all is heard', () => Promise.resolve(server!.heard.some((line) => line.endsWith(' last'))));
    await until('commands are heard', () => Promise.resolve(unit!.heard.length > 0 && node!.heard.length > 1));
    const own = (topic: string) => (topic.startsWith(base) ? 'U-07' : 'EN-05');
    expect(server!.heard).toEqual([
      ...topics.map((topic) => `${topic} ${own(topic)}`),
      ...commands.map((topic) => `${topic} server`),
      'ballroom/demo/B2/U-08/status last',
    ]);
    expect([unit!.heard, other!.heard]).toEqual([[`${commands[0]} server`], []]);
    expect(node!.heard).toEqual([`${commands[1]} server`, `${commands[2]} server`]);
  });
});
