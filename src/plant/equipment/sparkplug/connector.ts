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
import { encodePayload, metric, type MetricToSend } from './codec.js';
import { deviceControl } from './device-control.js';
import { EdgeNode, type Effect } from './edge-node.js';
import { HostLink } from './host-link.js';
import { PACE, type Pace } from './pace.js';
import { Rebirths } from './rebirths.js';
import { deviceCommandTopic, type NodeAddress, nodeCommandTopic, nodeKey, parseTopic } from './topics.js';
import { UnitFeed } from './unit-feed.js';

const steady = (): number => performance.now();

interface Followed {
  address: NodeAddress;
  node: EdgeNode;
  feeds: Set<UnitFeed>;
}

/** The Sparkplug host: all edge nodes of the plant over one broker. It is there while there is a unit to follow. */
export class SparkplugConnector implements Connector {
  private readonly feeds = new Map<Uuid, UnitFeed>();
  private readonly nodes = new Map<string, Followed>();
  private readonly rebirths: Rebirths;
  private ports!: ConnectorPorts;
  private link: HostLink | null = null;
  private running: Promise<void> | null = null;
  private timer: NodeJS.Timeout | undefined;
  private wake: () => void = () => undefined;
  private readonly abandoned = new AbortController();

  constructor(
    private readonly settings: MqttSettings,
    private readonly pace: Pace = PACE,
  ) {
    this.rebirths = new Rebirths(pace.rebirth);
  }

  async open(units: UnitRow[], ports: ConnectorPorts): Promise<void> {
    this.ports = ports;
    for (const unit of units) this.add(unit);
    this.begin();
  }

  async follow(unit: UnitRow): Promise<void> {
    await this.forget(unit.id);
    const feed = this.add(unit);
    this.begin();
    if (feed === null || this.link === null) return;
    const { group } = feed.unit.connector;
    feed.reach();
    await this.link.follow(group).catch(() => this.link?.drop());
    this.rebirths.ask(nodeKey(feed.unit.connector), 'connected', steady());
  }

  async forget(unit: Uuid): Promise<void> {
    const feed = this.feeds.get(unit);
    if (feed === undefined) return;
    feed.close();
    this.feeds.delete(unit);
    const key = nodeKey(feed.unit.connector);
    const { node, feeds } = this.nodes.get(key)!;
    feeds.delete(feed);
    if (![...feeds].some(({ device }) => device === feed.device)) node.forget(feed.device);
    if (feeds.size > 0) return;
    this.nodes.delete(key);
    this.rebirths.drop(key);
  }

  status(unit: Uuid): ConnectionStatus | null {
    return this.feeds.get(unit)?.status ?? null;
  }

  control(unit: Uuid): UnitControl | null {
    const feed = this.feeds.get(unit);
    if (feed?.current == null || this.link === null) return null;
    const topic = deviceCommandTopic(feed.unit.connector);
    return deviceControl(feed, this.pace.answer, (metrics) => this.send(topic, metrics));
  }

  async close(): Promise<void> {
    this.abandoned.abort();
    clearInterval(this.timer);
    for (const feed of this.feeds.values()) feed.close();
    const link = this.link;
    this.link = null;
    await link?.leave(this.now());
    this.wake();
    await this.running;
  }

  private begin(): void {
    if (this.running !== null || this.feeds.size === 0 || this.stopped) return;
    this.timer = setInterval(() => this.tick(), this.pace.tick).unref();
    this.running = this.run();
  }

  private add(unit: UnitRow): UnitFeed | null {
    if (!isReachedBy(unit, 'sparkplug')) return null;
    const feed = new UnitFeed(unit, this.ports, this.pace);
    this.feeds.set(unit.id, feed);
    const key = nodeKey(unit.connector);
    const fresh = { address: unit.connector, node: new EdgeNode(this.pace.reorder), feeds: new Set<UnitFeed>() };
    const known = this.nodes.get(key) ?? fresh;
    known.node.follow(feed.device);
    known.feeds.add(feed);
    this.nodes.set(key, known);
    return feed;
  }

