import type { MqttClient } from 'mqtt';
import { Backlog, type Kept } from '../unit/backlog.js';
import { checksums } from '../unit/checksum.js';
import type { LedgerLine } from '../unit/disk.js';
import { type Memory, type Prompt, type Run, setpointsOf } from '../unit/memory.js';
import type { OpenUnit } from '../unit/open-unit.js';
import { type Order, Orders } from '../unit/orders.js';
import type { Panel, SampleTaken } from '../unit/unit.js';

const IN_FLIGHT = 50; // samples
const TAGS: Readonly<Record<string, string>> = { door: 'door-open' };

export interface Identity {
  serial: string;
  productInstanceUri: string;
}

const iso = (ms: number): string => new Date(ms).toISOString();

/** The unit's MQTT face. Values leave in the order in which they were measured; each waits on disk for its PUBACK. */
export class MqttPanel implements Panel {
  private readonly backlog: Backlog;
  private readonly orders: Orders;
  private client: MqttClient | undefined;
  private readonly acknowledged = new Set<Kept>();
  private inFlight = 0;
  private activity: { activity: string; at: string } | undefined;
  private runs: readonly Run[] = [];
  private setpoints: object | undefined;
  private waits: object = {};
  private programs: object = {};
  private kit: string | null | undefined;
  private shown = '';

  constructor(
    private readonly base: string,
    private readonly identity: Identity,
    private readonly own: OpenUnit,
    dir: string,
    user: string,
  ) {
    this.backlog = new Backlog(dir, own.disk);
    this.orders = new Orders(dir, own.unit, user);
  }

  sample(memory: Memory, { counter, at, lines }: SampleTaken): void {
    this.backlog.add({ counter, at: at.getTime(), lines });
    this.change(memory, at);
    this.send();
  }

  change(memory: Memory, at: Date): void {
    if (this.activity?.activity !== memory.state) this.activity = { activity: memory.state, at: at.toISOString() };
    this.runs = memory.runs;
    this.setpoints = memory.machine === undefined ? setpointsOf(memory) : undefined;
    const { prompt, said } = memory;
    this.programs = checksums(memory);
    this.kit = memory.kit === '' ? null : memory.kit;
    this.waits = { prompt: prompt === undefined ? null : shownPrompt(prompt), answered: said };
    this.showState();
  }

  up(client: MqttClient): void {
    this.client = client;
    this.inFlight = 0;
    this.acknowledged.clear();
    this.backlog.lost();
    client.subscribe(`${this.base}/command`, { qos: 1 });
    const { boot, startedAt } = this.own;
    const status = { online: true, ...this.identity, b: boot, t: startedAt.toISOString() };
    client.publish(`${this.base}/status`, JSON.stringify(status), { qos: 1, retain: true });
    this.shown = '';
    this.showState();
    this.send();
  }

  down(): void {
    this.client = undefined;
  }

  /** Says that the unit goes, before it ends its connection. */
  leave(): void {
    this.client?.publish(`${this.base}/status`, OFFLINE, { qos: 1, retain: true });
    this.client = undefined;
  }

  command(payload: Buffer): void {
    const order = orderIn(payload);
    if (order === undefined) return;
    const answer = JSON.stringify(this.orders.take(order));
    this.client?.publish(`${this.base}/answer`, answer, { qos: 1 });
  }

  waiting(): number {
    return this.backlog.size;
  }

  private showState(): void {
    if (!this.client || !this.activity) return;
    const last = this.runs.at(-1);
    const state = JSON.stringify({
      ...this.activity,
      startedAt: this.own.startedAt.toISOString(),
      setpoints: this.setpoints,
      programs: this.programs,
      kit: this.kit,
      ...this.waits,
      active: { runId: last?.id ?? '', job: last?.jobId ?? '', task: last?.taskId ?? '' },
      results: this.runs.map(({ id, jobId, taskId, started, stopped, outcome }) => ({
        runId: id,
        job: jobId,
        task: taskId,
        startedAt: iso(started),
        stoppedAt: stopped === null ? null : iso(stopped),
        outcome,
      })),
    });
    if (state === this.shown) return;
    this.shown = state;
    this.client.publish(`${this.base}/state`, state, { qos: 1, retain: true });
  }

  private send(): void {
    const { client } = this;
    if (!client) return;
    for (let kept = this.backlog.next(); kept && this.inFlight < IN_FLIGHT; kept = this.backlog.next()) {
      this.inFlight++;
      this.publish(client, kept);
    }
  }

  private publish(client: MqttClient, kept: Kept): void {
    let open = kept.lines.length;
    kept.sentAt = Date.now();
    for (const line of kept.lines) {
      client.publish(`${this.base}/data/${TAGS[line.tag] ?? line.tag}`, payloadOf(line), { qos: 1 }, (error) => {
        if (error || this.client !== client || --open > 0) return;
        this.inFlight--;
        this.acknowledged.add(kept);
        this.backlog.drop((one) => this.acknowledged.delete(one));
        this.send();
      });
    }
  }
}

const shownPrompt = ({ id, code, text, at }: Prompt): object => ({ id, code, text, at: iso(at) });

export const OFFLINE = JSON.stringify({ online: false });

function payloadOf({ value, said, time, status, n, boot, wrong }: LedgerLine): string {
  if (wrong === 'broken-payload') return said ?? '';
  return JSON.stringify({ v: said ?? value, t: iso(Number(BigInt(time) / 10_000n)), s: status, n, b: boot });
}

/** Undefined for what is no order: it is not answered. */
function orderIn(payload: Buffer): Order | undefined {
  const given = parsed(payload);
  const text = (key: string): string => {
    const value = given.get(key);
    return typeof value === 'string' ? value : '';
  };
  const set = given.get('set');
  const pairs = typeof set === 'object' && set !== null ? Object.entries(set) : [];
  if (text('id') === '') return undefined;
  return {
    id: text('id'),
    action: text('action'),
    program: text('program'),
    set: Object.fromEntries(pairs.map(([key, value]) => [key, String(value)])),
    duration: given.has('duration') ? text('duration') : undefined,
    job: text('batch'),
    task: text('step'),
    prompt: text('prompt'),
    answer: text('answer'),
  };
}

function parsed(payload: Buffer): Map<string, unknown> {
  try {
    const value: unknown = JSON.parse(payload.toString('utf8'));
    return new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);
  } catch {
    return new Map();
  }
}
