import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll } from '@jest/globals';
import type { ActivityChange, ConnectorMessage, RawValue, SpoolFault } from '../../src/plant/equipment/domain/index.js';
import { Gate } from '../../src/plant/equipment/spool/gate.js';
import type { Content } from '../../src/plant/equipment/spool/record.js';
import { SpoolLog } from '../../src/platform/spool/index.js';

const root = mkdtempSync(join(tmpdir(), 'ballroom-gate-'));
afterAll(() => rmSync(root, { recursive: true }));

export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(2);
}

const value = (number: number): RawValue => ({
  ...{ tag: 'temperature', value: number, status: 0 },
  ...{ sourceTime: BigInt(number), serverTime: null, origin: 'live' },
});
const numbersIn = ({ values }: Pick<Content, 'values'>): number[] => values.map((one) => Number(one.value));
export const change = (at: number): ActivityChange => ({ activity: 'Execute', at: new Date(at).toISOString() });

let places = 0;

/** One unit, and a database that does what it is told. */
export class Rig {
  readonly stored: number[] = [];
  /** causes, by the number before which something is missing */
  readonly gaps: [number, string][] = [];
  /** rows that the readings take of a unit while others of it wait */
  limit = Infinity;
  private waiting = 0;
  readonly cursors: object[] = [];
  readonly observed: ActivityChange[] = [];
  /** by number: what the connector was told, in its order */
  readonly answers: [number, 'ack' | 'retry' | SpoolFault | 'lease-lost'][] = [];
  /** by number: whether it came to the readings under a lease */
  readonly leased: [number, boolean][] = [];
  readonly turns: boolean[] = [];
  readonly unanswered: (Content & Pick<ConnectorMessage, 'lease' | 'ack' | 'retry'>)[] = [];
  database: 'there' | 'away' | 'silent' | 'fenced' = 'there';
  /** as over Sparkplug: nobody but us has what it says */
  isOnlyCopy = false;
  isReachable = true;
  isUrgent = true;
  room = Infinity;
  now = 0;
  gate!: Gate;

  constructor(readonly directory = join(root, String(places++))) {}

  static async start(): Promise<Rig> {
    const rig = new Rig();
    await rig.start();
    return rig;
  }

  /** As after a crash: what was in memory is gone. */
  async start(): Promise<void> {
    await (this.gate as Gate | undefined)?.close();
    const log = await SpoolLog.open(this.directory);
    this.gate = new Gate(log, {
      forward: (message) => {
        if (this.waiting > 0 && this.waiting + message.values.length > this.limit) {
          message.retry();
          return true;
        }
        this.waiting += message.values.length;
        if (this.database === 'silent') this.unanswered.push(message);
        else setImmediate(() => this.answer(message));
        return true;
      },
      saveCursor: async (_, cursor) => {
        if (this.database !== 'there') throw new Error('away');
        this.cursors.push(cursor);
      },
      observed: async (changes) => {
        if (this.database !== 'there' || !this.isReachable) throw new Error('away');
        this.observed.push(...changes);
      },
      hasRoom: (bytes) => log.bytes + bytes <= this.room,
      turned: (isSpooling) => this.turns.push(isSpooling),
      now: () => this.now,
    });
  }

  send(...numbers: number[]): void {
    for (const number of numbers) this.say([number]);
  }

  /** In one message, answered by its first number. */
  say(numbers: readonly number[]): void {
    const number = numbers[0]!;
    this.gate.deliver({
      ...{ unit: 'u', connection: 'c', values: numbers.map(value), receivedAt: '2026-11-22T12:00:00.000Z' },
      urgent: () => this.isUrgent,
      ...(this.isOnlyCopy && { isOnlyCopy: true as const }),
      lease: { name: 'unit/u', epoch: '1' },
      ack: () => this.answers.push([number, 'ack']),
      retry: (cause) => this.answers.push([number, cause ?? 'retry']),
    });
  }

  async told(count: number): Promise<[number, string][]> {
    await until(() => this.answers.length >= count);
    return this.answers.splice(0);
  }

  answer(message: Content & Pick<ConnectorMessage, 'lease' | 'ack' | 'retry'>): void {
    this.waiting -= message.values.length;
    // another server has the lease: what comes under it is refused, what is of nobody's is not
    if (this.database === 'fenced' && message.lease !== undefined) return message.retry('lease-lost');
    if (this.database === 'away') return message.retry();
    this.leased.push([numbersIn(message)[0]!, message.lease !== undefined]);
    if (message.gap) this.gaps.push([numbersIn(message)[0]!, message.gap.cause]);
    for (const number of numbersIn(message))
      if (number > (this.stored.at(-1) ?? 0) || !this.stored.includes(number)) this.stored.push(number);
    message.ack();
  }
}
