import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import { type BrokerKind, describeBrokers, describeMosquitto, type MqttVersion, type TestBroker } from './broker.js';
import { until } from './walk.js';

const UNIT = { site: 'demo', room: 'B2', unit: 'U-07' };
const NODE = { group: 'demo', edgeNode: 'EN-05' };
const DATA = 'ballroom/demo/B2/U-07/data/ph';
const clients: MqttClient[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) await client.endAsync(true);
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

const serverWith = async (kind: BrokerKind, options = {}) =>
  kind.start({ units: [UNIT], edgeNodes: [NODE], ...options });

describeBrokers('a broker for tests', (kind, version) => {
  let broker: TestBroker;
  beforeAll(async () => {
    broker = await serverWith(kind);
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
    const broker = await serverWith(mosquitto, { tls: true });
    const ca = readFileSync(broker.settings('5')['MQTT_CA']!);
    await expect(come(broker, '5')).rejects.toThrow(/self.signed/);
    expect((await come(broker, '5', undefined, { ca })).client.connected).toBe(true);
    await broker.remove();
  });

  it('has its sessions and their messages back after kill -9 where they are persistent', async () => {
    const broker = await serverWith(mosquitto, { persistent: true });
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
    await broker.remove();
  });
});
