import { setTimeout as sleep } from 'node:timers/promises';
import { type ConnectorPorts, NEVER_KEPT, type UnitBy } from '../../src/plant/equipment/domain/index.js';
import { aliased, metric, type MetricToSend } from '../../src/plant/equipment/sparkplug/codec.js';
import { newId } from '../../src/platform/clock/index.js';
import { HostSide, PlainSide } from './connector-seams.js';

/** Of the units of `startIngestion`, in an order of ours, and what a Sparkplug metric of theirs is. */
export const TAGS = ['temperature', 'heartbeat', 'door', 'state'] as const;
const TYPES = { temperature: 'Double', heartbeat: 'Int64', door: 'Boolean', state: 'String' } as const;
export type Tag = (typeof TAGS)[number];

/** Plain units come first, then devices. */
export const PLAIN = 4;
export const DEVICES = 4;
/** devices of one edge node */
const SHARED = 2;
export const NODES = DEVICES / SHARED;

/** The maps of eight units. */
export interface Maps {
  /** of each plain unit: in which message each tag comes, and at which place in it */
  plain: { message: number[]; place: number[] }[];
  /** of each device: which metric each tag is */
  devices: number[][];
}

export type Happening =
  | { what: 'sample'; unit: number; tags: Tag[] }
  /** the last sample once more */
  | { what: 'again'; unit: number }
  /** the line to the broker of plain units is lost, and there again */
  | { what: 'cut' }
  /** an edge node dies and comes back */
  | { what: 'birth'; node: number }
  | { what: 'pause'; ms: number };

/** A value on its way, by its unit, tag and source time in ms. */
export interface Sent {
  unit: number;
  tag: Tag;
  at: number;
  value: number | boolean | string;
}

/** A value that tells its unit (but a door's), its tag by its kind, and its place among all. */
const valueOf = (unit: number, tag: Tag, n: number) =>
  ({ temperature: unit + n / 100_000, heartbeat: unit * 1_000_000 + n, door: n % 2 === 0, state: `${unit}/${n}` })[tag];

/** The unit that a value tells. */
export const ownerOf = (tag: Exclude<Tag, 'door'>, value: unknown): number =>
  tag === 'state' ? Number(String(value).split('/')[0]) : Math.floor(Number(value) / (tag === 'heartbeat' ? 1e6 : 1));

/** Eight units by these maps, and the connectors that hear them; what a broker would do between them is done here. */
export class EightUnits {
  readonly sent: Sent[] = [];
  /** source time of the newest value, ms; none is used twice */
  static now = Date.now();
  private readonly plain: PlainSide;
  private readonly host: HostSide;
  private readonly last = new Map<number, Sent[]>();
  private readonly numbers = Array.from({ length: PLAIN }, () => 0);
  private readonly births = Array.from({ length: NODES }, () => 0);
  private readonly seqs = Array.from({ length: NODES }, () => 0);

  /** `ids`: of the units; `deliver`: what stores their values */
  constructor(
    private readonly given: Maps,
    private readonly ids: string[],
    deliver: ConnectorPorts['deliver'],
  ) {
    const ports: ConnectorPorts = {
      deliver,
      ...{
        now: () => new Date().toISOString(),
        newId,
        holds: () => true,
        loadCursor: async () => null,
        saveCursor: async () => undefined,
      },
      ...{ observed: async () => undefined, changed: () => undefined, refused: () => undefined },
      conditions: async () => undefined,
    };
    this.plain = new PlainSide(ports);
    this.host = new HostSide(ports);
  }

  async open(): Promise<void> {
    await this.plain.open(this.given.plain.map((_, unit) => this.plainUnit(unit)));
    this.host.open(this.given.devices.map((_, device) => this.device(device)));
    for (const node of this.births.keys()) this.bear(node);
  }

  async happen(happening: Happening): Promise<void> {
    switch (happening.what) {
      case 'sample': {
        const { unit, tags } = happening;
        const at = ++EightUnits.now;
        const values = tags.map((tag): Sent => ({ unit, tag, at, value: valueOf(unit, tag, this.sent.length) }));
        this.sent.push(...values);
        this.last.set(unit, values);
        return this.say(unit, values, false);
      }
      case 'again':
        return this.say(happening.unit, this.last.get(happening.unit) ?? [], true);
      case 'cut':
        return this.plain.reconnect();
      case 'birth':
        this.host.receive(`spBv1.0/demo/NDEATH/${nodeOf(happening.node * SHARED)}`, 0, [this.bdSeq(happening.node)]);
        return this.bear(happening.node);
      case 'pause':
        return sleep(happening.ms);
    }
  }

  quiet(): void {
    this.host.quiet();
  }

  get isDone(): boolean {
    return this.plain.isDone;
  }