  private async run(): Promise<void> {
    for (let failures = 0; !this.stopped; failures++) {
      if (!this.isOurs) {
        await this.sleep(this.pace.backoff.first);
        continue;
      }
      const lost = await this.session(() => (failures = -1));
      this.link = null;
      if (this.stopped) return;
      this.lose(lost);
      const { first, most } = this.pace.backoff;
      await this.sleep(Math.min(most, first * 2 ** Math.min(Math.max(failures, 0), 16)));
    }
  }

  /** From connect to loss; the reason of that. */
  private async session(reached: () => void): Promise<string> {
    const groups = this.groups;
    let lost!: (reason: string) => void;
    const ended = new Promise<string>((resolve) => (lost = resolve));
    const took = (topic: string, payload: Uint8Array): void => this.take(topic, payload);
    try {
      const ports = { now: () => this.now(), took, lost };
      const link = await HostLink.open(this.settings, groups, this.pace, ports, this.abandoned.signal);
      if (this.stopped) await link.leave(this.now());
      else await this.reach(link, groups);
      reached();
    } catch (error) {
      lost(error instanceof Error ? error.message : String(error));
    }
    return ended;
  }

  private async reach(link: HostLink, followed: ReadonlySet<string>): Promise<void> {
    this.link = link;
    const now = steady();
    for (const [key, { node, feeds }] of this.nodes)
      if (!node.isBorn) {
        for (const feed of feeds) feed.reach();
        this.rebirths.ask(key, 'connected', now, this.pace.rebirth.grace);
      }
    // of units that were defined while the broker was being reached
    for (const group of this.groups) if (!followed.has(group)) await link.follow(group).catch(() => link.drop());
  }

  private lose(reason: string): void {
    for (const [key, { node }] of this.nodes) {
      this.spread(key, node.lose());
      this.rebirths.drop(key);
    }
    for (const feed of this.feeds.values()) feed.lose(`broker: ${reason}`);
  }

  private take(from: string, bytes: Uint8Array): void {
    const topic = parseTopic(from);
    const key = topic === null ? '' : nodeKey(topic);
    const known = this.nodes.get(key);
    if (topic === null || known === undefined || this.stopped) return;
    this.spread(key, known.node.take({ ...topic, bytes }, steady()));
  }

  private tick(): void {
    const now = steady();
    for (const [key, { node }] of this.nodes) this.spread(key, node.tick(now));
    if (this.link === null) return;
    for (const feed of this.feeds.values()) feed.tick(now);
    for (const { node } of this.rebirths.due(now)) {
      const known = this.nodes.get(node);
      if (known !== undefined)
        void this.send(nodeCommandTopic(known.address), [metric('Node Control/Rebirth', 'Boolean', true)]).catch(
          () => undefined,
        );
    }
  }

  private spread(key: string, effects: Effect[]): void {
    const now = steady();
    for (const effect of effects) {
      if (effect.effect === 'rebirth') this.rebirths.ask(key, effect.cause, now);
      if (effect.effect === 'node-born') this.rebirths.settle(key, now);
      for (const feed of this.nodes.get(key)?.feeds ?? [])
        if (!('device' in effect) || effect.device === feed.device) feed.take(effect, now);
    }
  }

  private get groups(): Set<string> {
    return new Set([...this.nodes.values()].map(({ address }) => address.group));
  }

  /** Whether no other server is the host for now, or may be. */
  private get isOurs(): boolean {
    return this.feeds.size === 0 || [...this.feeds.keys()].some((unit) => this.ports.holds(unit));
  }

  private get stopped(): boolean {
    return this.abandoned.signal.aborted;
  }

  private async send(topic: string, metrics: MetricToSend[]): Promise<void> {
    if (this.link === null) throw new Error('the broker cannot be reached');
    await this.link.command(topic, encodePayload({ timestamp: BigInt(this.now()), metrics }));
  }

  private now(): number {
    return Date.parse(this.ports.now());
  }

  private sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
