import { type Metric, type MetricToSend, typedValue } from '../../src/plant/equipment/sparkplug/codec.js';
import { Backlog, type Kept } from '../unit/backlog.js';
import { checksums } from '../unit/checksum.js';
import type { LedgerLine } from '../unit/disk.js';
import { type Memory, setpointsOf } from '../unit/memory.js';
import type { OpenUnit } from '../unit/open-unit.js';
import { type Answer, type Order, Orders } from '../unit/orders.js';
import type { Panel, SampleTaken } from '../unit/unit.js';
import { Metrics, SET } from './metrics.js';

/** The edge node, as a device uses it. */
export interface Uplink {
  /** its birth is out, and the host is there */
  isBorn(): boolean;
  publish(verb: 'DBIRTH' | 'DDATA' | 'DDEATH', device: string, metrics: MetricToSend[]): void;
  /** something that is no payload, where the device's data go */
  garble(device: string, bytes: Uint8Array): void;
}

export interface DeviceOptions {
  name: string;
  dir: string;
  serial: string;
  /** of its edge node, from 0 */
  index: number;
  user: string;
  /** samples that it keeps at most */
  buffer?: number;
}

interface Change {
  activity: string;
  /** ms since 1970 */
  at: bigint;
}

const now = (): bigint => BigInt(Date.now());

/** A unit as a device of an edge node. What it measures while the host cannot hear it is kept on disk, and sent as history. */
export class Device implements Panel {
  private readonly metrics: Metrics;
  private readonly backlog: Backlog;
  private readonly orders: Orders;
  /** by tag */
  private readonly last = new Map<string, LedgerLine>();
  private memory: Memory | undefined;
  private activity: Change | undefined;
  /** changes of activity that the host has not heard of */
  private unheard: Change[] = [];
  private answer: Answer = { id: '', ok: false, reason: '' };
  private shown = '';
  private isAway = false;

  constructor(
    private readonly own: OpenUnit,
    private readonly uplink: Uplink,
    private readonly options: DeviceOptions,
  ) {
    const { dir, index, buffer, user } = options;
    this.metrics = new Metrics(index);
    this.backlog = new Backlog(dir, own.disk, buffer);
    this.orders = new Orders(dir, own.unit, user);
  }

  get name(): string {
    return this.options.name;
  }

  sample(memory: Memory, { counter, at, lines }: SampleTaken): void {
    const kept = this.backlog.add({ counter, at: at.getTime(), lines });
    for (const line of lines) if (line.wrong === undefined) this.last.set(line.tag, line);
    this.change(memory, at);
    if (this.isHeard()) this.send(kept, false);
  }

  change(memory: Memory, at: Date): void {
    const hasReader = this.memory === undefined || this.memory.kit !== undefined || memory.kit === undefined;
    this.memory = memory;
    // a metric that its birth has not named begins with another birth
    if (!hasReader && this.isHeard()) this.birth();
    if (this.activity?.activity !== memory.state) {
      this.activity = { activity: memory.state, at: BigInt(at.getTime()) };
      if (!this.isHeard()) this.unheard.push(this.activity);
    }
    if (this.isHeard() && this.state() !== this.shown) this.uplink.publish('DDATA', this.name, this.program());
  }

  birth(): void {
    if (this.isAway) return;
    const lines = [...this.last.values()].map((line) => this.metrics.value(line, false));
    const given = [...lines, ...this.identity(), ...this.program(), ...this.answered()];
    this.uplink.publish('DBIRTH', this.name, this.metrics.birth(given));
  }

  /** The host has not heard for certain what was said since: it is said again, as history. */
  lost(): void {
    this.backlog.lost();
  }

  /** Says the oldest of what is kept, as history; false where all is said. */
  replay(): boolean {
    if (!this.isHeard()) return false;
    const kept = this.backlog.next();
    if (kept === undefined) {
      this.unheard = [];
      return false;
    }
    while (this.unheard[0] !== undefined && this.unheard[0].at <= kept.at) this.admit(this.unheard.shift()!);
    this.send(kept, true);
    return true;
  }

  /** What was said before this time (ms since 1970) has arrived. */
  settle(before: number): void {
    this.backlog.drop(({ sentAt }) => sentAt !== null && sentAt < before);
  }

  waiting(): number {
    return this.backlog.size;
  }

  /** The cable between it and its edge node is pulled, or in again. */
  away(isAway: boolean): void {
    if (isAway && this.isHeard()) this.uplink.publish('DDEATH', this.name, []);
    this.isAway = isAway;
    if (!this.isHeard()) return;
    this.lost();
    this.birth();
  }

  command(metrics: readonly Metric[]): void {
    if (this.isAway) return;
    this.answer = this.orders.take(this.orderIn(metrics));
    if (this.isHeard()) this.uplink.publish('DDATA', this.name, this.answered());
  }

