import fs from 'node:fs';
import path from 'node:path';
import type { MqttClient } from 'mqtt';
import {
  decodePayload,
  encodePayload,
  metric,
  type MetricToSend,
  typedValue,
} from '../../src/plant/equipment/sparkplug/codec.js';
import type { Conduct } from '../broker/connection.js';
import type { Device, Uplink } from './device.js';
import { heardState, type HostState } from './host-state.js';

export interface NodeOptions {
  name: string;
  group: string;
  dir: string;
  /** the host whose STATE it heeds; null: it speaks whoever listens */
  primaryHost: string | null;
  /** messages of history a second */
  replayRate: number;
  /** s; what was said so short before a loss is said again */
  rewind: number;
}

const TICK = 100; // ms
const NUMBERS = 256; // bdSeq and seq begin again after 255
const REBIRTH = 'Node Control/Rebirth';

/** The conduct of a Sparkplug B 3.0 edge node: births, deaths, sequence, and heed of its primary host. */
export class EdgeNode implements Conduct, Uplink {
  readonly clientId: string;
  private readonly devices: Device[] = [];
  private readonly file: string;
  private client: MqttClient | undefined;
  private bdSeq: number;
  private seq = 0;
  private host: HostState | null = null;
  /** subscribed, and told by this session's broker that the host is there */
  private readonly met = { subscribed: false, host: false };
  private born = false;
  private timer: NodeJS.Timeout | undefined;
  private owed = 0;

  constructor(
    private readonly options: NodeOptions,
    private readonly renew: () => void,
  ) {
    this.clientId = options.name;
    this.file = path.join(options.dir, 'bdseq');
    this.bdSeq = fs.existsSync(this.file) ? Number(fs.readFileSync(this.file, 'utf8')) : -1;
  }

  add(device: Device): void {
    this.devices.push(device);
  }

  run(): void {
    this.timer = setInterval(() => this.tick(), TICK);
  }

  /** The death that the broker is to announce, with the number of the session that is about to begin. */
  will() {
    this.bdSeq = (this.bdSeq + 1) % NUMBERS;
    fs.writeFileSync(`${this.file}.next`, `${this.bdSeq}`);
    fs.renameSync(`${this.file}.next`, this.file);
    return { topic: this.topic('NDEATH'), payload: this.death(), qos: 1 as const, retain: false };
  }

  up(client: MqttClient): void {
    this.client = client;
    const { primaryHost } = this.options;
    this.met.subscribed = false;
    this.met.host = primaryHost === null;
    const topics = [this.topic('NCMD'), `${this.topic('DCMD')}/+`, ...(primaryHost === null ? [] : [this.state()])];
    client.subscribe(topics, { qos: 1 }, (error) => {
      if (error || this.client !== client) return;
      this.met.subscribed = true;
      this.bear();
    });
  }

  down(): void {
    this.client = undefined;
    this.unbear();
  }

  message(topic: string, payload: Buffer): void {
    if (topic === this.state()) return this.hearState(payload);
    const decoded = decodePayload(payload);
    if (!decoded.ok) return;
    const { metrics } = decoded.payload;
    if (topic === this.topic('NCMD')) {
      const asked = metrics.find(({ name }) => name === REBIRTH)?.value ?? null;
      const isAsked = asked !== null && typedValue('Boolean', asked)?.value === true;
      if (isAsked && this.born) this.bear();
      return;
    }
    this.devices.find(({ name }) => topic === `${this.topic('DCMD')}/${name}`)?.command(metrics);
  }

  isBorn(): boolean {
    return this.born;
  }

  publish(verb: 'DBIRTH' | 'DDATA' | 'DDEATH', device: string, metrics: MetricToSend[]): void {
    const payload = encodePayload({ timestamp: BigInt(Date.now()), metrics, seq: this.next() });
    this.client?.publish(`${this.topic(verb)}/${device}`, Buffer.from(payload), { qos: 0 });
  }

  garble(device: string, bytes: Uint8Array): void {
    this.client?.publish(`${this.topic('DDATA')}/${device}`, Buffer.from(bytes), { qos: 0 });
  }

  /** Says that the node goes, before it ends its connection. */
  leave(): void {
    clearInterval(this.timer);
    if (this.born) this.client?.publish(this.topic('NDEATH'), this.death(), { qos: 0 });
    this.client = undefined;
    this.unbear();
  }

  /** Birth certificates, once the session is ready for them; again when they are asked for again. */
  private bear(): void {
    if (!this.met.subscribed || !this.met.host || !this.client) return;
    this.seq = 0;
    const metrics = [
      metric('bdSeq', 'UInt64', BigInt(this.bdSeq)),
      metric(REBIRTH, 'Boolean', false),
      metric('Properties/Serial', 'String', `${this.options.group}-${this.options.name}`),
      metric('Properties/Software Revision', 'String', '1.0.0'),
    ].map((one) => ({ ...one, timestamp: BigInt(Date.now()) }));
    const payload = encodePayload({ timestamp: BigInt(Date.now()), metrics, seq: this.next() });
    this.client.publish(this.topic('NBIRTH'), Buffer.from(payload), { qos: 0 });
    this.born = true;
    for (const device of this.devices) {
      device.lost();
      device.birth();
    }
  }

  private unbear(): void {
    this.born = false;
    for (const device of this.devices) device.lost();
  }

  private hearState(payload: Buffer): void {
    const known = this.host;
    this.host = heardState(known, payload);
    if (this.host === known || this.host === null) return;
    this.met.host = this.host.online;
    if (this.host.online) {
      if (!this.born) this.bear();
    } else if (this.born) {
      // whoever disconnects in order has no will: the death is said first
      this.client?.publish(this.topic('NDEATH'), this.death(), { qos: 0 });
      this.client = undefined;
      this.unbear();
      this.renew();
    }
  }

  private tick(): void {
    if (!this.born) return;
    const { replayRate, rewind } = this.options;
    this.owed = Math.min(this.owed + (replayRate * TICK) / 1000, Math.max(1, (replayRate * TICK) / 1000));
    for (let isLeft = true; isLeft && this.owed >= 1;) {
      isLeft = false;
      for (const device of this.devices) {
        if (this.owed < 1 || !device.replay()) continue;
        this.owed--;
        isLeft = true;
      }
    }
    for (const device of this.devices) device.settle(Date.now() - rewind * 1000);
  }

  private next(): number {
    const seq = this.seq;
    this.seq = (seq + 1) % NUMBERS;
    return seq;
  }

  private death(): Buffer {
    const metrics = [metric('bdSeq', 'UInt64', BigInt(this.bdSeq))];
    return Buffer.from(encodePayload({ timestamp: BigInt(Date.now()), metrics }));
  }

  private topic(verb: string): string {
    return `spBv1.0/${this.options.group}/${verb}/${this.options.name}`;
  }

  private state(): string {
    return `spBv1.0/STATE/${this.options.primaryHost}`;
  }
}
