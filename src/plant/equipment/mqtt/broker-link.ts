import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import type { MqttSettings } from '../../../platform/config/index.js';
import { type Pace, RECEIVE_MAXIMUM } from './pace.js';

/** A message as the broker gave it, unacknowledged. */
export interface Packet {
  topic: string;
  payload: Buffer;
  /** it stood at the broker before we subscribed */
  retained: boolean;
  /** sent at QoS 0: had it been lost on the way, it would not have come again */
  isUnsure: boolean;
  /** it is committed, or not wanted: the broker may forget it. Says nothing on another connection than its own. */
  ack: () => void;
}

export interface LinkListener {
  /** `kept`: the broker has kept our session and every message since */
  connected(kept: boolean): void;
  received(packet: Packet): void;
  lost(reason: string): void;
}

/** What mqtt.js keeps to itself: it writes a packet to the broker at once. */
interface Wire {
  _sendPacket(packet: { cmd: 'puback'; messageId: number | undefined; reasonCode: number }): void;
}

/** What mqtt.js is told so that it sends no PUBACK by itself and goes on to the next packet. */
const LATER = new Error('acknowledged when it is committed');

const FAILED = 0x80;

const words = (error: Error & { code?: unknown }): string =>
  error.message || (typeof error.code === 'string' ? error.code : 'no answer');

/**
 * Our one session with the broker. QoS 1 messages are acknowledged by `ack`, not on receipt; for that it reaches for a private
 * member of mqtt.js, which is why that is pinned and test/faults/mqtt-delivery.spec.ts watches it.
 */
export class BrokerLink {
  private readonly client: MqttClient;
  private connection = 0;
  private reason = 'not reached yet';

  constructor(settings: MqttSettings, clientId: string, pace: Pace, listener: LinkListener) {
    this.client = mqtt.connect(settings.url, options(settings, clientId, pace));
    this.client.handleMessage = (packet, done) => {
      const connection = this.connection;
      const { topic, retain, messageId, qos } = packet;
      const payload = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload;
      const ack = (): void => {
        if (qos !== 1 || connection !== this.connection || !this.client.connected) return;
        (this.client as unknown as Wire)._sendPacket({ cmd: 'puback', messageId, reasonCode: 0 });
      };
      done(qos === 1 ? LATER : undefined);
      listener.received({ topic, payload, retained: retain, isUnsure: qos === 0, ack });
    };
    this.client.on('connect', ({ sessionPresent }) => {
      this.connection++;
      this.reason = 'lost';
      listener.connected(sessionPresent);
    });
    this.client.on('error', (error) => (this.reason = words(error)));
    this.client.on('disconnect', ({ reasonCode }) => (this.reason = `the broker ended it (${reasonCode})`));
    this.client.on('close', () => {
      this.connection++;
      this.forgetUnsent();
      listener.lost(this.reason);
      this.reason = 'lost';
    });
  }

  /** All is listened for by now: messages may come with the answer to the first packet. */
  open(): void {
    this.client.connect();
  }

  get isUp(): boolean {
    return this.client.connected;
  }

  /** The filters that the broker did not grant. Rejects where the connection is lost meanwhile. */
  async subscribe(filters: string[]): Promise<string[]> {
    const refused: string[] = [];
    for (let at = 0; at < filters.length; at += FILTERS)
      refused.push(...(await this.subscribeSome(filters.slice(at, at + FILTERS))));
    return refused;
  }

  async unsubscribe(filters: string[]): Promise<void> {
    if (filters.length > 0 && this.isUp) await this.client.unsubscribeAsync(filters);
  }

  /**
   * Publishes once, on this connection or not at all. `seconds`: how long a broker of MQTT 5 keeps it for one that is away.
   * Rejects where it is not known whether the broker has it.
   */
  publish(topic: string, payload: string, seconds: number): Promise<void> {
    if (!this.isUp) return Promise.reject(new Error('the broker is not reached'));
    return new Promise((resolve, reject) => {
      const options = { qos: 1, properties: { messageExpiryInterval: seconds } } as const;
      this.client.publish(topic, payload, options, (error) => (error ? reject(error) : resolve()));
    });
  }

  /** Drops the connection; on the next one the broker sends again all that is unacknowledged. */
  renew(): void {
    this.reason = 'made anew for what could not be taken';
    this.client.stream.destroy();
  }

  /** Leaves; the broker keeps the session. */
  async close(): Promise<void> {
    this.forgetUnsent();
    const overdue = setTimeout(() => this.client.stream.destroy(), LEAVING);
    await this.client.endAsync(!this.isUp);
    clearTimeout(overdue);
  }

  /** mqtt.js would send what has no answer again on the next connection, whenever that is. */
  private forgetUnsent(): void {
    for (const id of Object.keys(this.client.outgoing)) this.client.removeOutgoingMessage(Number(id));
  }

  private subscribeSome(filters: string[]): Promise<string[]> {
    return new Promise((resolve, reject) => {
      this.client.subscribe(filters, { qos: 1 }, (error, _, packet) => {
        const codes = packet?.granted as number[] | undefined;
        // a filter that is refused makes an error of all; each has its own answer
        if (codes?.length === filters.length) resolve(filters.filter((_, at) => codes[at]! >= FAILED));
        else reject(error ?? new Error('the subscription was not answered'));
      });
    });
  }
}

/** Filters that one SUBSCRIBE names. */
const FILTERS = 100;

/** How long a broker may take to let go of us, in ms. */
const LEAVING = 1000;

function options(settings: MqttSettings, clientId: string, pace: Pace): IClientOptions {
  const { username, password, ca, version } = settings;
  return {
    ...{ clientId, username, password, keepalive: pace.keepalive },
    ...(ca === undefined ? {} : { ca }),
    protocolVersion: version === '5' ? 5 : 4,
    clean: false,
    resubscribe: false,
    manualConnect: true,
    queueQoSZero: false,
    reconnectPeriod: pace.reconnect,
    reconnectOnConnackError: true,
    connectTimeout: 10_000,
    ...(version === '5'
      ? { properties: { sessionExpiryInterval: pace.session, receiveMaximum: RECEIVE_MAXIMUM } }
      : {}),
  };
}
