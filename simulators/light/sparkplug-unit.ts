import type { MqttClient } from 'mqtt';
import { aliased, encodePayload, metric, type MetricToSend } from '../../src/plant/equipment/sparkplug/codec.js';
import type { LightUnit, Measured } from './light-unit.js';

/** What a light unit sends as an edge node with one device: births once a connection and when asked, then all tags a message. */
export function sparkplugUnit(name: string, group: string, tags: readonly string[]): LightUnit {
  const edge = `EN-${name}`;
  let bdSeq = -1;
  let seq = 0;
  const publish = (
    client: MqttClient,
    topic: string,
    metrics: MetricToSend[],
    sent?: (error?: Error) => void,
  ): void => {
    const payload = encodePayload({ timestamp: BigInt(Date.now()), metrics, seq });
    seq = (seq + 1) % 256;
    client.publish(`spBv1.0/${group}/${topic}`, Buffer.from(payload), { qos: 0 }, sent);
  };
  const bear = (client: MqttClient): void => {
    seq = 0;
    const at = { timestamp: BigInt(Date.now()) };
    const rebirth = metric('Node Control/Rebirth', 'Boolean', false, at);
    publish(client, `NBIRTH/${edge}`, [metric('bdSeq', 'UInt64', BigInt(bdSeq), at), rebirth]);
    publish(client, `DBIRTH/${edge}/${name}`, [
      metric('Properties/Serial', 'String', `BR-${name}`, at),
      metric('Properties/Product Instance URI', 'String', `urn:ballroom:culture-unit:BR-${name}`, at),
      metric('Unit/Activity', 'String', 'Stopped', at),
      ...tags.map((tag, index) => metric(tag, 'Double', null, { ...at, alias: BigInt(index) })),
    ]);
  };
  return {
    name,
    valuesInMessage: tags.length,
    will: () => {
      bdSeq = (bdSeq + 1) % 256;
      const metrics = [metric('bdSeq', 'UInt64', BigInt(bdSeq))];
      const payload = Buffer.from(encodePayload({ timestamp: BigInt(Date.now()), metrics }));
      return { topic: `spBv1.0/${group}/NDEATH/${edge}`, payload, qos: 1, retain: false };
    },
    up: (client) => {
      client.subscribe(`spBv1.0/${group}/NCMD/${edge}`, { qos: 1 });
      bear(client);
    },
    heard: bear,
    send: (client, { at, value }: Measured, sent) => {
      const timestamp = BigInt(at);
      const metrics = tags.map((tag, index) => aliased(BigInt(index), 'Double', value(tag), { timestamp }));
      publish(client, `DDATA/${edge}/${name}`, metrics, sent);
    },
  };
}
