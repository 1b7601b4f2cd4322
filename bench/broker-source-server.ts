import mqtt, { type MqttClient } from 'mqtt';
import { aliased, encodePayload, metric } from '../src/plant/equipment/sparkplug/codec.js';

/** What a source is told, as JSON in its first argument. */
export interface SourceOrder {
  protocol: 'mqtt' | 'sparkplug';
  url: string;
  username: string;
  password: string;
  /** of all units: in topics of plain MQTT; the site is the group of Sparkplug */
  site: string;
  room: string;
  units: string[];
  /** tags of each unit, `tag-0` and on */
  tags: number;
}

/** Units that send exactly as many values as they are granted, as fast as they can, all over one connection. */
const order = JSON.parse(process.argv[2]!) as SourceOrder;
const { protocol, url, username, password, site, room, units } = order;
const tags = Array.from({ length: order.tags }, (_, n) => `tag-${n}`);
const boot = 'bench';
const started = new Date().toISOString();
const at = new Map<string, number>();
const counts = new Map(units.map((unit) => [unit, 0]));
let seq = new Map(units.map((unit) => [unit, 0]));

/** ms since 1970, of each series a new one at each value. */
function nextTime(series: string): number {
  const time = Math.max(Date.now(), (at.get(series) ?? 0) + 1);
  at.set(series, time);
  return time;
}

const retained = { qos: 1, retain: true } as const;
const base = (unit: string): string => `ballroom/${site}/${room}/${unit}`;
const state = (activity: string, run: object = { runId: '', job: '', task: '' }): string =>
  JSON.stringify({ activity, at: new Date().toISOString(), startedAt: started, active: run, results: [] });

/** Of plain MQTT: says which it is, and takes one command, the start of a program that never ends. */
function appear(client: MqttClient, unit: string): void {
  const known = { serial: unit, productInstanceUri: `urn:ballroom:culture-unit:${unit}`, b: boot, t: started };
  client.publish(`${base(unit)}/status`, JSON.stringify({ online: true, ...known }), retained);
  client.publish(`${base(unit)}/state`, state('Idle'), retained);
  client.subscribe(`${base(unit)}/command`, { qos: 1 });
}

function obey(client: MqttClient, topic: string, payload: Buffer): void {
  const unit = topic.split('/')[3]!;
  const { id, batch, step } = JSON.parse(payload.toString()) as { id: string; batch: string; step: string };
  client.publish(`${base(unit)}/state`, state('Execute', { runId: `run-${unit}`, job: batch, task: step }), retained);
  client.publish(`${base(unit)}/answer`, JSON.stringify({ id, ok: true, runId: `run-${unit}` }), { qos: 1 });
}

/** One value a message. */
function sendPlain(client: MqttClient, unit: string): number {
  const n = counts.get(unit)! + 1;
  counts.set(unit, n);
  const tag = tags[n % tags.length]!;
  const t = new Date(nextTime(`${unit}/${tag}`)).toISOString();
  client.publish(`${base(unit)}/data/${tag}`, JSON.stringify({ v: (n % 100) / 10, t, s: 0, n, b: boot }), { qos: 1 });
  return 1;
}

function say(client: MqttClient, topic: string, unit: string, metrics: Parameters<typeof encodePayload>[0]['metrics']) {
  const number = seq.get(unit)!;
  seq.set(unit, (number + 1) % 256);
  const payload = encodePayload({ timestamp: BigInt(Date.now()), metrics, seq: number });
  client.publish(`spBv1.0/${site}/${topic}`, Buffer.from(payload), { qos: 0 });
}

function bear(client: MqttClient): void {
  seq = new Map(units.map((unit) => [unit, 0]));
  const now = { timestamp: BigInt(Date.now()) };
  for (const unit of units) {
    const node = [metric('bdSeq', 'UInt64', 0n, now), metric('Node Control/Rebirth', 'Boolean', false, now)];
    say(client, `NBIRTH/EN-${unit}`, unit, node);
    say(client, `DBIRTH/EN-${unit}/${unit}`, unit, [
      metric('Properties/Serial', 'String', unit, now),
      metric('Properties/Product Instance URI', 'String', `urn:ballroom:culture-unit:${unit}`, now),
      metric('Unit/Activity', 'String', 'Stopped', now),
      ...tags.map((tag, index) => metric(tag, 'Double', null, { ...now, alias: BigInt(index) })),
    ]);
  }
}

/** All tags a message. */
function sendSparkplug(client: MqttClient, unit: string): number {
  const n = counts.get(unit)! + 1;
  counts.set(unit, n);
  const timestamp = BigInt(nextTime(unit));
  const metrics = tags.map((_, index) => aliased(BigInt(index), 'Double', (n % 100) / 10, { timestamp }));
  say(client, `DDATA/EN-${unit}/${unit}`, unit, metrics);
  return tags.length;
}

const client = await mqtt.connectAsync(url, { username, password, clientId: 'bench-source', protocolVersion: 4 });
client.on('message', (topic, payload) => (protocol === 'mqtt' ? obey(client, topic, payload) : bear(client)));
if (protocol === 'mqtt') for (const unit of units) appear(client, unit);
else {
  client.subscribe(`spBv1.0/${site}/NCMD/#`);
  bear(client);
}
const send = protocol === 'mqtt' ? sendPlain : sendSparkplug;
let turn = 0;
process.on('message', ({ grant }: { grant: number }) => {
  for (let left = grant; left > 0;) left -= send(client, units[turn++ % units.length]!);
});
process.on('disconnect', () => process.exit(0));
process.send!({ ready: true });
