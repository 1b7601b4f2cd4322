import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import mqtt from 'mqtt';
import {
  DataChangeNotification,
  MessageSecurityMode,
  type NotificationMessage,
  OPCUAClient,
  type OPCUACertificateManager,
  SecurityPolicy,
} from 'node-opcua';
import { Addresses } from '../../src/plant/equipment/opcua/addresses.js';
import { findDevice } from '../../src/plant/equipment/opcua/identity.js';
import { Link } from '../../src/plant/equipment/opcua/link.js';
import { needOf } from '../../src/plant/equipment/opcua/pace.js';
import {
  adoptSubscription,
  createSubscription,
  followNodes,
  type Wanted,
} from '../../src/plant/equipment/opcua/subscription.js';
import { UnitCheck } from '../../src/plant/equipment/opcua/unit-check.js';
import { BrokerLink, type Packet } from '../../src/plant/equipment/mqtt/broker-link.js';
import { loadConfig } from '../../src/platform/config/index.js';
import { AEDES, type BrokerKind, describeMosquitto, type MqttVersion, type TestBroker } from '../support/broker.js';
import { until } from '../support/walk.js';
import { QUICK as BROKER_PACE } from './mqtt-rig.js';
import { MqttTap } from './mqtt-tap.js';
import { QUICK as QUICK_PACE, Rig, UNIT_LOGIN } from './opcua-rig.js';

/** Quick, and patient with a busy machine. */
const QUICK = { ...QUICK_PACE, connect: 30_000 };
const NEED = needOf({ samplesPerSecond: 10 }, QUICK);

/**
 * What node-opcua and mqtt.js do without having promised it, and we rest on: each of these fails where an upgrade changes it.
 * Whoever sees one fail reads docs/adr/0012 and what is said at the place that the test names, before anything is made green.
 */
describe('node-opcua, where we publish by ourselves (opcua/link.ts, ADR 12)', () => {
  let rig: Rig;
  const links: Link[] = [];
  beforeAll(async () => void (rig = await Rig.start()), 60_000);
  afterAll(async () => {
    for (const link of links) link.drop();
    await rig.stop();
  });

  async function open(): Promise<Link> {
    const ours = { trust: rig.trust, own: rig.trust.own.usable[0]! };
    const link = await Link.open(rig.row().connector, ours, UNIT_LOGIN, QUICK, new AbortController().signal);
    links.push(link);
    return link;
  }
  async function heartbeat(link: Link): Promise<Wanted> {
    const { namespaces, tags } = rig.row().tagMap;
    const addresses = await Addresses.of(link, namespaces);
    const [address] = await addresses.find(await findDevice(link, addresses, rig.row()), [tags['heartbeat']!]);
    return { key: 'heartbeat', name: 'heartbeat', watched: false, address: address!, queueSize: 100 };
  }
  const isData = ({ notificationData }: NotificationMessage): boolean => (notificationData ?? []).length > 0;
  const valuesOf = ({ notificationData }: NotificationMessage): unknown[] =>
    (notificationData ?? []).flatMap((one) =>
      one instanceof DataChangeNotification
        ? (one.monitoredItems ?? []).map(({ value }) => value.value.value as unknown)
        : [],
    );

  it('acknowledges nothing that we do not: after a crash all of it is still at the unit, and is gone once we say so', async () => {
    const first = await open();
    const { id } = await createSubscription(first, QUICK, NEED);
    await followNodes(first, id, [await heartbeat(first)], 1);
    const received = new Map<number, unknown[]>();
    while (received.size < 3) {
      const { notificationMessage, availableSequenceNumbers } = await first.publish(id, []);
      if (!isData(notificationMessage)) continue;
      received.set(notificationMessage.sequenceNumber, valuesOf(notificationMessage));
      expect(availableSequenceNumbers).toEqual(expect.arrayContaining([...received.keys()]));
    }
    first.drop();
    const second = await open();
    const adopted = (await adoptSubscription(second, id, QUICK, NEED))!;
    expect(adopted.kept).toEqual(expect.arrayContaining([...received.keys()]));
    for (const [sequence, values] of received)
      expect(valuesOf((await second.republish(id, sequence))!.notificationMessage)).toEqual(values);
    const { results } = await second.publish(id, [...received.keys()]);
    expect(results!.map(({ name }) => name)).toEqual(['Good', 'Good', 'Good']);
    for (const sequence of received.keys()) expect(await second.republish(id, sequence)).toBeNull();
  }, 60_000);

  it('hands on a keep-alive with the number of the next notification, which then has that number', async () => {
    const link = await open();
    const { id } = await createSubscription(link, QUICK, NEED);
    const next = async (wantsData: boolean): Promise<number> => {
      for (;;) {
        const { notificationMessage } = await link.publish(id, []);
        if (isData(notificationMessage) === wantsData) return notificationMessage.sequenceNumber;
      }
    };
    const alive = await next(false);
    expect(await next(false)).toBe(alive);
    await followNodes(link, id, [await heartbeat(link)], 1);
    expect(await next(true)).toBe(alive);
    expect(await next(true)).toBe(alive + 1);
  }, 60_000);

  it('says of each item whether it lives, and lets the others live', async () => {
    const link = await open();
    const { id } = await createSubscription(link, QUICK, NEED);
    const beat = await heartbeat(link);
    const created = await followNodes(link, id, [{ ...beat, key: 'x', name: 'x', address: 'ns=1;s=nowhere' }, beat], 7);
    expect(created.problems).toEqual(['x: BadNodeIdUnknown']);
    expect(Object.keys(created.items)).toEqual(['heartbeat']);
    expect(created.items).toMatchObject({ heartbeat: { client: 8, server: expect.any(Number) } });
  });

  it('does not repair a link by itself: what is cut stays cut, and says so', async () => {
    const link = await open();
    const { id } = await createSubscription(link, QUICK, NEED);
    await rig.fault('link-cut', { durationSeconds: 0.5, mode: 'reset' });
    await expect(link.publish(id, [])).rejects.toThrow();
    await until('another link can be opened', () =>
      open().then(
        () => true,
        () => false,
      ),
    );
    await expect(link.read(['i=2257'])).rejects.toThrow();
    await expect(link.publish(id, [])).rejects.toThrow();
  }, 60_000);

  it('asks a store of certificates for no more than ours has, and for the unit’s before it sends anything', async () => {
    const asked = new Set<string>();
    const check = new UnitCheck(rig.trust, rig.unit.applicationUri);
    const own = rig.trust.own.usable[0]!;
    const watched = new Proxy(check, {
      get(target, name) {
        if (typeof name === 'string') asked.add(name);
        const found = Reflect.get(target, name) as unknown;
        return typeof found === 'function' ? (found.bind(target) as unknown) : found;
      },
    });
    const client = OPCUAClient.create({
      ...{ applicationName: 'Ballroom', applicationUri: own.text.applicationUri!, endpointMustExist: false },
      clientCertificateManager: watched as unknown as OPCUACertificateManager,
      ...{ certificateFile: own.certificateFile, privateKeyFile: own.privateKeyFile },
      ...{ securityMode: MessageSecurityMode.SignAndEncrypt, securityPolicy: SecurityPolicy.Basic256Sha256 },
      connectionStrategy: { maxRetry: 0, initialDelay: 100, maxDelay: 100 },
    });
    await client.connect(rig.unit.endpoint);
    await client.disconnect();
    expect(check.accepted?.thumbprint).toBe(rig.unit.thumbprint.toLowerCase());
    const has = ['referenceCounter', 'initialize', 'dispose', 'verifyCertificate', 'checkCertificate'];
    const doesWithout = ['isPrivateKeyOpaque', 'getPrivateKey']; // of a key in hardware
    expect([...asked].filter((name) => ![...has, ...doesWithout].includes(name))).toEqual([]);
    expect(asked).toContain('checkCertificate');
  });
});

