import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '../support/client.js';
import { until } from '../support/walk.js';

export interface Placed {
  key: string;
  code: string;
  /** 0 without an answer: the server was dead */
  status: number;
  type: string;
  body: unknown;
}

/** A person who places one order after the other, each under its own idempotency key, whatever is answered. */
export class PlacingOrders {
  readonly answers: Placed[] = [];
  private stopped = false;
  private readonly over: Promise<void>;

  /** `pause`: ms from an answer to the next order */
  constructor(
    private readonly supervisor: Client,
    private readonly pause: number,
  ) {
    this.over = this.run();
    // told by stop()
    this.over.catch(() => undefined);
  }

  of(status: number): Placed[] {
    return this.answers.filter((answer) => answer.status === status);
  }

  /** Waits for so many more answers of this status. */
  async more(status: number, count: number): Promise<void> {
    const before = this.of(status).length;
    await until(`${count} orders are answered ${status}`, () =>
      Promise.resolve(this.of(status).length >= before + count),
    );
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.over;
  }

  async place(key: string, code: string): Promise<Placed> {
    const order = { code, patient: `P-${code}`, coi: `COI-${code}`, product: 'CT19-A', site: 'demo' };
    const answer = await this.supervisor.send('POST', '/orders', order, { 'idempotency-key': key }).catch(() => null);
    if (answer === null) return { key, code, status: 0, type: '', body: null };
    const { status, headers, body } = answer;
    return { key, code, status, type: headers.get('content-type') ?? '', body };
  }

  /** Codes of the orders that are there. */
  async known(): Promise<string[]> {
    const orders = await this.supervisor.get<{ code: string }[]>('/orders');
    return orders.map(({ code }) => code).filter((code) => code.startsWith('KILL'));
  }

  private async run(): Promise<void> {
    for (let number = 1; !this.stopped; number++) {
      this.answers.push(await this.place(randomUUID(), `KILL${String(number).padStart(4, '0')}`));
      await sleep(this.pause);
    }
  }
}
