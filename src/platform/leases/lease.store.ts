import pg from 'pg';
import type { Uuid } from '../../kernel/ids.js';
import { KEEP_ALIVE, type Tx } from '../database/index.js';

/** How long a server may be silent before others take over what it holds, in ms. */
export const EXPIRY = 7000;

/** A server that has not seen for so long what is to be done leaves it to those that have, in ms. */
export const BLIND = 15_000;

/** Longer than that no statement of these is waited for, in ms. */
const PATIENCE = 2000;

/** Goes with the next statement, or the commit, and fails where the lease has moved or run out. */
export const fence = (tx: Tx, name: string, epoch: string): void => tx.later(`select fence($1, $2)`, [name, epoch]);

export interface LeaseRow {
  name: string;
  epoch: string;
  holder: Uuid | null;
  /** whether the holder is alive */
  alive: boolean;
}

/**
 * Leases on a connection of their own, so that renewing waits for nobody. Each statement is a transaction: nothing is held while
 * this server rests. Fails where the database is away; the next call connects anew.
 */
export class LeaseStore {
  private client: Promise<pg.Client> | null = null;
  /** the last statement that was asked for: each waits for the one before */
  private last: Promise<unknown> = Promise.resolve();
  private closed = false;

  constructor(
    private readonly url: string,
    private readonly id: Uuid,
  ) {}

  /**
   * This server is there. An earlier one of its name is not any more: what that held is free at once. `again`: it was thought gone,
   * and stays so while another goes by its name: false.
   */
  async join(name: string, again: boolean): Promise<boolean> {
    const rows = await this.query(
      `with free as (
         select where not ($4 and exists (select from instance
                                           where name = $2 and id <> $1 and not replaced and expires_at > clock_timestamp()))),
       earlier as (
         update instance set replaced = true, expires_at = least(expires_at, clock_timestamp())
          where name = $2 and id <> $1 and exists (select from free)),
       old as (delete from instance where expires_at < clock_timestamp() - interval '1 day' and id <> $1 and name <> $2)
       insert into instance (id, name, expires_at) select $1, $2, clock_timestamp() + $3 * interval '1 ms' from free
           on conflict (id) do update set replaced = false, expires_at = excluded.expires_at
       returning id`,
      [this.id, name, EXPIRY, again],
    );
    return rows.length > 0;
  }

  /** `looked`: it has seen meanwhile what is to be done. False where another server goes by this one's name by now, or it was gone too long. */
  async renew(looked: boolean): Promise<boolean> {
    const rows = await this.query(
      `update instance set expires_at = clock_timestamp() + $2 * interval '1 ms',
                           looked_at = case when $3 then clock_timestamp() else looked_at end
        where id = $1 and not replaced returning id`,
      [this.id, EXPIRY, looked],
    );
    return rows.length > 0;
  }

  leases(): Promise<LeaseRow[]> {
    return this.query(
      `select l.name, l.epoch, l.holder, i.id is not null as alive
         from lease l left join instance i on i.id = l.holder and i.expires_at > clock_timestamp()`,
    );
  }

  /** How many other servers are alive and see what is to be done. */
  async others(): Promise<number> {
    const [row] = await this.query<{ count: number }>(
      `select count(*)::int as count from instance
        where id <> $1 and expires_at > clock_timestamp() and looked_at > clock_timestamp() - $2 * interval '1 ms'`,
      [this.id, BLIND],
    );
    return row!.count;
  }

  /**
   * Takes those of these that are free, each at a new epoch; the ones that it got. One under which something is being written
   * is passed over: its transaction ends first.
   */
  async take(names: string[]): Promise<{ name: string; epoch: string }[]> {
    await this.query(`insert into lease (name) select unnest($1::text[]) on conflict do nothing`, [names]);
    return this.query(
      `with free as (
         select name from lease l
          where name = any ($2)
            and not exists (select from instance where id = l.holder and expires_at > clock_timestamp())
            and exists (select from instance where id = $1 and expires_at > clock_timestamp())
          order by name for update skip locked)
       update lease set holder = $1, epoch = epoch + 1, taken_at = clock_timestamp()
         from free where lease.name = free.name returning lease.name, epoch`,
      [this.id, names],
    );
  }

  async give(names: string[]): Promise<void> {
    await this.query(`update lease set holder = null where holder = $1 and name = any ($2)`, [this.id, names]);
  }

  /** This server ends: all that it held is free at once. */
  async leave(): Promise<void> {
    await this.query(`update lease set holder = null where holder = $1`, [this.id]);
    await this.query(`delete from instance where id = $1`, [this.id]);
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.last;
    await this.drop();
  }

  private query<Row extends object>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    const rows = this.last.then(() => this.ask<Row>(sql, parameters));
    this.last = rows.catch(() => undefined);
    return rows;
  }

  private async ask<Row extends object>(sql: string, parameters: unknown[]): Promise<Row[]> {
    if (this.closed) throw new Error('the leases are closed');
    try {
      return (await (await (this.client ??= this.connect())).query<Row>(sql, parameters)).rows;
    } catch (error) {
      await this.drop();
      throw error;
    }
  }

  private async connect(): Promise<pg.Client> {
    const client = new pg.Client({
      ...{ connectionString: this.url, application_name: 'ballroom leases', ...KEEP_ALIVE },
      ...{ connectionTimeoutMillis: PATIENCE, query_timeout: PATIENCE },
    });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }

  private async drop(): Promise<void> {
    const client = this.client;
    this.client = null;
    const ended = client?.then((one) => one.end()).catch(() => undefined);
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, PATIENCE).unref())]);
  }
}
