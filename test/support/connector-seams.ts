import type { ConnectorPorts, UnitBy } from '../../src/plant/equipment/domain/index.js';
import { MqttConnector } from '../../src/plant/equipment/mqtt/connector.js';
import type { UnitChannel } from '../../src/plant/equipment/mqtt/unit-channel.js';
import type { MetricToSend } from '../../src/plant/equipment/sparkplug/codec.js';
import { encodePayload } from '../../src/plant/equipment/sparkplug/codec.js';
import { SparkplugConnector } from '../../src/plant/equipment/sparkplug/connector.js';
import { PACE } from '../../src/plant/equipment/sparkplug/pace.js';
import type { UnitFeed } from '../../src/plant/equipment/sparkplug/unit-feed.js';
import { newId } from '../../src/platform/clock/index.js';
import type { MqttSettings } from '../../src/platform/config/index.js';

/** Nobody is there: what a broker would hand on is handed on by the test. */
const NOWHERE: MqttSettings = {
  ...{ url: 'mqtt://127.0.0.1:9', username: 'nobody', password: 'none', ca: undefined },
  ...{ version: '3.1.1', hostId: 'none' },
};

interface PlainInside {
  ports: ConnectorPorts;
  channels: Map<string, UnitChannel>;
  add(unit: UnitBy<'mqtt'>): Promise<unknown>;
  received(packet: { topic: string; payload: Buffer; retained: boolean; ack(): void }): void;
}

interface HostInside {
  ports: ConnectorPorts;
  feeds: Map<string, UnitFeed>;
  add(unit: UnitBy<'sparkplug'>): unknown;
  take(topic: string, payload: Uint8Array): void;
}

/** The connector of plain MQTT from its broker's message on, in one session that loses its line now and then. */
export class PlainSide {
  private readonly inside: PlainInside;
  private unacknowledged: { topic: string; payload: Buffer }[] = [];

  constructor(ports: ConnectorPorts) {
    this.inside = new MqttConnector(NOWHERE) as unknown as PlainInside;
    this.inside.ports = ports;
  }

  async open(units: UnitBy<'mqtt'>[]): Promise<void> {
    for (const unit of units) await this.inside.add(unit);
    await this.connect();
  }

  receive(topic: string, content: object | Buffer): void {
    const message = { topic, payload: Buffer.isBuffer(content) ? content : Buffer.from(JSON.stringify(content)) };
    this.unacknowledged.push(message);
    this.hand(message);
  }

  /** The line is cut; the broker hands all on again that was not acknowledged, in its order. */
  async reconnect(): Promise<void> {
    for (const channel of this.inside.channels.values()) channel.disconnected('cut');
    await this.connect();
    for (const message of [...this.unacknowledged]) this.hand(message);
  }

  get isDone(): boolean {
    return this.unacknowledged.length === 0;
  }

  async close(): Promise<void> {
    for (const channel of this.inside.channels.values()) await channel.stop();
  }

  private async connect(): Promise<void> {
    const connection = newId();
    for (const channel of this.inside.channels.values()) {
      await channel.connected(connection, true);
      channel.subscribed([]);
      const { serial, productInstanceUri, tagMap } = channel.unit;
      const payload = Buffer.from(JSON.stringify({ online: true, serial, productInstanceUri }));
      this.inside.received({ topic: tagMap.status.topic, payload, retained: true, ack: () => undefined });
    }
  }

  private hand(message: { topic: string; payload: Buffer }): void {
    const ack = () => void (this.unacknowledged = this.unacknowledged.filter((one) => one !== message));
    this.inside.received({ ...message, retained: false, ack });
  }
}

/** The Sparkplug host from its broker's message on. */
export class HostSide {
  private readonly inside: HostInside;

  constructor(ports: ConnectorPorts) {
    this.inside = new SparkplugConnector(NOWHERE, { ...PACE, retry: 20 }) as unknown as HostInside;
    this.inside.ports = ports;
  }

  open(units: UnitBy<'sparkplug'>[]): void {
    for (const unit of units) this.inside.add(unit);
  }

  receive(topic: string, seq: number, metrics: MetricToSend[]): void {
    this.receiveBytes(topic, encodePayload({ timestamp: BigInt(Date.now()), seq, metrics }));
  }

  receiveBytes(topic: string, payload: Uint8Array): void {
    this.inside.take(topic, payload);
  }

  /** No more history comes. */
  quiet(): void {
    for (const feed of this.inside.feeds.values()) feed.tick(Number.MAX_SAFE_INTEGER);
  }

  close(): void {
    for (const feed of this.inside.feeds.values()) feed.close();
  }
}
