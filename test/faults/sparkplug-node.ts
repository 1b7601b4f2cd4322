import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import mqtt, { type MqttClient } from 'mqtt';
import {
  type Carried,
  carry,
  decodePayload,
  encodePayload,
  metric,
  type MetricToSend,
  type Payload,
} from '../../src/plant/equipment/sparkplug/codec.js';
import type { MqttVersion, TestBroker } from '../support/broker.js';

export const GROUP = 'demo';
export const NODE = 'EN-05';
export const HOST = 'ballroom-test';
export const STATE = `spBv1.0/STATE/${HOST}`;

export async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 90_000; // of patience with a busy machine
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`${what}: not within 90 s`);
    await sleep(10);
  }
}

/** What a recorder of the namespace has heard. */
export interface Heard {
  topic: string;
  qos: number;
  retain: boolean;
  payload: Buffer;
}

/** Any client of a broker, ended with the test. */
export async function come(
  broker: TestBroker,
  version: MqttVersion,
  user: string | undefined,
  clientId: string,
  will?: { topic: string; payload: Buffer },
): Promise<MqttClient> {
  const { protocol, host, username, password } = new URL(broker.url(user));
  const client = mqtt.connect(`${protocol}//${host}`, {
    username,
    password,
    clientId,
    protocolVersion: version === '5' ? 5 : 4,
    clean: true,
    reconnectPeriod: 0,
    ...(will && { will: { ...will, qos: 1, retain: false } }),
  });
  await new Promise<void>((resolve, reject) => client.once('connect', () => resolve()).once('error', reject));
  client.on('error', () => undefined);
  return client;
}

export async function listen(
  broker: TestBroker,
  version: MqttVersion,
  topics: string[],
): Promise<Heard[] & { end(): Promise<void> }> {
  const client = await come(broker, version, undefined, `recorder-${randomUUID()}`);
  const heard: Heard[] = [];
  client.on('message', (topic, payload, { qos, retain }) => heard.push({ topic, payload, qos, retain }));
  await client.subscribeAsync(topics, { qos: 1 });
  return Object.assign(heard, { end: () => client.endAsync(true) });
}

export function decoded(payload: Uint8Array): Payload {
  const result = decodePayload(payload);
  if (!result.ok) throw new Error(result.detail);
  return result.payload;
}

/** Aliases of a device's metrics; those of commands have none. */
const ALIASES = {
  'Culture/Temperature': 1n,
  'Culture/Heartbeat': 2n,
  'Culture/Door Open': 3n,
  'Unit/Activity': 4n,
  'Unit/Run': 5n,
  'Answer/Id': 6n,
  'Answer/Ok': 7n,
  'Answer/Reason': 8n,
  'Answer/Run': 9n,
} as const;

export type Name = keyof typeof ALIASES;

const COMMANDS = ['Id', 'Action', 'Program', 'Job', 'Task', 'Duration', 'Set/temperature'];

/** An edge node with one device, that says what a test wants it to. */
export class TestNode {
  seq = 0;
  births = 0;
  aliases: Record<string, bigint> = { ...ALIASES };
  /** of the DBIRTH */
  identity: Record<'serial' | 'uri', string> = { serial: 'BR-U-11', uri: 'urn:ballroom:culture-unit:BR-U-11' };
  extra: MetricToSend[] = [];
  readonly heard: { verb: string; payload: Payload; qos: number; retain: boolean }[] = [];
  readonly states: { online: boolean; timestamp: number }[] = [];
  activity: { word: string; since: number } = { word: 'Idle', since: Date.now() };
  heartbeat = 0n;
  /** the newest sample, which births repeat */
  last: { at: number; temperature: number; heartbeat: bigint } | null = null;
  /** gives birth when it is asked to */
  isObedient = true;
  /** gives birth when the host comes back */
  watchesState = true;
  private client: MqttClient | undefined;
  private bdSeq = -1n;

  constructor(
    private readonly broker: TestBroker,
    private readonly version: MqttVersion,
    readonly device = 'U-11',
  ) {}

  /** A session of its own, with its will; it gives birth in it. */
  async connect(): Promise<void> {
    this.bdSeq++;
    const payload = Buffer.from(this.death());
    const will = { topic: this.topic('NDEATH', null), payload };
    const client = await come(this.broker, this.version, NODE, `${NODE}-node`, will);
    this.client = client;
    client.on('message', (topic, bytes, { qos, retain }) => this.hear(topic, bytes, qos, retain));
    await client.subscribeAsync([STATE, this.topic('NCMD', null), this.topic('DCMD', this.device)], { qos: 1 });
    await this.birth();
  }

  /** Nothing that is said meanwhile comes between its two messages, and it is counted once both are on their way. */
  async birth(): Promise<void> {
    this.seq = 0;
    const node = [metric('bdSeq', 'Int64', this.bdSeq), metric('Node Control/Rebirth', 'Boolean', false)];
    const said = [this.publish('NBIRTH', null, node), this.deviceBirth()];
    this.births++;
    await Promise.all(said);
  }

