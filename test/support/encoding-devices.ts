import type { MqttClient } from 'mqtt';
import {
  aliased,
  decodePayload,
  encodePayload,
  metric,
  type MetricToSend,
} from '../../src/plant/equipment/sparkplug/codec.js';
import type { TestBroker } from './broker.js';
import { come, Counter, ENCODED_TAGS, type EncodingUnit, identity, type SentValue } from './encoding-units.js';

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
