import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import { until } from '../../../test/support/walk.js';
import { openBroker, type RunningBroker } from './broker.js';
import { type BrokerUsers, edgeNodeRights, serverRights, unitRights } from './users.js';

const QUEUE = 5;
const BASE = 'ballroom/demo/B2/U-07';
const USERS: BrokerUsers = {
  ballroom: { password: 'server', ...serverRights() },
  'U-07': { password: 'seven', ...unitRights({ site: 'demo', room: 'B2', unit: 'U-07' }) },
  'U-08': { password: 'eight', ...unitRights({ site: 'demo', room: 'B2', unit: 'U-08' }) },
  'EN-05': { password: 'five', ...edgeNodeRights({ group: 'demo', edgeNode: 'EN-05' }) },
};

let broker: RunningBroker;
let said: string[] = [];
const clients: MqttClient[] = [];

beforeEach(async () => {
  broker = await openBroker({ port: 0, users: USERS, queue: QUEUE, say: (line) => said.push(line) });
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.endAsync(true);
  await broker.close();
  said = [];
});

async function come(username?: string, password?: string, options: IClientOptions = {}): Promise<MqttClient> {
  const settings = { username, password, protocolVersion: 4, reconnectPeriod: 0, ...options } as const;
  const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${broker.port}`, settings);
  client.on('error', () => {});
  clients.push(client);
  return client;
}

const user = (name: string, options: IClientOptions = {}) => come(name, USERS[name]!.password, options);

/** All that a client hears, in its order. */
function heardBy(client: MqttClient): string[] {
  const heard: string[] = [];
  client.on('message', (topic, payload) => heard.push(`${topic} ${payload.toString()}`));
  return heard;
}

const granted = async (client: MqttClient, filter: string) =>
  (await client.subscribeAsync(filter, { qos: 1 }).catch(() => undefined))?.[0]?.qos;

describe("the demo's broker", () => {
  it('lets nobody in without a name and its password', async () => {
    await expect(come()).rejects.toThrow('Bad username or password');
    await expect(come('U-07', 'eight')).rejects.toThrow('Bad username or password');
    await expect(come('U-09', '')).rejects.toThrow('Bad username or password');
    await expect(come('__proto__', '')).rejects.toThrow('Bad username or password');
    expect(said.filter((line) => line.startsWith('refused: '))).toHaveLength(4);
  });

  it('passes on what a unit and an edge node say, and what they are told', async () => {
    const server = await user('ballroom');
    const heard = heardBy(server);
    await server.subscribeAsync(['ballroom/demo/#', 'spBv1.0/#'], { qos: 1 });
    const [unit, node] = [await user('U-07'), await user('EN-05')];
    const told = [heardBy(unit), heardBy(node)];
    expect(await granted(unit, `${BASE}/command`)).toBe(1);
    expect(await granted(node, 'spBv1.0/demo/DCMD/EN-05/#')).toBe(1);
    expect(await granted(node, 'spBv1.0/demo/NCMD/EN-05')).toBe(1);
    expect(await granted(node, 'spBv1.0/STATE/ballroom')).toBe(1);

    await unit.publishAsync(`${BASE}/data/temperature`, '37', { qos: 1 });
    for (const part of ['status', 'state', 'answer']) await unit.publishAsync(`${BASE}/${part}`, part, { qos: 1 });
    await node.publishAsync('spBv1.0/demo/NBIRTH/EN-05', 'born');
    await node.publishAsync('spBv1.0/demo/DDATA/EN-05/U-05', 'data');
    await server.publishAsync(`${BASE}/command`, 'start', { qos: 1 });
    await server.publishAsync('spBv1.0/demo/DCMD/EN-05/U-05', 'hold');
    await server.publishAsync('spBv1.0/STATE/ballroom', 'online', { qos: 1, retain: true });
    await until('all is heard', () =>
      Promise.resolve(heard.length >= 9 && told[0]!.length === 1 && told[1]!.length === 2),
    );

    expect(heard.toSorted()).toEqual(
      [
        `${BASE}/answer answer`,
        `${BASE}/command start`,
        `${BASE}/data/temperature 37`,
        `${BASE}/state state`,
        `${BASE}/status status`,
        'spBv1.0/STATE/ballroom online',
        'spBv1.0/demo/DCMD/EN-05/U-05 hold',
        'spBv1.0/demo/DDATA/EN-05/U-05 data',
        'spBv1.0/demo/NBIRTH/EN-05 born',
      ].toSorted(),
    );
    expect(told).toEqual([
      [`${BASE}/command start`],
      ['spBv1.0/demo/DCMD/EN-05/U-05 hold', 'spBv1.0/STATE/ballroom online'],
    ]);
    expect(said).toEqual([]);
  });

  it.each([
    ['U-07', 'ballroom/demo/B2/U-08/data/temperature'],
    ['U-07', 'ballroom/demo/B3/U-07/data/temperature'],
    ['U-07', `${BASE}/command`],
    ['U-07', `${BASE}/else`],
    ['U-07', 'spBv1.0/STATE/ballroom'],
    ['EN-05', 'spBv1.0/demo/DDATA/EN-06/U-06'],
    ['EN-05', 'spBv1.0/demo/NCMD/EN-05'],
    ['EN-05', 'spBv1.0/STATE/ballroom'],
    ['ballroom', `${BASE}/data/temperature`],
    ['ballroom', '$SYS/else'],
  ])('ends the connection of %s when it publishes to %s, and acknowledges nothing', async (name, topic) => {
    const server = await user('ballroom');
    const heard = heardBy(server);
    await server.subscribeAsync(['ballroom/#', 'spBv1.0/#'], { qos: 1 });
    const client = await user(name);
    const acknowledged: string[] = [];
    client.on('packetreceive', ({ cmd }) => acknowledged.push(cmd));
    const ended = new Promise<void>((resolve) => client.once('close', () => resolve()));
    client.publish(topic, 'forged', { qos: 1 }, () => {});
    await ended;
    expect(acknowledged).toEqual([]);
    expect(said).toEqual([`ended: ${name}: ${name} may not publish to ${topic}`]);
    await (await user('U-08')).publishAsync('ballroom/demo/B2/U-08/status', 'online', { qos: 1 });
    await until('the next is heard', () => Promise.resolve(heard.length > 0));
    expect(heard).toEqual(['ballroom/demo/B2/U-08/status online']);
  });

  it.each([
    ['U-07', 'ballroom/demo/B2/U-08/command'],
    ['U-07', 'ballroom/demo/B2/+/command'],
    ['U-07', 'ballroom/#'],
    ['U-07', '#'],
    ['EN-05', 'spBv1.0/demo/DCMD/EN-06/#'],
    ['EN-05', 'spBv1.0/demo/+/EN-05/#'],
    ['ballroom', '$SYS/#'],
    ['ballroom', '#'],
  ])('refuses %s to hear %s', async (name, filter) => {
    expect(await granted(await user(name), filter)).toBeUndefined();
    expect(said).toEqual([`refused: ${name} may not subscribe to ${filter}`]);
  });

  it('keeps a refused subscription in no session, though it came with one that is allowed', async () => {
    const kept = { clientId: 'U-07', clean: false };
    const unit = await user('U-07', kept);
    const filters = [`${BASE}/command`, 'ballroom/demo/B2/U-08/command'];
    await unit.subscribeAsync(filters, { qos: 1 }).catch(() => {});
    await unit.endAsync();
    const server = await user('ballroom');
    for (const filter of filters.toReversed()) await server.publishAsync(filter, 'stop', { qos: 1 });
    const again = mqtt.connect(`mqtt://127.0.0.1:${broker.port}`, {
      ...{ username: 'U-07', password: 'seven', reconnectPeriod: 0, ...kept },
    });
    clients.push(again);
    const heard = heardBy(again);
    await until('the kept command is heard', () => Promise.resolve(heard.length > 0));
    expect(heard).toEqual([`${BASE}/command stop`]);
  });

  it('gives the session of one user to no other', async () => {
    const server = await user('ballroom', { clientId: 'ballroom-mqtt', clean: false });
    await expect(user('U-07', { clientId: 'ballroom-mqtt' })).rejects.toThrow('Identifier rejected');
    expect(server.connected).toBe(true);
    await server.endAsync();
    await expect(user('U-07', { clientId: 'ballroom-mqtt' })).rejects.toThrow('Identifier rejected');
    expect(said[0]).toBe('refused: "U-07": client id "ballroom-mqtt" is that of ballroom');
    await user('U-07', { clientId: 'passing', clean: true }).then((unit) => unit.endAsync());
    await until('the id is free', () => user('U-08', { clientId: 'passing' }).catch(() => false as const));
  });

  it('keeps the oldest messages for a server that is away, as many as it may, and says that it drops the newer ones', async () => {
    const kept = { clientId: 'ballroom-away', clean: false };
    const server = await user('ballroom', kept);
    await server.subscribeAsync(`${BASE}/data/+`, { qos: 1 });
    await server.endAsync();
    const unit = await user('U-07');
    for (let n = 1; n <= QUEUE + 3; n++) await unit.publishAsync(`${BASE}/data/ph`, `${n}`, { qos: 1 });
    expect(said).toEqual([`dropped: ballroom-away is away and ${QUEUE} messages wait for it`]);
    const again = mqtt.connect(`mqtt://127.0.0.1:${broker.port}`, {
      ...{ username: 'ballroom', password: 'server', reconnectPeriod: 0, ...kept },
    });
    clients.push(again);
    const heard = heardBy(again);
    await until('what was kept is heard', () => Promise.resolve(heard.length >= QUEUE));
    await unit.publishAsync(`${BASE}/data/ph`, 'live', { qos: 1 });
    await until('the live one is heard', () => Promise.resolve(heard.length > QUEUE));
    expect(heard.map((line) => line.split(' ')[1])).toEqual(['1', '2', '3', '4', '5', 'live']);
    await again.endAsync();
    for (let n = 1; n <= QUEUE; n++) await unit.publishAsync(`${BASE}/data/ph`, `${n}`, { qos: 1 });
    expect(said).toHaveLength(1);
  });
});
