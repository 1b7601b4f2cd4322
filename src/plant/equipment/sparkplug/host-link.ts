import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import type { MqttSettings } from '../../../platform/config/index.js';
import type { Pace } from './pace.js';
import { groupFilter, saysOffline, statePayload, stateTopic } from './topics.js';

/** How long a broker may take to acknowledge that we leave, in ms. */
const LEAVING = 1000;

export interface LinkPorts {
  /** ms since 1970 */
  now(): number;
  took(topic: string, payload: Uint8Array): void;
  /** once, also where it never came up */
  lost(reason: string): void;
}

/** One MQTT session of the host, from its birth certificate to its death. It never repairs itself: another is opened. */
export class HostLink {
  private closed = false;
  private leaving: Promise<void> | null = null;

  private constructor(
    private readonly client: MqttClient,
    private readonly topic: string,
    private readonly timestamp: number,
  ) {}

  /**
   * Connects with a will, subscribes to our own STATE and the groups, and says that we are online. Rejects where one of these
   * fails; `ports.lost` is called then too.
   */
  static async open(
    settings: MqttSettings,
    groups: ReadonlySet<string>,
    pace: Pace,
    ports: LinkPorts,
    abandoned: AbortSignal,
  ): Promise<HostLink> {
    const timestamp = ports.now();
    const topic = stateTopic(settings.hostId);
    const client = mqtt.connect(settings.url, options(settings, timestamp, pace));
    const link = new HostLink(client, topic, timestamp);
    client.on('message', (from, payload) => {
      if (from === topic) link.watchState(payload);
      else ports.took(from, payload);
    });
    let abandon!: () => void;
    const closed = new Promise<never>((_, reject) => {
      const fail = (reason: string): void => {
        link.drop();
        ports.lost(reason);
        reject(new Error(reason));
      };
      client.on('error', ({ message }) => fail(message));
      client.once('close', () => fail('the broker has closed the connection'));
      abandon = () => (client.connected ? void link.leave(ports.now()) : fail('not wanted any more'));
    });
    closed.catch(() => undefined);
    const connected = new Promise<void>((resolve) => client.once('connect', () => resolve()));
    abandoned.addEventListener('abort', abandon);
    client.connect();
    try {
      await Promise.race([closed, connected.then(() => link.introduce(groups))]);
      return link;
    } finally {
      abandoned.removeEventListener('abort', abandon);
    }
  }

  /** Values in commands stand once: QoS 0, not retained. */
  async command(topic: string, payload: Uint8Array): Promise<void> {
    await this.client.publishAsync(topic, Buffer.from(payload), { qos: 0, retain: false });
  }

  async follow(group: string): Promise<void> {
    await this.subscribe([groupFilter(group)]);
  }

  /** Says that we go, once, then goes. */
  async leave(now: number): Promise<void> {
    if (!this.closed) await (this.leaving ??= this.go(now));
  }

  private async go(now: number): Promise<void> {
    const said = this.say(false, now).catch(() => undefined);
    await Promise.race([said, new Promise((resolve) => setTimeout(resolve, LEAVING).unref())]);
    const ended = this.client.endAsync().catch(() => undefined);
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, LEAVING).unref())]);
    this.drop();
  }

  /** Lets go of the socket; the broker publishes our will. */
  drop(): void {
    if (this.closed) return;
    this.closed = true;
    this.client.end(true);
  }

  private async introduce(groups: ReadonlySet<string>): Promise<void> {
    await this.subscribe([this.topic, ...[...groups].map(groupFilter)]);
    await this.say(true, this.timestamp);
  }

  private async subscribe(topics: string[]): Promise<void> {
    const granted = await this.client.subscribeAsync(topics, { qos: 1 });
    const refused = granted.filter(({ qos }) => qos > 2);
    if (refused.length > 0) throw new Error(`not allowed to read ${refused.map(({ topic }) => topic).join(', ')}`);
  }

  /** A will of an earlier session of ours may come late. */
  private watchState(payload: Uint8Array): void {
    if (saysOffline(payload) && this.leaving === null) void this.say(true, this.timestamp).catch(() => undefined);
  }

  private async say(online: boolean, timestamp: number): Promise<void> {
    await this.client.publishAsync(this.topic, statePayload(online, timestamp), { qos: 1, retain: true });
  }
}

function options(settings: MqttSettings, timestamp: number, pace: Pace): IClientOptions {
  const { username, password, ca, hostId, version } = settings;
  return {
    manualConnect: true,
    clientId: `${hostId}-sparkplug`,
    protocolVersion: version === '5' ? 5 : 4,
    clean: true,
    ...(version === '5' ? { properties: { sessionExpiryInterval: 0 } } : {}),
    will: { topic: stateTopic(hostId), payload: Buffer.from(statePayload(false, timestamp)), qos: 1, retain: true },
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(ca === undefined ? {} : { ca }),
    keepalive: Math.ceil(pace.keepAlive / 1000),
    connectTimeout: pace.connect,
    reconnectPeriod: 0,
    resubscribe: false,
    queueQoSZero: false,
  };
}