  async deviceBirth(): Promise<void> {
    const { word, since } = this.activity;
    if (this.last === null) this.sample(Date.now());
    const last = this.last!;
    const timestamp = BigInt(last.at);
    await this.publish('DBIRTH', this.device, [
      metric('Properties/Serial', 'String', this.identity.serial),
      metric('Properties/Product Instance URI', 'String', this.identity.uri),
      metric('Culture/Temperature', 'Double', last.temperature, {
        alias: this.aliases['Culture/Temperature']!,
        timestamp,
      }),
      metric('Culture/Heartbeat', 'Int64', last.heartbeat, { alias: this.aliases['Culture/Heartbeat']!, timestamp }),
      metric('Culture/Door Open', 'Boolean', false, { alias: this.aliases['Culture/Door Open']!, timestamp }),
      metric('Unit/Activity', 'String', word, { alias: 4n, timestamp: BigInt(since) }),
      metric('Unit/Started At', 'DateTime', BigInt(since)),
      metric('Unit/Run', 'String', '', { alias: 5n }),
      metric('Unit/Job', 'String', ''),
      metric('Unit/Task', 'String', ''),
      metric('Unit/Results', 'DataSet', {
        columns: ['runId', 'job', 'task', 'startedAt', 'stoppedAt', 'outcome'],
        types: ['String', 'String', 'String', 'DateTime', 'DateTime', 'String'],
        rows: [['r-1', 'b-1', 's-1', BigInt(since) - 5000n, null, 'running']],
      }),
      metric('Answer/Id', 'String', '', { alias: 6n }),
      metric('Answer/Ok', 'Boolean', false, { alias: 7n }),
      metric('Answer/Reason', 'String', '', { alias: 8n }),
      metric('Answer/Run', 'String', '', { alias: 9n }),
      ...COMMANDS.map((name) => metric(`Command/${name}`, 'String', '')),
      ...this.extra,
    ]);
  }

  async data(metrics: MetricToSend[]): Promise<void> {
    await this.publish('DDATA', this.device, metrics);
  }

  /** A sample of all tags at a time, in ms; the heartbeat counts on. */
  sample(at: number, isHistorical = false): MetricToSend[] {
    const more = { timestamp: BigInt(at), isHistorical };
    const heartbeat = this.heartbeat++;
    const temperature = 37 + Number(heartbeat) / 1000;
    if (!isHistorical) this.last = { at, temperature, heartbeat };
    return [
      this.value('Culture/Temperature', carry('Double', temperature), more),
      this.value('Culture/Heartbeat', carry('Int64', heartbeat), more),
      this.value('Culture/Door Open', carry('Boolean', false), more),
    ];
  }

  /** By alias alone, as data come. */
  value(name: Name, value: Carried, more: MetricToSend = {}): MetricToSend {
    return { alias: this.aliases[name]!, value, ...more };
  }

  /** A message that nobody gets: its number is taken. */
  skip(): void {
    this.seq = (this.seq + 1) % 256;
  }

  async publish(verb: string, device: string | null, metrics: MetricToSend[]): Promise<void> {
    const { seq } = this;
    this.skip();
    await this.raw(verb, device, encodePayload({ timestamp: BigInt(Date.now()), seq, metrics }));
  }

  async raw(verb: string, device: string | null, bytes: Uint8Array): Promise<void> {
    await this.client!.publishAsync(this.topic(verb, device), Buffer.from(bytes), { qos: 0 });
  }

  death(bdSeq = this.bdSeq): Uint8Array {
    return encodePayload({ timestamp: BigInt(Date.now()), metrics: [metric('bdSeq', 'Int64', bdSeq)] });
  }

  /** Dies without a word: the broker says it. */
  async die(): Promise<void> {
    this.client?.stream.destroy();
    await this.client?.endAsync(true).catch(() => undefined);
  }

  topic(verb: string, device: string | null): string {
    return `spBv1.0/${GROUP}/${verb}/${NODE}${device === null ? '' : `/${device}`}`;
  }

  /** Commands to the device, with their values by name. */
  get orders(): Record<string, unknown>[] {
    return this.heard
      .filter(({ verb }) => verb === 'DCMD')
      .map(({ payload }) => Object.fromEntries(payload.metrics.map(({ name, value }) => [name!, value?.value])));
  }

  async answer(id: string, ok: boolean, word: string): Promise<void> {
    await this.data([
      this.value('Answer/Id', carry('String', id)),
      this.value('Answer/Ok', carry('Boolean', ok)),
      this.value('Answer/Reason', carry('String', ok ? '' : word)),
      this.value('Answer/Run', carry('String', ok ? word : '')),
    ]);
  }

  private hear(topic: string, bytes: Buffer, qos: number, retain: boolean): void {
    if (topic === STATE) {
      const state = JSON.parse(bytes.toString()) as { online: boolean; timestamp: number };
      const came = state.online && this.states.at(-1)?.online === false;
      this.states.push(state);
      if (came && this.watchesState) void this.birth();
      return;
    }
    const payload = decoded(bytes);
    this.heard.push({ verb: topic.split('/')[2]!, payload, qos, retain });
    const isRebirth = payload.metrics.some(({ name }) => name === 'Node Control/Rebirth');
    if (isRebirth && this.isObedient) void this.birth();
  }
}
