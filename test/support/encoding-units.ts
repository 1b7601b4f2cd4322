import { randomBytes } from 'node:crypto';
import mqtt, { type MqttClient } from 'mqtt';
import {
  aliased,
  decodePayload,
  encodePayload,
  metric,
  type MetricToSend,
} from '../../src/plant/equipment/sparkplug/codec.js';
import type { TestBroker } from './broker.js';

/** Of every unit here; each is a number. */
export const ENCODED_TAGS = ['a', 'b', 'c', 'd', 'e', 'f'] as const;

/** A value that tells its unit, its tag and its place in what they have sent. */
export const encoded = (unit: number, tag: number, n: number): number => unit * 10_000 + tag * 1000 + n;

/** One value as its unit sent it, at ms since 1970. */
export interface SentValue {
  tag: string;
  at: number;
  value: number;
}

/** A unit that sends values which tell where they come from, by a map of its own from tags to places. */
export interface EncodingUnit {
  code: string;
  /** as an engineer states it */
  connector: object;
  tagMap: object;
  /** all that it has said, once each */
  sent: SentValue[];
  /** the next value of each of these tags */
  send(tags: readonly number[]): Promise<void>;
  /** the last message once more */
  again(): Promise<void>;
  /** goes, and comes back */
  reconnect(): Promise<void>;
  leave(): Promise<void>;
}

/** Source times of a unit that never stand still, and the count of its values. */
class Counter {
  private at = Date.now();
  private readonly counts = ENCODED_TAGS.map(() => 0);

  constructor(private readonly unit: number) {}

  next(tags: readonly number[], sent: SentValue[]): SentValue[] {
    this.at = Math.max(Date.now(), this.at + 1);
    const values = tags.map((tag) => {
      const value = encoded(this.unit, tag, this.counts[tag]!++);
      return { tag: ENCODED_TAGS[tag]!, at: this.at, value };
    });
    sent.push(...values);
    return values;
  }
}

const identity = (code: string) => ({
  serial: `BR-${code}`,
  productInstanceUri: `urn:ballroom:culture-unit:BR-${code}`,
});

async function come(broker: TestBroker, name: string, will: { topic: string; payload: Buffer; retain: boolean }) {
  const { host, username, password } = new URL(broker.url(name));
  const options = { clientId: name, username, password, protocolVersion: 4, reconnectPeriod: 0 } as const;
  const client = mqtt.connect(`mqtt://${host}`, { ...options, will: { ...will, qos: 1 } });
  await new Promise<void>((resolve, reject) => client.once('connect', () => resolve()).once('error', reject));
  client.on('error', () => undefined);
  return client;
}

/**
 * Over plain MQTT. `groups`: which tags share a message, each in the order of its places in it; the order of the groups is
 * that of their topics.
 */
export async function encodingMqttUnit(
  broker: TestBroker,
  code: string,
  number: number,
  groups: number[][],
): Promise<EncodingUnit> {
  const base = `ballroom/demo/B2/${code}`;
  const boot = randomBytes(4).toString('hex');
  const counter = new Counter(number);
  const sent: SentValue[] = [];
  let n = 0;
  let client!: MqttClient;
  let last: { topic: string; payload: string }[] = [];
  const connect = async () => {
    const will = { topic: `${base}/status`, payload: Buffer.from('{"online":false}'), retain: true };
    client = await come(broker, code, will);
    const status = JSON.stringify({ online: true, ...identity(code), b: boot });
    await client.publishAsync(`${base}/status`, status, { qos: 1, retain: true });
  };
  const publish = async (messages: typeof last) => {
    for (const { topic, payload } of messages) await client.publishAsync(topic, payload, { qos: 1 });
  };
  await connect();
  return {
    ...{ code, sent },
    connector: { kind: 'mqtt', profile: 'ballroom', samplesPerSecond: 10 },
    tagMap: {
      messages: groups.map((tags, group) => ({
        topic: `ballroom/{site}/{room}/{unit}/data/${group}`,
        ...{ time: '$.t', timeFormat: 'epoch-ms', sequence: '$.n', boot: '$.b' },
        values: Object.fromEntries(tags.map((tag, place) => [ENCODED_TAGS[tag]!, `$.v.p${place}`])),
      })),
      status: { topic: 'ballroom/{site}/{room}/{unit}/status' },
    },
    async send(tags) {
      const values = counter.next(tags, sent);
      const of = (tag: number) => values.find((one) => one.tag === ENCODED_TAGS[tag]);
      last = groups.flatMap((group, topic) => {
        const places = group.flatMap((tag, place) => (of(tag) ? [[`p${place}`, of(tag)!.value]] : []));
        if (places.length === 0) return [];
        const payload = JSON.stringify({ v: Object.fromEntries(places), t: values[0]!.at, n: n++, b: boot });
        return [{ topic: `${base}/data/${topic}`, payload }];
      });
      await publish(last);
    },
    again: () => publish(last),
    async reconnect() {
      const gone = new Promise<void>((resolve) => client.once('close', () => resolve()));
      client.stream.destroy();
      await gone;
      await connect();
    },
    leave: () => client.endAsync(true),
  };
}

