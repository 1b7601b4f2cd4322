import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import mqtt, { type MqttClient } from 'mqtt';
import {
  type ActivityChange,
  type ConnectionStatus,
  type ConnectorMessage,
  type ConnectorPorts,
  type IdentityFinding,
  type MessageGap,
  NEVER_KEPT,
  type RawReject,
  type RawValue,
  type UnitBy,
} from '../../src/plant/equipment/domain/index.js';
import { MqttConnector } from '../../src/plant/equipment/mqtt/connector.js';
import { PACE, type Pace } from '../../src/plant/equipment/mqtt/pace.js';
import { newId } from '../../src/platform/clock/index.js';
import { loadConfig } from '../../src/platform/config/index.js';
import type { MqttVersion, TestBroker } from '../support/broker.js';

/** Fast enough for tests. */
export const QUICK: Pace = {
  ...PACE,
  ...{ reconnect: 100, retry: 30, identity: 20_000, answer: 30_000 },
  renewal: { first: 100, most: 1000 },
};

export async function until(what: string, condition: () => boolean): Promise<void> {
  const end = performance.now() + 90_000; // of patience with a busy machine
  while (!condition()) {
    if (performance.now() > end) throw new Error(`${what}: not within 90 s`);
    await sleep(10);
  }
}

export const TAGS = ['temperature', 'ph', 'heartbeat'];

/** A unit as the plant knows it, its topics filled in. */
export function unitRow(code: string, given: Partial<UnitBy<'mqtt'>> = {}): UnitBy<'mqtt'> {
  const base = `ballroom/demo/B2/${code}`;
  const values = Object.fromEntries(TAGS.map((tag) => [tag, '$.v']));
  const paths = { time: '$.t', timeFormat: 'iso', status: '$.s', sequence: '$.n', boot: '$.b' } as const;
  return {
    ...{ id: newId(), code, title: 'Unit under test', site: 'demo', room: 'B2', unitClass: 'closed-bioreactor' },
    ...{
      serial: `BR-${code}`,
      productInstanceUri: `urn:ballroom:culture-unit:BR-${code}`,
      status: 'in-service',
      positions: [],
      quarantine: null,
      upkeep: NEVER_KEPT,
    },
    connector: { kind: 'mqtt', profile: 'ballroom', samplesPerSecond: 1 },
    tagMap: {
      messages: [{ topic: `${base}/data/{tag}`, ...paths, values }],
      status: { topic: `${base}/status` },
      control: { state: `${base}/state`, command: `${base}/command`, answer: `${base}/answer` },
    },
    ...given,
  };
}

/** The library's client of a connector, of which only what goes over the wire is looked at. */
export const clientOf = (connector: object): MqttClient =>
  Reflect.get(Reflect.get(connector, 'link') as object, 'client') as MqttClient;

/** Our side of a broker: it stores what comes, and keeps the cursors over restarts of the connector. */
export class Host {
  readonly values: (RawValue & { unit: string })[] = [];
  readonly rejects: RawReject[] = [];
  /** of units that have spoken; of others nothing is doubted */
  readonly gaps: (MessageGap & { unit: string })[] = [];
  /** units whose first values came with a doubt about those before */
  readonly doubted: (MessageGap & { unit: string })[] = [];
  readonly refused: IdentityFinding[] = [];
  readonly observed: ActivityChange[] = [];
  readonly shown: { unit: string; status: ConnectionStatus }[] = [];
  /** connections that values came over */
  readonly connections = new Set<string>();
  readonly cursors = new Map<string, object>();
  /** by unit: `hold` neither commits nor fails, `fail` is a database that refuses it */
  readonly modes = new Map<string, 'hold' | 'fail'>();
  uncommitted: ConnectorMessage[] = [];
  /** messages of QoS 1 that came, and PUBACKs that were written to the broker, since the start */
  received = 0;
  pubacks = 0;
  mode: 'commit' | 'fail' = 'commit';
  connector!: MqttConnector;
  private readonly id = `test-${randomUUID().slice(0, 8)}`;

  constructor(
    private readonly broker: TestBroker,
    private readonly version: MqttVersion,
    private readonly pace: Pace = QUICK,
  ) {}

  /** Starts the server's part, as it is after each start of the server. */
  async start(...units: UnitBy<'mqtt'>[]): Promise<void> {
    const { mqtt: settings } = loadConfig({ ...this.broker.settings(this.version), BALLROOM_HOST_ID: this.id });
    this.connector = new MqttConnector(settings!, this.pace);
    await this.connector.open(units, this.ports());
    [this.received, this.pubacks] = [0, 0];
    this.client.on('packetreceive', (packet) => {
      if (packet.cmd === 'publish') this.received++;
    });
    this.client.on('packetsend', ({ cmd }) => {
      if (cmd === 'puback') this.pubacks++;
    });
  }

  get client(): MqttClient {
    return clientOf(this.connector);
  }

  /** As a crash leaves it: what was received is forgotten, the socket is gone, and nothing was said to the broker. */
  async crash(): Promise<void> {
    const gone = new Promise<void>((resolve) => this.client.once('close', () => resolve()));
    this.client.options.reconnectPeriod = 0;
    this.client.stream.destroy();
    await gone;
    await this.connector.close();
    this.uncommitted = [];
  }

  /** Commits what was held. */
  release(): void {
    this.modes.clear();
    for (const message of this.uncommitted.splice(0)) this.take(message);
  }

