import { randomBytes } from 'node:crypto';
import mqtt, { type MqttClient } from 'mqtt';
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
export class Counter {
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

/** Which unit it says that it is. */
export const identity = (code: string) => ({
  serial: `BR-${code}`,
  productInstanceUri: `urn:ballroom:culture-unit:BR-${code}`,
});

/** A connection of a unit or an edge node, with its will. */
export async function come(
  broker: TestBroker,
  name: string,
  will: { topic: string; payload: Buffer; retain: boolean },
) {
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
