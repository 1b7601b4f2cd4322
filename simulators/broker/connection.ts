import net from 'node:net';
import tls from 'node:tls';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import type { Link } from '../unit/link.js';
import { type BrokerAddress, brokerPlace } from './address.js';

const KEEPALIVE = 10; // s
const CONNECT_TIMEOUT = 10_000; // ms
const END_TIMEOUT = 1000; // ms
const RETRY = { first: 200, most: 3000 } as const; // ms

type Will = IClientOptions['will'];

/** What a unit does with its connection to a broker. */
export interface Conduct {
  clientId: string;
  /** asked for before each connect */
  will?(): Will;
  /** connected, nothing subscribed yet */
  up(client: MqttClient): void;
  down(): void;
  message(topic: string, payload: Buffer): void;
}

/**
 * A unit's connection to its broker, MQTT 3.1.1, clean sessions, made again and again, each time anew: what was not
 * acknowledged is the unit's own to send again. It runs through the unit's link, where it can be cut.
 */
export class BrokerConnection {
  private client: MqttClient | undefined;
  private timer: NodeJS.Timeout | undefined;
  private wait: number = RETRY.first;
  private isClosed = false;

  constructor(
    private readonly address: BrokerAddress,
    link: Link,
    private readonly port: number,
    private readonly conduct: Conduct,
  ) {
    const { host, port: brokerPort } = brokerPlace(address.url);
    link.connect(brokerPort, host);
  }

  open(): void {
    const client = mqtt.connect(this.options());
    this.client = client;
    let isUp = false;
    client.on('connect', () => {
      isUp = true;
      this.wait = RETRY.first;
      this.conduct.up(client);
    });
    client.on('message', (topic, payload) => this.conduct.message(topic, payload));
    client.on('error', () => client.end(true));
    client.on('close', () => {
      if (this.client !== client) return;
      this.client = undefined;
      client.end(true);
      if (isUp) this.conduct.down();
      if (!this.isClosed) this.timer = setTimeout(() => this.open(), this.wait);
      this.wait = Math.min(Math.max(this.wait * 2, RETRY.first), RETRY.most);
    });
  }

  /** Ends the connection after what was sent has gone out, without the will; a new one is made at once. */
  renew(): void {
    this.wait = 0;
    void this.end();
  }

  /** Ends the connection for good, after what was sent has gone out, without the will. */
  async close(): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.timer);
    await this.end();
  }

  private async end(): Promise<void> {
    const client = this.client;
    if (client === undefined) return;
    const ended = new Promise<void>((resolve) => client.end(!client.connected, {}, () => resolve()));
    const force = setTimeout(() => client.stream.destroy(), END_TIMEOUT);
    await ended;
    clearTimeout(force);
  }

  private options(): IClientOptions {
    const will = this.conduct.will?.();
    return {
      ...connectOptions(this.address, { host: '127.0.0.1', port: this.port }),
      clientId: this.conduct.clientId,
      ...(will === undefined ? {} : { will }),
    };
  }
}

/** How mqtt.js reaches a broker, here by another door than its own; what is lost is the caller's to send again. */
export function connectOptions(
  { url, user, password, ca }: BrokerAddress,
  door: { host: string; port: number } = brokerPlace(url),
): IClientOptions {
  const { host, isSecure } = brokerPlace(url);
  const secured = {
    protocol: 'mqtts' as const,
    ...(ca === undefined ? {} : { ca }),
    ...(net.isIP(host) === 0 ? { servername: host } : {}),
    // whatever door it came by, the certificate must be the broker's
    checkServerIdentity: (_: string, certificate: tls.PeerCertificate) => tls.checkServerIdentity(host, certificate),
  };
  return {
    ...(isSecure ? secured : { protocol: 'mqtt' }),
    host: door.host,
    port: door.port,
    protocolVersion: 4,
    clean: true,
    keepalive: KEEPALIVE,
    connectTimeout: CONNECT_TIMEOUT,
    reconnectPeriod: 0,
    queueQoSZero: false,
    ...(user === undefined ? {} : { username: user }),
    ...(password === undefined ? {} : { password }),
  };
}
