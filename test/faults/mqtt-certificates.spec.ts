import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import { Authority } from '../support/authority.js';
import { describeMosquitto } from '../support/broker.js';
import { failed, keptFree, type Killable, killable } from '../support/killable.js';
import { hashed, MOSQUITTO } from '../support/mosquitto.js';
import { until } from '../support/walk.js';

const PASSWORD = 'of-the-server';
const NOT_AUTHORIZED = 135;

describeMosquitto('11.10(d): the configuration of deploy/mosquitto', () => {
  const dir = mkdtempSync(join(tmpdir(), 'ballroom-identities-'));
  const heard: string[] = [];
  const clients: MqttClient[] = [];
  let ports: { units: number; server: number };
  let broker: Killable;
  let units: Authority;
  const file = (name: string) => join(dir, name);

  /** A key, and a certificate of an authority for it: the first is of `unit-1`, the next of `unit-2`. */
  function issued(by: Authority, name: string): { key: string; cert: Buffer } {
    const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' });
    writeFileSync(file(`${name}.key`), key, { mode: 0o600 });
    return { key: String(key), cert: by.issue(file(`${name}.key`), { applicationUri: null }).certificate };
  }

  const pem = (authority: Authority): string => new X509Certificate(authority.certificate).toString();

  async function come(port: number, options: IClientOptions): Promise<MqttClient> {
    const ca = readFileSync(file('broker-ca.pem'));
    const client = await mqtt.connectAsync(`mqtts://127.0.0.1:${port}`, {
      ...{ protocolVersion: 5, reconnectPeriod: 0, ca, ...options },
    });
    clients.push(client);
    return client;
  }

  /** A session that is kept, as the server's are. */
  const asServer = (): IClientOptions => ({
    ...{ username: 'ballroom', password: PASSWORD, clientId: 'ballroom-mqtt', clean: false, protocolVersion: 5 },
    ...{ properties: { sessionExpiryInterval: 600 }, reconnectPeriod: 0, ca: readFileSync(file('broker-ca.pem')) },
  });

  const say = (client: MqttClient, topic: string): Promise<unknown> => client.publishAsync(topic, topic, { qos: 1 });

  beforeAll(async () => {
    const [first = 0, second = 0] = await keptFree(2);
    ports = { units: first, server: second };
    for (const name of ['units', 'brokers']) mkdirSync(file(name));
    units = new Authority(file('units'));
    const brokers = new Authority(file('brokers'));
    const own = issued(brokers, 'broker');
    writeFileSync(file('broker.pem'), own.cert);
    writeFileSync(file('broker-ca.pem'), pem(brokers));
    writeFileSync(file('units-ca.pem'), pem(units));
    writeFileSync(file('passwords'), `ballroom:${hashed(PASSWORD)}\n`, { mode: 0o600 });
    writeFileSync(file('rights'), readFileSync('deploy/mosquitto/rights'), { mode: 0o600 });
    const shipped = readFileSync('deploy/mosquitto/ballroom.conf', 'utf8');
    const placed = shipped
      .replaceAll('/etc/mosquitto/', `${dir}/`)
      .replace('/var/lib/mosquitto/', `${dir}/`)
      .replace('listener 8883', `listener ${ports.units} 127.0.0.1`)
      .replace('listener 8884', `listener ${ports.server} 127.0.0.1`);
    writeFileSync(file('mosquitto.conf'), `${process.getuid?.() === 0 ? 'user root\n' : ''}${placed}`);
  });

  afterAll(async () => {
    await Promise.all(clients.map((client) => client.endAsync(true)));
    await broker?.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  it('lets a unit speak below its own topic alone, whoever it says that it is, and nobody without a certificate that stands', async () => {
    const [a, b, gone] = ['a', 'b', 'gone'].map((name) => issued(units, name));
    units.revocations({ certificate: gone!.cert, der: new X509Certificate(gone!.cert).raw });
    writeFileSync(file('units-crl.pem'), readFileSync(file('units/list.pem')));
    const command: [string, ...string[]] = [MOSQUITTO!, '-c', file('mosquitto.conf')];
    broker = killable('the broker', file('log'), command, {}, async (child) => {
      child.stdout!.resume();
      await until('the broker listens', async () => failed(child) ?? (await isListening(ports.server)));
    });
    await broker.start();

    const server = await come(ports.server, asServer());
    server.on('message', (topic) => heard.push(topic));
    await server.subscribeAsync(['ballroom/#', 'spBv1.0/#'], { qos: 1 });

    const one = await come(ports.units, { ...a, clientId: 'a' });
    const topic = (unit: string) => `ballroom/vienna/B2/${unit}/data/ph`;
    await say(one, topic('unit-1'));
    await expect(say(one, topic('unit-2'))).rejects.toMatchObject({ code: NOT_AUTHORIZED });
    await expect(say(one, 'spBv1.0/vienna/DDATA/unit-2/unit-2')).rejects.toMatchObject({ code: NOT_AUTHORIZED });
    await expect(say(one, 'ballroom/vienna/B2/unit-1/command')).rejects.toMatchObject({ code: NOT_AUTHORIZED });

    // the name in its certificate counts, not the one that it gives
    const posing = await come(ports.units, { ...a, clientId: 'posing', username: 'unit-2', password: 'any' });
    await expect(say(posing, topic('unit-2'))).rejects.toMatchObject({ code: NOT_AUTHORIZED });

    const two = await come(ports.units, { ...b, clientId: 'b' });
    await say(two, topic('unit-2'));
    await until('both are heard', () => Promise.resolve(heard.length === 2 || undefined));
    expect(heard).toEqual([topic('unit-1'), topic('unit-2')]);

    // nor does it come in the server's place: neither while that is there, nor for what is kept for it
    const thief = () => come(ports.units, { ...a, clientId: 'ballroom-mqtt', clean: true });
    await thief();
    await say(two, topic('unit-2'));
    await until('the server hears on', () => Promise.resolve(heard.length === 3 || undefined));
    expect(server.connected).toBe(true);
    await server.endAsync();
    await thief();
    await say(two, topic('unit-2'));
    const back = mqtt.connect(`mqtts://127.0.0.1:${ports.server}`, asServer());
    clients.push(back);
    back.on('message', (said) => heard.push(said));
    const isKept = new Promise((resolve) => back.once('connect', ({ sessionPresent }) => resolve(sessionPresent)));
    expect(await isKept).toBe(true);
    await until('the server hears what was kept', () => Promise.resolve(heard.length === 4 || undefined));

    const strangers = join(dir, 'strangers');
    mkdirSync(strangers);
    const stranger = issued(new Authority(strangers), 'stranger');
    for (const refused of [{}, stranger, gone!, { username: 'ballroom', password: PASSWORD }])
      await expect(come(ports.units, { ...refused, clientId: 'refused' })).rejects.toThrow();
    await expect(come(ports.server, { ...a, clientId: 'without-password' })).rejects.toThrow();
  }, 60_000);
});

const isListening = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