  private isHeard(): boolean {
    return this.uplink.isBorn() && !this.isAway;
  }

  private send(kept: Kept, isHistory: boolean): void {
    const readable = kept.lines.filter(({ wrong }) => wrong !== 'broken-payload');
    this.uplink.publish(
      'DDATA',
      this.name,
      readable.map((line) => this.metrics.value(line, isHistory)),
    );
    kept.sentAt = Date.now();
    if (!isHistory && readable.length < kept.lines.length)
      this.uplink.garble(this.name, Buffer.from([0x0a, 0xff, 0x01]));
  }

  private admit({ activity, at }: Change): void {
    // the birth has said the newest one
    if (at === this.activity?.at) return;
    this.uplink.publish('DDATA', this.name, [this.metrics.text('Unit/Activity', activity, at, true)]);
  }

  private identity(): MetricToSend[] {
    const { serial } = this.options;
    return [
      this.metrics.text('Properties/Serial', serial, now()),
      this.metrics.text('Properties/Product Instance URI', `urn:ballroom:culture-unit:${serial}`, now()),
      this.metrics.time('Unit/Started At', this.own.startedAt),
    ];
  }

  private program(): MetricToSend[] {
    this.shown = this.state();
    const runs = this.memory?.runs ?? [];
    const last = runs.at(-1);
    const at = now();
    return [
      ...(this.activity ? [this.metrics.text('Unit/Activity', this.activity.activity, this.activity.at)] : []),
      this.metrics.text('Unit/Run', last?.id ?? '', at),
      this.metrics.text('Unit/Job', last?.jobId ?? '', at),
      this.metrics.text('Unit/Task', last?.taskId ?? '', at),
      this.metrics.results(runs, at),
      ...(this.memory === undefined ? [] : this.metrics.setpoints(setpointsOf(this.memory), at)),
      ...(this.memory?.kit === undefined ? [] : [this.metrics.text('Unit/Kit', this.memory.kit, at)]),
      ...this.waits(at),
      ...(this.memory === undefined ? [] : this.metrics.checksums(checksums(this.memory), at)),
    ];
  }

  /** What of the program is worth a message when it changes. */
  private state(): string {
    const runs = this.memory?.runs ?? [];
    const set = this.memory === undefined ? {} : setpointsOf(this.memory);
    const waits = `${this.memory?.prompt?.id} ${this.memory?.said?.id} ${JSON.stringify([this.memory?.loaded, this.memory?.kit])}`;
    return `${this.activity?.activity} ${runs.length} ${runs.at(-1)?.id} ${runs.at(-1)?.outcome} ${JSON.stringify(set)} ${waits}`;
  }

  /** What it waits for, since the time of its id, and what was last said to it. */
  private waits(at: bigint): MetricToSend[] {
    const { prompt, said } = this.memory ?? {};
    return [
      this.metrics.text('Prompt/Id', prompt?.id ?? '', prompt === undefined ? at : BigInt(prompt.at)),
      this.metrics.text('Prompt/Code', prompt?.code ?? '', at),
      this.metrics.text('Prompt/Text', prompt?.text ?? '', at),
      this.metrics.text('Prompt/Answered', said?.id ?? '', at),
      this.metrics.text('Prompt/Answer', said?.answer ?? '', at),
      this.metrics.text('Prompt/Answered By', said?.by ?? '', at),
    ];
  }

  private answered(): MetricToSend[] {
    const at = now();
    const { id, ok } = this.answer;
    return [
      this.metrics.text('Answer/Id', id, at),
      this.metrics.flag('Answer/Ok', ok, at),
      this.metrics.text('Answer/Reason', this.answer.ok ? '' : this.answer.reason, at),
      this.metrics.text('Answer/Run', this.answer.ok ? (this.answer.runId ?? '') : '', at),
    ];
  }

  private orderIn(metrics: readonly Metric[]): Order {
    const texts = new Map(
      metrics.map((one) => {
        const typed = one.value === null ? null : typedValue('String', one.value);
        return [this.metrics.nameOf(one), typeof typed?.value === 'string' ? typed.value : ''];
      }),
    );
    const text = (name: string): string => texts.get(`Command/${name}`) ?? '';
    const set = [...texts]
      .filter(([name]) => name.startsWith(SET))
      .map(([name, value]) => [name.slice(SET.length), value]);
    return {
      id: text('Id'),
      action: text('Action'),
      program: text('Program'),
      set: Object.fromEntries(set) as Record<string, string>,
      duration: texts.get('Command/Duration'),
      job: text('Job'),
      task: text('Task'),
      prompt: text('Prompt'),
      answer: text('Answer'),
    };
  }
}
