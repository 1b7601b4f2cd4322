import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Database, SYSTEM_SCOPE, type Tx } from '../../platform/database/index.js';
import { HealthWarnings } from '../../platform/http/index.js';
import { type Held, LeasedRounds, Leases } from '../../platform/leases/index.js';
import { checksStated } from './check.store.js';
import type { Actor, Fact } from './domain/index.js';
import { ENTERPRISE } from './ledger.store.js';
import { clock } from './seal.store.js';
import { Seals } from './seal-streams.service.js';
import { type LedgerVerdict, walkLedger } from './walk-ledger.service.js';
import { Ledger } from './write-facts.service.js';

/** A check a day, in ms; whether one is due is looked at each ten minutes. */
const DAY = 86_400_000;
const LOOK = 600_000;

const STREAM = 'site-security/enterprise';
const BY: Actor = { system: 'ledger-check', role: 'system' };

/**
 * Reads the whole ledger again, each day and on demand: facts against their hashes, chains and heads, ranges against what was
 * sealed of them, seals against their signatures and what was published outside the database. What comes of it is a fact on
 * the security stream, `ledger.checked`, or `ledger.broken` with the places of what is wrong (11.10(a), 11.10(e)).
 */
@Injectable()
export class CheckLedger implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('Ledger');
  private readonly rounds: LeasedRounds;
  private running: Promise<LedgerVerdict> | null = null;
  private stopped = false;

  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly seals: Seals,
    private readonly leases: Leases,
    warnings: HealthWarnings,
  ) {
    warnings.register(() => this.warnings());
    this.rounds = new LeasedRounds(
      leases,
      'ledger-check',
      LOOK,
      (lease) => this.checkIfDue(lease),
      ({ message }) => this.log.warn(`the ledger was not checked, tried again in ten minutes: ${message}`),
    );
  }

  onApplicationBootstrap(): void {
    this.rounds.start();
  }

  /** A check under way is given up: the next server makes it anew. */
  onModuleDestroy(): Promise<void> {
    this.stopped = true;
    return this.rounds.stop();
  }

  /** The last checks, the newest first. */
  async last(limit: number): Promise<{ at: string; verdict: LedgerVerdict }[]> {
    const rows = await this.read((tx) => checksStated(tx, STREAM, limit));
    return rows.map(({ text }) => {
      const { at, values } = JSON.parse(text) as Fact<string, LedgerVerdict>;
      return { at, verdict: values };
    });
  }

  /** What anybody may know: that somebody has to look, not where. */
  private async warnings(): Promise<string[]> {
    const [last] = await this.last(1);
    const isBroken = last !== undefined && last.verdict.faults > 0;
    return [...(isBroken ? ['ledger.broken'] : []), ...(this.seals.signing === null ? ['seal-key.missing'] : [])];
  }

  /** One check at a time on a server; who asks meanwhile has the answer of the one under way. */
  check(by: Actor = BY, lease?: Held): Promise<LedgerVerdict> {
    this.running ??= this.checked(by, lease).finally(() => (this.running = null));
    return this.running;
  }

  private async checkIfDue(lease: Held): Promise<void> {
    const [last] = await this.last(1);
    const now = await this.read(clock);
    if (last === undefined || Date.parse(now) - Date.parse(last.at) >= DAY) await this.check(BY, lease);
  }

  private async checked(by: Actor, lease?: Held): Promise<LedgerVerdict> {
    const verdict = await walkLedger({
      read: (work) => this.read(work),
      keys: await this.read((tx) => this.seals.keys(tx)),
      published: () => this.seals.published(),
    });
    const type = verdict.faults === 0 ? 'ledger.checked' : 'ledger.broken';
    await this.database.write(SYSTEM_SCOPE, async (tx) => {
      if (lease !== undefined) this.leases.fence(tx, lease);
      await this.ledger.state(tx, STREAM, by, [{ type, values: { ...verdict } }], ENTERPRISE);
    });
    if (verdict.faults > 0) this.log.error(`the ledger is not as it was written: ${JSON.stringify(verdict.first)}`);
    return verdict;
  }

  private read<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    if (this.stopped) return Promise.reject(new Error('the server ends'));
    return this.database.read(SYSTEM_SCOPE, work);
  }
}
