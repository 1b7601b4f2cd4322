import { hostname } from 'node:os';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import type { Instant } from '../../kernel/ids.js';
import { newId, Rounds, steadyNow, systemNow } from '../clock/index.js';
import { CONFIG, type Config } from '../config/index.js';
import { Database, type Tx } from '../database/index.js';
import { BLIND, EXPIRY, fence, type LeaseRow, LeaseStore } from './lease.store.js';
import { share } from './share.js';

/** In ms: between renewals, between looks at what is to take or to give, and before its end from when on a lease is not used. */
const RENEWAL = 1000;
const LOOK = 1000;
const MARGIN = 1500;

/** After an absence of its own a server lets the others say that they are there before it takes what they held, in ms. */
const COURTESY = 3000;

/** A lease while this server holds it. Its epoch is the fencing token: each holder has a higher one. */
export interface Held {
  name: string;
  epoch: string;
  /** by this machine's clock */
  since: Instant;
}

/** Who works under a family of leases. */
export interface LeaseHolder {
  /** What some server should hold now, most needed first. */
  names(): Promise<string[]>;
  taken(lease: Held): void;
  /** Another server holds it by now, or may. */
  lost(name: string): void;
  /** It is to be another server's; resolves when nothing is done under it any more. */
  leave(name: string): Promise<void>;
}

/**
 * Which of several servers on one database does what: each server is alive while it renews, each lease is one server's while
 * that is alive. What is written under a lease is fenced in its transaction; what is told to a device is told only while `held`.
 */
@Injectable()
export class Leases implements OnApplicationBootstrap, OnModuleDestroy, BeforeApplicationShutdown {
  private readonly log = new Logger('Leases');
  readonly id = newId();
  private readonly name: string;
  private readonly store: LeaseStore;
  private readonly mine = new Map<string, Held>();
  private readonly leaving = new Set<string>();
  private others = new Set<string>();
  private readonly jobs = new Set<string>();
  private readonly holders: LeaseHolder[] = [];
  /** by lease; of jobs none */
  private readonly owners = new Map<string, LeaseHolder>();
  private readonly renewals = new Rounds(
    RENEWAL,
    () => this.renew(),
    ({ message }) => this.log.warn(`not renewed: ${message}`),
  );
  private readonly looks = new Rounds(
    LOOK,
    () => this.look(),
    ({ message }) => this.log.warn(`not looked at: ${message}`),
  );
  private state: 'outside' | 'joined' | 'replaced' | 'closing' = 'outside';
  private usableUntil = 0;
  private lookedAt = 0;
  private hasLooked = false;
  private wasUsable = false;
  private politeUntil = 0;

  constructor(@Inject(CONFIG) { instance, port }: Pick<Config, 'instance' | 'port'>, database: Database) {
    this.name = instance ?? `${hostname()}:${port === 0 ? this.id : port}`;
    this.store = new LeaseStore((database.source.options as { url: string }).url, this.id);
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.renew().catch(({ message }: Error) => this.log.warn(`not there yet: ${message}`));
    this.renewals.start();
    this.looks.start();
    this.looks.now();
  }

  /** Takes nothing more; what is held stays so until all has ended. */
  async onModuleDestroy(): Promise<void> {
    this.state = 'closing';
    await this.looks.stop();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.renewals.stop();
    this.usableUntil = 0;
    await this.store.leave().catch(() => undefined);
    await this.store.close();
  }

  /** The lease while this server may act under it; null where it does not hold it, or cannot know. */
  held(name: string): Held | null {
    return steadyNow() < this.usableUntil ? (this.mine.get(name) ?? null) : null;
  }

  /** Whether another server that is alive held it when it was last looked. */
  isOthers(name: string): boolean {
    return this.others.has(name);
  }

  /** The transaction fails, also at its commit, where the lease has moved; it moves only after a transaction that did not. */
  fence(tx: Tx, { name, epoch }: Pick<Held, 'name' | 'epoch'>): void {
    fence(tx, name, epoch);
  }

  /** From now on this work is done by one server at a time, under the lease `job/<name>`. */
  job(name: string): string {
    const lease = `job/${name}`;
    this.jobs.add(lease);
    this.looks.now();
    return lease;
  }

  /** From now on this server takes its share of what the holder names. */
  join(holder: LeaseHolder): void {
    this.holders.push(holder);
    this.looks.now();
  }

  /** Something may be there to take: at once, not with the next look. */
  wake(): void {
    this.looks.now();
  }

