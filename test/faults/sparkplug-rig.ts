import {
  type ActivityChange,
  type ConnectionStatus,
  type ConnectorMessage,
  type IdentityFinding,
  type MessageGap,
  NEVER_KEPT,
  type RawReject,
  type RawValue,
  type UnitRow,
} from '../../src/plant/equipment/domain/index.js';
import { property } from '../../src/plant/equipment/sparkplug/codec.js';
import { SparkplugConnector } from '../../src/plant/equipment/sparkplug/connector.js';
import type { Pace } from '../../src/plant/equipment/sparkplug/pace.js';
import { newId } from '../../src/platform/clock/index.js';
import type { MqttSettings } from '../../src/platform/config/index.js';
import type { MqttVersion, TestBroker } from '../support/broker.js';
import { MqttTap } from './mqtt-tap.js';
import { GROUP, HOST, NODE, until } from './sparkplug-node.js';

/** Fast enough for tests; what is to be waited for in one of them is longer there. */
export const QUICK: Pace = {
  connect: 10_000,
  keepAlive: 30_000,
  backoff: { first: 50, most: 200 },
  reorder: 150,
  rebirth: { grace: 200, every: 200, most: 1000, perSecond: 100 },
  history: { quiet: 60, most: 30_000 },
  answer: 20_000,
  retry: 20,
  tick: 20,
  backlog: 10_000,
};

/** A unit behind the test's edge node, as the plant knows it. */
export const unitRow = (given: Partial<UnitRow> = {}, device = 'U-11'): UnitRow => ({
  id: newId(),
  code: device,
  title: 'Unit under test',
  site: 'demo',
  room: 'B2',
  unitClass: 'bioreactor',
  serial: `BR-${device}`,
  productInstanceUri: `urn:ballroom:culture-unit:BR-${device}`,
  connector: { kind: 'sparkplug', profile: 'ballroom', group: GROUP, edgeNode: NODE, device, samplesPerSecond: 10 },
  tagMap: {
    metrics: { temperature: 'Culture/Temperature', heartbeat: 'Culture/Heartbeat', door: 'Culture/Door Open' },
  },
  status: 'in-service',
  positions: [],
  quarantine: null,
  upkeep: NEVER_KEPT,
  ...given,
});

export const quality = (code: number) => new Map([['Quality', property('Int32', code)]]);

/** The rest of the server, in memory: it stores what comes. */
export class HostRig {
  readonly values: RawValue[] = [];
  readonly gaps: MessageGap[] = [];
  readonly rejects: RawReject[] = [];
  readonly changes: ActivityChange[] = [];
  readonly states: ConnectionStatus[] = [];
  readonly refused: IdentityFinding[] = [];
  /** what stores a message instead */
  take: ((message: ConnectorMessage) => void) | null = null;
  connector!: SparkplugConnector;

  private constructor(
    readonly tap: MqttTap,
    private readonly settings: MqttSettings,
    private readonly pace: Pace,
  ) {}

  static async start(
    broker: TestBroker,
    version: MqttVersion,
    units: UnitRow[],
    { pace = {}, take = null }: { pace?: Partial<Pace>; take?: HostRig['take'] } = {},
  ): Promise<HostRig> {
    const tap = await MqttTap.open(broker.port);
    const { username, password } = new URL(broker.url());
    const url = `mqtt://127.0.0.1:${tap.port}`;
    const settings: MqttSettings = { url, username, password, ca: undefined, version, hostId: HOST };
    const rig = new HostRig(tap, settings, { ...QUICK, ...pace });
    rig.take = take;
    await rig.open(units);
    return rig;
  }

  async open(units: UnitRow[]): Promise<void> {
    this.connector = new SparkplugConnector(this.settings, this.pace);
    await this.connector.open(units, {
      now: () => new Date().toISOString(),
      newId,
      holds: () => true,
      loadCursor: async () => null,
      saveCursor: async () => undefined,
      deliver: (message) => (this.store(message), true),
      observed: async (_, changes) => void this.changes.push(...changes),
      conditions: async () => undefined,
      changed: (_, status) => this.states.push(status),
      refused: (_, finding) => this.refused.push(finding),
    });
  }

  async untilOnline(): Promise<void> {
    await until('the host is online', () => this.tap.session.some(({ packet }) => packet === 'publish'));
  }

  async untilState(unit: UnitRow, state: ConnectionStatus['state']): Promise<ConnectionStatus> {
    await until(`${unit.code} is ${state}`, () => this.connector.status(unit.id)?.state === state);
    return this.connector.status(unit.id)!;
  }

  get heartbeats(): number[] {
    return this.values
      .filter(({ tag }) => tag === 'heartbeat')
      .flatMap(({ value }) => (value === null ? [] : Number(value)));
  }

  async stop(): Promise<void> {
    await this.connector.close();
    await this.tap.close();
  }

  private store(message: ConnectorMessage): void {
    if (message.gap) this.gaps.push(message.gap);
    this.values.push(...message.values);
    this.rejects.push(...(message.rejects ?? []));
    if (this.take !== null) this.take(message);
    else setImmediate(() => message.ack());
  }
}