  beats(unit: UnitBy<'mqtt'>): number[] {
    return this.values
      .filter(({ tag, unit: of }) => tag === 'heartbeat' && of === unit.id)
      .map((one) => Number(one.value));
  }

  async live(...units: UnitBy<'mqtt'>[]): Promise<void> {
    await until('the units are live', () => units.every(({ id }) => this.connector.status(id)?.state === 'live'));
  }

  private take(message: ConnectorMessage): void {
    const mode = this.modes.get(message.unit) ?? this.mode;
    if (mode === 'hold') return void this.uncommitted.push(message);
    if (mode === 'fail') return void setTimeout(() => message.retry(), 5);
    const { unit, values, rejects = [], gap, connection } = message;
    const hasSpoken = this.values.some((value) => value.unit === unit);
    this.values.push(...values.map((value) => ({ ...value, unit })));
    this.rejects.push(...rejects);
    this.connections.add(connection);
    if (gap) (hasSpoken ? this.gaps : this.doubted).push({ ...gap, unit });
    setTimeout(() => message.ack(), 2);
  }

  private ports(): ConnectorPorts {
    return {
      now: () => new Date().toISOString(),
      newId,
      holds: () => true,
      loadCursor: async (unit) => structuredClone(this.cursors.get(unit) ?? null),
      saveCursor: async (unit, cursor) => {
        if (this.mode === 'fail') throw new Error('the database is away');
        this.cursors.set(unit, structuredClone(cursor));
      },
      deliver: (message) => (this.take(message), true),
      conditions: async () => undefined,
      observed: async (_, changes) => {
        if (this.mode === 'fail') throw new Error('the database is away');
        this.observed.push(...changes);
      },
      changed: (unit, status) => this.shown.push({ unit, status }),
      refused: (_, finding) => this.refused.push(finding),
    };
  }
}

/** A client that stands for a unit: it says what it is told to say. */
export class PaperUnit {
  private n = 0;
  boot = randomUUID().slice(0, 8);
  /** what it was told to do */
  readonly commands: Record<string, unknown>[] = [];
  answer: (command: Record<string, unknown>) => object | undefined = () => undefined;
  private readonly at = Date.now();

  private constructor(
    readonly row: UnitBy<'mqtt'>,
    readonly client: MqttClient,
  ) {}

  static async come(broker: TestBroker, row: UnitBy<'mqtt'>): Promise<PaperUnit> {
    const { protocol, host, username, password } = new URL(broker.url(row.code));
    const will = {
      topic: row.tagMap.status.topic,
      payload: Buffer.from('{"online":false}'),
      qos: 1,
      retain: true,
    } as const;
    const client = mqtt.connect(`${protocol}//${host}`, {
      ...{ clientId: row.code, username, password, protocolVersion: 4, reconnectPeriod: 100, will },
      ...(broker.ca === undefined ? {} : { rejectUnauthorized: false }),
    });
    await new Promise<void>((resolve, reject) => client.once('connect', () => resolve()).once('error', reject));
    client.on('error', () => undefined);
    const unit = new PaperUnit(row, client);
    client.on('message', (_, payload) => {
      const command = JSON.parse(payload.toString()) as Record<string, unknown>;
      unit.commands.push(command);
      const answer = unit.answer(command);
      if (answer) void unit.say('answer', { id: command['id'], ...answer });
    });
    await client.subscribeAsync(row.tagMap.control!.command, { qos: 1 });
    return unit;
  }

  /** Its status, as it is or otherwise. */
  announce(given: object = {}): Promise<unknown> {
    const { serial, productInstanceUri } = this.row;
    return this.say('status', { online: true, serial, productInstanceUri, b: this.boot, ...given }, true);
  }

  /** Heartbeats with their number as value, one message each; resolves when the broker has them. */
  async beat(count: number): Promise<void> {
    await Promise.all(Array.from({ length: count }, () => this.value('heartbeat', ++this.n)));
  }

  /** Numbers that are never sent. */
  skip(count: number): void {
    this.n += count;
  }

  value(tag: string, v: unknown, n = this.n): Promise<unknown> {
    return this.say(`data/${tag}`, { v, t: new Date(this.at + n * 1000).toISOString(), s: 0, n, b: this.boot });
  }

  state(activity: string, second: number, given: object = {}): Promise<unknown> {
    const at = new Date(this.at + second * 1000).toISOString();
    const startedAt = new Date(this.at).toISOString();
    const active = { runId: '', job: '', task: '' };
    return this.say('state', { activity, at, startedAt, active, results: [], ...given }, true);
  }

  say(what: string, content: object | string, retain = false): Promise<unknown> {
    const payload = typeof content === 'string' ? content : JSON.stringify(content);
    return this.client.publishAsync(`ballroom/demo/B2/${this.row.code}/${what}`, payload, { qos: 1, retain });
  }

  /** Ends without a word; its will speaks. */
  async die(): Promise<void> {
    this.client.options.reconnectPeriod = 0;
    const gone = new Promise<void>((resolve) => this.client.once('close', () => resolve()));
    this.client.stream.destroy();
    await gone;
    await this.client.endAsync(true);
  }

  async leave(): Promise<void> {
    await this.client.endAsync(true);
  }
}

/** 1, 2, … */
export const upTo = (last: number, first = 1): number[] =>
  Array.from({ length: last - first + 1 }, (_, at) => first + at);
