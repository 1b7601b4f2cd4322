import pg from 'pg';
import { KEEP_ALIVE } from '../database/index.js';

const CHANNEL = 'ballroom';
const RETRY = 1000;

/** Longer than that neither a connection nor an answer is waited for, in ms. */
const PATIENCE = 10_000;

/** One connection that listens for what any server of this database wrote, and says so of this one. Reconnects by itself. */
export class Notifications {
  private client?: pg.Client;
  private timer?: NodeJS.Timeout;
  private closed = false;

  constructor(
    private readonly url: string,
    private readonly heard: () => void,
  ) {}

  /** Never fails: until there is a connection, it is tried each second. */
  async open(): Promise<void> {
    if (this.closed) return;
    const client = new pg.Client({
      ...{ connectionString: this.url, application_name: 'ballroom live', ...KEEP_ALIVE },
      ...{ connectionTimeoutMillis: PATIENCE, query_timeout: PATIENCE },
    });
    client.on('error', () => undefined);
    client.on('notification', this.heard);
    client.once('end', () => this.again());
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
      if (this.closed) return await client.end();
      this.client = client;
      this.heard();
    } catch {
      await client.end().catch(() => undefined);
      this.again();
    }
  }

  /** Wakes all listeners, this one too. Without a connection nobody is woken: readers also look each second. */
  async send(): Promise<void> {
    const { client } = this;
    // one that does not answer is ended, and another made
    await client?.query(`notify ${CHANNEL}`).catch(() => client.end().catch(() => undefined));
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.client?.end().catch(() => undefined);
  }

  private again(): void {
    this.client = undefined;
    if (!this.closed) this.timer ??= setTimeout(() => ((this.timer = undefined), void this.open()), RETRY).unref();
  }
}