  private async renew(): Promise<void> {
    const from = steadyNow();
    try {
      if (this.state === 'outside' || this.state === 'replaced') {
        if (!(await this.store.join(this.name, this.state === 'replaced'))) return;
        [this.state, this.lookedAt] = ['joined', from];
      } else if (!(await this.store.renew(this.hasLooked))) return this.replaced();
      this.hasLooked = false;
      if (from >= this.usableUntil) {
        // what has moved meanwhile is not used for a moment
        await this.compare();
        this.politeUntil = this.usableUntil === 0 ? 0 : steadyNow() + COURTESY;
      }
      this.usableUntil = from + EXPIRY - MARGIN;
      if (from - this.lookedAt > BLIND) await this.leaveToOthers();
    } finally {
      this.noteUsable();
    }
  }

  private noteUsable(): void {
    const is = steadyNow() < this.usableUntil;
    if (is === this.wasUsable) return;
    this.wasUsable = is;
    if (!is) this.log.warn('what is held here is not used until the database is reached again');
  }

  private replaced(): void {
    this.state = 'replaced';
    this.usableUntil = 0;
    this.log.error(`another server goes by the name ${this.name}, or did: this one holds nothing while that is there`);
    for (const name of [...this.mine.keys()]) this.lose(name);
  }

  /** It is alive, and does not see what is to be done: those who see shall do it. */
  private async leaveToOthers(): Promise<void> {
    if (this.mine.size === 0 || (await this.store.others()) === 0) return;
    this.log.error('what is to be done has not been seen for too long: what is held here is left to other servers');
    for (const name of [...this.mine.keys()]) void this.give(name);
  }

  /** What is no longer this server's is lost; returns all leases. */
  private async compare() {
    const rows = await this.store.leases();
    const byName = new Map(rows.map((row) => [row.name, row]));
    this.others = new Set(rows.flatMap(({ name, holder, alive }) => (alive && holder !== this.id ? [name] : [])));
    for (const [name, { epoch }] of [...this.mine]) {
      const row = byName.get(name);
      if (row?.holder !== this.id || row.epoch !== epoch) this.lose(name);
    }
    return byName;
  }

  private async look(): Promise<void> {
    if (this.state !== 'joined' || steadyNow() >= this.usableUntil) return;
    const leases = await this.compare();
    const wanted = [...this.jobs];
    for (const holder of this.holders)
      for (const name of await holder.names()) {
        wanted.push(name);
        this.owners.set(name, holder);
      }
    const standing = (name: string) => {
      if (this.mine.has(name)) return 'mine';
      const row = leases.get(name);
      if (row?.alive === true) return 'others';
      const isAbsent = row !== undefined && row.holder !== null;
      return isAbsent && steadyNow() < this.politeUntil ? 'others' : 'free';
    };
    const mine = [...this.mine.keys()].filter((name) => !this.leaving.has(name));
    const isForgotten = ({ name, holder }: LeaseRow) =>
      holder === this.id && !this.mine.has(name) && !this.leaving.has(name);
    const forgotten = [...leases.values()].filter(isForgotten).map(({ name }) => name);
    // of a take or a give whose answer was lost
    if (forgotten.length > 0) await this.store.give(forgotten);
    const { take, give } = share({ wanted, standing, mine, servers: 1 + (await this.store.others()) });
    [this.lookedAt, this.hasLooked] = [steadyNow(), true];
    if (this.state !== 'joined') return;
    for (const name of give) void this.give(name);
    if (take.length > 0) await this.take(take);
  }

  private async take(names: string[]): Promise<void> {
    const taken = new Map((await this.store.take(names)).map((row) => [row.name, row.epoch]));
    for (const name of names) {
      const epoch = taken.get(name);
      if (epoch === undefined || this.state !== 'joined') continue;
      const lease = { name, epoch, since: systemNow() };
      this.mine.set(name, lease);
      this.owners.get(name)?.taken(lease);
    }
  }

  private async give(name: string): Promise<void> {
    if (this.leaving.has(name)) return;
    this.leaving.add(name);
    try {
      await this.owners.get(name)?.leave(name);
      this.mine.delete(name);
      await this.store.give([name]);
    } catch (error) {
      this.log.warn(`${name} is not given up: ${(error as Error).message}`);
    } finally {
      this.leaving.delete(name);
    }
  }

  private lose(name: string): void {
    this.mine.delete(name);
    this.log.warn(`${name} is another server's now`);
    this.owners.get(name)?.lost(name);
  }
}
