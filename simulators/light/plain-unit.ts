import type { MqttClient } from 'mqtt';
import type { LightUnit, Measured } from './light-unit.js';

/** What a light unit sends as a plain MQTT unit: status and state once a connection, then a value a message, QoS 1. */
export function plainUnit(name: string, site: string, room: string, tags: readonly string[], boot: string): LightUnit {
  const base = `ballroom/${site}/${room}/${name}`;
  const serial = `BR-${name}`;
  let n = 0;
  const say = (client: MqttClient, topic: string, value: object): void =>
    void client.publish(`${base}/${topic}`, JSON.stringify(value), { qos: 1, retain: true });
  return {
    name,
    valuesInMessage: 1,
    up: (client) => {
      const at = new Date().toISOString();
      const productInstanceUri = `urn:ballroom:culture-unit:${serial}`;
      say(client, 'status', { online: true, serial, productInstanceUri, b: boot, t: at });
      const active = { runId: '', job: '', task: '' };
      say(client, 'state', { activity: 'Stopped', at, startedAt: at, active, results: [] });
    },
    heard: () => undefined,
    send: (client, { at, value }: Measured, sent) => {
      const tag = tags[n % tags.length]!;
      n++;
      const payload = JSON.stringify({ v: value(tag), t: new Date(at).toISOString(), s: 0, n, b: boot });
      client.publish(`${base}/data/${tag}`, payload, { qos: 1 }, sent);
    },
  };
}