  async close(): Promise<void> {
    await this.plain.close();
    this.host.close();
  }

  private say(unit: number, values: Sent[], isAgain: boolean): void {
    if (values.length === 0) return;
    if (unit < PLAIN) this.publish(unit, values);
    else this.data(unit, values, isAgain);
  }

  private publish(unit: number, values: Sent[]): void {
    const { message, place } = this.given.plain[unit]!;
    for (const [topic, own] of Map.groupBy(values, ({ tag }) => message[TAGS.indexOf(tag)]!)) {
      const v = Object.fromEntries(own.map(({ tag, value }) => [`p${place[TAGS.indexOf(tag)]}`, value]));
      this.plain.receive(`units/${unit}/${topic}`, { v, t: own[0]!.at, n: this.numbers[unit]!++, b: 'boot' });
    }
  }

  private data(unit: number, values: Sent[], isHistorical: boolean): void {
    const device = unit - PLAIN;
    const metrics = values.map(({ tag, at, value }): MetricToSend => {
      const [alias, type] = [this.alias(device, tag), TYPES[tag]];
      return aliased(alias, type, (type === 'Int64' ? BigInt(value as number) : value) as never, {
        timestamp: BigInt(at),
        ...(isHistorical && { isHistorical }),
      });
    });
    this.spoken('DDATA', device, metrics);
  }

  private bear(node: number): void {
    this.births[node]!++;
    this.seqs[node] = 1;
    this.host.receive(`spBv1.0/demo/NBIRTH/${nodeOf(node * SHARED)}`, 0, [this.bdSeq(node)]);
    for (let device = node * SHARED; device < (node + 1) * SHARED; device++) {
      const { serial, productInstanceUri } = this.device(device);
      const metrics = TAGS.map((tag) =>
        metric(this.nameOf(device, tag), TYPES[tag], null, { alias: this.alias(device, tag) }),
      );
      this.spoken('DBIRTH', device, [
        metric('Properties/Serial', 'String', serial),
        metric('Properties/Product Instance URI', 'String', productInstanceUri),
        ...metrics,
      ]);
    }
  }

  private spoken(verb: string, device: number, metrics: MetricToSend[]): void {
    const node = Math.floor(device / SHARED);
    const seq = this.seqs[node]!;
    this.seqs[node] = (seq + 1) % 256;
    this.host.receive(`spBv1.0/demo/${verb}/${nodeOf(device)}/D-${device}`, seq, metrics);
  }

  private bdSeq = (node: number): MetricToSend => metric('bdSeq', 'UInt64', BigInt(this.births[node]!));

  private nameOf = (device: number, tag: Tag): string => `M/${this.given.devices[device]![TAGS.indexOf(tag)]}`;

  /** Of the devices of a node together, and another at each birth. */
  private alias(device: number, tag: Tag): bigint {
    const place = (device % SHARED) * TAGS.length + TAGS.indexOf(tag);
    return BigInt((place + this.births[Math.floor(device / SHARED)]!) % (SHARED * TAGS.length));
  }

  private plainUnit(unit: number): UnitBy<'mqtt'> {
    const { message, place } = this.given.plain[unit]!;
    const topics = [...new Set(message)].map((topic) => ({
      ...{
        topic: `units/${unit}/${topic}`,
        time: '$.t',
        timeFormat: 'epoch-ms' as const,
        sequence: '$.n',
        boot: '$.b',
      },
      values: Object.fromEntries(
        TAGS.flatMap((tag, at) => (message[at] === topic ? [[tag, `$.v.p${place[at]}`]] : [])),
      ),
    }));
    return {
      ...this.row(unit),
      connector: { kind: 'mqtt', profile: 'ballroom', samplesPerSecond: 10 },
      tagMap: { messages: topics, status: { topic: `units/${unit}/status` } },
    };
  }

  private device(device: number): UnitBy<'sparkplug'> {
    const address = { group: 'demo', edgeNode: nodeOf(device), device: `D-${device}` };
    return {
      ...this.row(PLAIN + device),
      connector: { kind: 'sparkplug', profile: 'ballroom', ...address, samplesPerSecond: 10 },
      tagMap: { metrics: Object.fromEntries(TAGS.map((tag) => [tag, this.nameOf(device, tag)])) },
    };
  }

  private row = (unit: number) => ({
    ...{ id: this.ids[unit]!, code: `U-${unit}`, title: 'Unit', site: 'demo', room: 'B2', unitClass: 'bioreactor' },
    ...{
      serial: `S-${unit}`,
      productInstanceUri: `urn:unit:${unit}`,
      status: 'in-service' as const,
      positions: [],
      quarantine: null,
      upkeep: NEVER_KEPT,
    },
  });
}

const nodeOf = (device: number): string => `EN-${Math.floor(device / SHARED)}`;
