import { Logger } from '@nestjs/common';
import type { Uuid } from '../../../kernel/ids.js';
import type { MqttSettings } from '../../../platform/config/index.js';
import {
  type ConnectionStatus,
  type Connector,
  type ConnectorPorts,
  isReachedBy,
  type UnitControl,
  type UnitRow,
} from '../domain/index.js';
import { BrokerLink, type Packet } from './broker-link.js';
import { insist } from './insist.js';
import type { Cursor } from './intake.js';
import { PACE, type Pace, RECEIVE_MAXIMUM } from './pace.js';
import { Renewal } from './renewal.js';
import { Routes, subscriptions } from './routes.js';
import { type ChannelPorts, UnitChannel } from './unit-channel.js';

/** Units of plain MQTT, over one session with the broker. */
export class MqttConnector implements Connector {
  private readonly log = new Logger('Mqtt');
  private readonly channels = new Map<Uuid, UnitChannel>();
  private readonly routes = new Routes();
  private readonly renewal: Renewal;
  private readonly closing = new AbortController();
  private link: BrokerLink | null = null;
  private ports: ConnectorPorts | null = null;
  private connection: Uuid | null = null;
  private reason: string | null = null;
  private following: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly settings: MqttSettings,
    private readonly pace: Pace = PACE,
    /** which of our sessions at the broker this is */
    private readonly session = 'mqtt',
  ) {
    this.renewal = new Renewal(() => this.link?.renew(), pace.renewal);
  }

  async open(units: UnitRow[], ports: ConnectorPorts): Promise<void> {
    this.ports = ports;
    for (const unit of units) await this.add(unit);
    this.connect();
  }

  private connect(): void {
    this.link = new BrokerLink(this.settings, `${this.settings.hostId}-${this.session}`, this.pace, {
      connected: (kept) => void this.connected(kept),
      received: (packet) => this.received(packet),
      lost: (reason) => this.lost(reason),
    });
    this.link.open();
  }

  follow(unit: UnitRow): Promise<void> {
    return this.next(async () => {
      const before = this.channels.get(unit.id);
      const owed = before?.isOwed ?? false;
      // what it had stays unacknowledged, as does what comes for it until the next one is there
      await before?.stop();
      const channel = await this.add(unit, before);
      if (channel === null) return;
      await this.leave(before, channel);
      // for a unit that was not followed the broker has kept nothing
      if (this.connection !== null) await this.subscribe([channel], this.connection, before !== undefined);
      if (owed || before?.isOwed) this.renewal.ask();
    });
  }

  forget(unit: Uuid): Promise<void> {
    return this.next(async () => {
      const channel = this.channels.get(unit);
      if (channel === undefined) return;
      await channel.stop();
      this.routes.remove(channel);
      this.channels.delete(unit);
      await this.leave(channel);
    });
  }

  status(unit: Uuid): ConnectionStatus | null {
    return this.channels.get(unit)?.status ?? null;
  }

  control(unit: Uuid): UnitControl | null {
    return this.channels.get(unit)?.control ?? null;
  }

  async close(): Promise<void> {
    this.closing.abort();
    this.renewal.stop();
    await Promise.all([...this.channels.values()].map((channel) => channel.stop()));
    await this.link?.close();
    this.channels.clear();
  }

  private async connected(kept: boolean): Promise<void> {
    const { ports, renewal } = this;
    const connection = ports!.newId();
    [this.connection, this.reason] = [connection, null];
    renewal.done();
    await this.subscribe([...this.channels.values()], connection, kept);
  }

  /** Which they are first, then their values; each anew on each connection, since only that brings what is retained. */
  private async subscribe(channels: UnitChannel[], connection: Uuid, kept: boolean): Promise<void> {
    await Promise.all(channels.map((channel) => channel.connected(connection, kept)));
    const wanted = channels.map(subscriptions);
    const ask = async (): Promise<void> => {
      if (this.connection !== connection) return;
      const refused = [
        ...(await this.link!.subscribe(wanted.flatMap(({ first }) => first))),
        ...(await this.link!.subscribe(wanted.flatMap(({ then }) => then))),
      ];
      for (const [at, channel] of channels.entries())
        channel.subscribed(refused.filter((filter) => [...wanted[at]!.first, ...wanted[at]!.then].includes(filter)));
    };
    await insist(ask, this.pace.retry, this.closing.signal);
  }

  /** A topic of nobody is of a unit that is followed no more. */
  private received(packet: Packet): void {
    const route = this.routes.of(packet.topic);
    if (route === undefined) packet.ack();
    else route(packet);
  }

  private lost(reason: string): void {
    this.connection = null;
    if (this.closing.signal.aborted) return;
    if (reason !== this.reason) this.log.warn(`${this.settings.url}: ${reason}`);
    this.reason = reason;
    for (const channel of this.channels.values()) channel.disconnected(reason);
    if (!this.isOurs && this.link !== null) void this.rest(this.link);
  }

  /** Another server may have our session by now: it is taken up again when that is known to be ours. */
  private async rest(link: BrokerLink): Promise<void> {
    this.link = null;
    await link.close();
    const wait = async (): Promise<void> => {
      if (!this.isOurs) throw new Error('the session may be another server’s');
    };
    if (await insist(wait, this.pace.reconnect, this.closing.signal)) this.connect();
  }

  private get isOurs(): boolean {
    return this.channels.size === 0 || [...this.channels.keys()].some((unit) => this.ports!.holds(unit));
  }

  private async add(unit: UnitRow, before?: UnitChannel): Promise<UnitChannel | null> {
    if (!isReachedBy(unit, 'mqtt') || this.ports === null) return null;
    const cursor = (await this.ports.loadCursor(unit.id)) as Cursor | null;
    if (this.closing.signal.aborted) return null;
    const channel = new UnitChannel(unit, this.channelPorts(this.ports), this.pace, cursor);
    if (before !== undefined) this.routes.remove(before);
    this.routes.add(channel);
    this.channels.set(unit.id, channel);
    return channel;
  }

  /** Unsubscribes what nobody follows any more. */
  private async leave(before?: UnitChannel, now?: UnitChannel): Promise<void> {
    const filters = (channel?: UnitChannel): string[] => {
      if (channel === undefined) return [];
      const { first, then } = subscriptions(channel);
      return [...first, ...then];
    };
    const left = filters(before).filter((filter) => !filters(now).includes(filter));
    await this.link?.unsubscribe(left).catch(() => undefined);
  }

  private channelPorts(ports: ConnectorPorts): ChannelPorts {
    const { all, least } = this.pace.bytes;
    return {
      ...ports,
      publish: async (topic, payload, seconds) => {
        if (this.link === null) throw new Error('the broker is not reached');
        await this.link.publish(topic, payload, seconds);
      },
      share: () => Math.max(least, all / this.channels.size),
      isCrowded: () =>
        [...this.channels.values()].reduce((sum, { messages }) => sum + messages, 0) * 2 > RECEIVE_MAXIMUM,
      renew: () => this.renewal.ask(),
    };
  }

  private next(work: () => Promise<void>): Promise<void> {
    const done = this.following.then(work);
    this.following = done.catch(() => undefined);
    return done;
  }
}