const held = (kind: BrokerKind, version: MqttVersion): void => {
  const UNIT = { site: 'demo', room: 'B2', unit: 'U-21' };
  const TOPIC = 'ballroom/demo/B2/U-21/data/heartbeat';
  let broker: TestBroker;
  let tap: MqttTap;
  beforeAll(async () => {
    broker = await kind.start({ units: [UNIT] });
    tap = await MqttTap.open(broker.port);
  }, 60_000);
  afterAll(async () => {
    await tap.close();
    await broker.remove();
  });

  it('writes no PUBACK before we do, takes further messages meanwhile, and sends those that we write, in any order', async () => {
    const told = broker.settings(version);
    const url = new URL(told['MQTT_URL']!);
    url.port = `${tap.port}`;
    const { mqtt: settings } = loadConfig({ ...told, MQTT_URL: url.href, BALLROOM_HOST_ID: 'contract' });
    const received: Packet[] = [];
    let connections = 0;
    const link = new BrokerLink(
      settings!,
      'contract-mqtt',
      { ...BROKER_PACE, keepalive: 1 },
      {
        connected: () => void connections++,
        received: (packet) => received.push(packet),
        lost: () => undefined,
      },
    );
    link.open();
    await until('it is connected', async () => link.isUp);
    expect(await link.subscribe([TOPIC])).toEqual([]);
    const unit = await mqtt.connectAsync(`mqtt://127.0.0.1:${broker.port}`, {
      ...{ clientId: 'U-21', username: 'U-21', password: broker.password('U-21'), protocolVersion: 4 },
    });
    try {
      const said = ['1', '2', '3', '4'];
      const texts = (): string[] => received.map(({ payload }) => payload.toString());
      for (const text of said) await unit.publishAsync(TOPIC, text, { qos: 1 });
      await until('all have come', async () => received.length === 4);
      expect([texts(), tap.pubacks]).toEqual([said, 0]);
      received[2]!.ack();
      received[0]!.ack();
      await until('two are acknowledged', async () => tap.pubacks === 2);
      const [second] = received.splice(0).filter(({ payload }) => payload.toString() === '2');
      link.renew();
      await until('the others come again', async () => received.length === 2);
      expect(texts()).toEqual(['2', '4']);
      // of another connection: the same number is another message there
      second!.ack();
      received[1]!.ack();
      await until('the last is acknowledged', async () => tap.pubacks === 3);
      link.renew();
      await until('what nobody has acknowledged comes once more', async () => received.length === 3);
      expect([texts(), connections]).toEqual([['2', '4', '2'], 3]);
      received[2]!.ack();
    } finally {
      await unit.endAsync(true);
      await link.close();
    }
  }, 60_000);
};

describe('mqtt.js, where we acknowledge by ourselves (mqtt/broker-link.ts), by aedes over MQTT 3.1.1', () =>
  held(AEDES, '3.1.1'));
describeMosquitto('mqtt.js, where we acknowledge by ourselves (mqtt/broker-link.ts)', (kind) => held(kind, '5'));

it('the versions of libraries whose ways we rest on are exact', () => {
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as { dependencies: Record<string, string> };
  for (const name of ['node-opcua', 'mqtt', 'aedes', 'pg', 'typeorm'])
    expect([name, dependencies[name]]).toEqual([name, expect.stringMatching(/^\d+\.\d+\.\d+$/)]);
});