interface Device {
  code: string;
  /** metric of each tag, by its number */
  metrics: number[];
  sent: SentValue[];
  counter: Counter;
  last: SentValue[];
}

/** Devices of one Sparkplug edge node; the metrics of each have the same names and other meanings, and other aliases at each birth. */
export async function encodingDevices(
  broker: TestBroker,
  edgeNode: string,
  units: { code: string; number: number; metrics: number[] }[],
): Promise<EncodingUnit[]> {
  const group = 'demo';
  const devices = units.map(({ code, number, metrics }): Device => {
    return { code, metrics, sent: [], counter: new Counter(number), last: [] };
  });
  const topic = (verb: string, device?: Device) =>
    `spBv1.0/${group}/${verb}/${edgeNode}${device ? `/${device.code}` : ''}`;
  const nameOf = (device: Device, tag: string) => `M/${device.metrics[ENCODED_TAGS.indexOf(tag as 'a')]!}`;
  const aliases = new Map<string, bigint>();
  let births = 0;
  let seq = 0;
  let client!: MqttClient;
  let turn: Promise<unknown> = Promise.resolve();
  /** Births and data go out one after the other, whoever asks for them. */
  const inTurn = (work: () => Promise<unknown>): Promise<void> => {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done.then(() => undefined);
  };
  const publish = async (verb: string, metrics: MetricToSend[], device?: Device) => {
    const payload = encodePayload({ timestamp: BigInt(Date.now()), seq, metrics });
    seq = (seq + 1) % 256;
    await client.publishAsync(topic(verb, device), Buffer.from(payload), { qos: 0 });
  };
  const bear = async () => {
    seq = 0;
    births++;
    const at = { timestamp: BigInt(Date.now()) };
    const rebirth = metric('Node Control/Rebirth', 'Boolean', false, at);
    await publish('NBIRTH', [metric('bdSeq', 'UInt64', 0n, at), rebirth]);
    // the aliases of all devices go round by one at each birth
    const places = devices.flatMap((device) => device.metrics.map((name) => `${device.code} M/${name}`));
    places.forEach((place, index) => aliases.set(place, BigInt((index + births) % places.length)));
    for (const device of devices) {
      const { serial, productInstanceUri } = identity(device.code);
      await publish(
        'DBIRTH',
        [
          metric('Properties/Serial', 'String', serial, at),
          metric('Properties/Product Instance URI', 'String', productInstanceUri, at),
          ...device.metrics.map((name) =>
            metric(`M/${name}`, 'Double', null, { alias: aliases.get(`${device.code} M/${name}`)! }),
          ),
        ],
        device,
      );
    }
  };
  const connect = async () => {
    const bdSeq = encodePayload({ timestamp: BigInt(Date.now()), metrics: [metric('bdSeq', 'UInt64', 0n)] });
    const will = { topic: topic('NDEATH'), payload: Buffer.from(bdSeq), retain: false };
    client = await come(broker, edgeNode, will);
    client.on('message', (_, payload) => {
      const asked = decodePayload(payload);
      if (asked.ok && asked.payload.metrics.some(({ name }) => name === 'Node Control/Rebirth')) void inTurn(bear);
    });
    await client.subscribeAsync(topic('NCMD'), { qos: 1 });
    await bear();
  };
  const data = (device: Device, values: SentValue[], isHistorical: boolean) =>
    publish(
      'DDATA',
      values.map(({ tag, at, value }) =>
        aliased(aliases.get(`${device.code} ${nameOf(device, tag)}`)!, 'Double', value, {
          timestamp: BigInt(at),
          ...(isHistorical && { isHistorical }),
        }),
      ),
      device,
    );
  await connect();
  return devices.map((device): EncodingUnit => {
    const { code, metrics, sent, counter } = device;
    return {
      ...{ code, sent },
      connector: { kind: 'sparkplug', profile: 'ballroom', group, edgeNode, device: code, samplesPerSecond: 10 },
      tagMap: { metrics: Object.fromEntries(metrics.map((name, tag) => [ENCODED_TAGS[tag]!, `M/${name}`])) },
      send(tags) {
        device.last = counter.next(tags, sent);
        const { last } = device;
        return inTurn(() => data(device, last, false));
      },
      again: () => inTurn(() => data(device, device.last, true)),
      reconnect: () =>
        inTurn(async () => {
          // all that was sent goes out before it
          await client.endAsync();
          await connect();
        }),
      leave: () => inTurn(() => client.endAsync()),
    };
  });
}
