import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Database, SYSTEM_SCOPE, type Tx } from '../../platform/database/index.js';
import { type Held, LeasedRounds, Leases } from '../../platform/leases/index.js';
import {
  checksStated,
  removedStreams,
  sealedRanges,
  sealsWithRanges,
  statedStreams,
  storedFacts,
} from './check.store.js';
import { type Actor, type Fact, type LedgerFault, SealCheck, type StatedStream, StreamCheck } from './domain/index.js';
import { ENTERPRISE } from './ledger.store.js';
import { clock } from './seal.store.js';
import { Seals } from './seal-streams.service.js';
import { Ledger } from './write-facts.service.js';

/** A check a day, in ms; whether one is due is looked at each ten minutes. */
const DAY = 86_400_000;
const LOOK = 600_000;
/** rows read at once */
const STREAMS = 200;
const FACTS = 1000;
const SEALS = 50;
/** as many faults are told, all are counted */
const TOLD = 100;
/** no stream has more facts: the largest integer of the database */
const MOST = 2 ** 31 - 1;

const STREAM = 'site-security/enterprise';
const BY: Actor = { system: 'ledger-check', role: 'system' };

type Found = (faults: LedgerFault[]) => void;

/** What a check of the whole ledger came to. */
export interface LedgerVerdict {
  streams: number;
  facts: number;
  seals: number;
  /** how many faults there are, and the first hundred of them */
  faults: number;
  first: LedgerFault[];
}

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
  ) {
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
    const verdict: LedgerVerdict = { streams: 0, facts: 0, seals: 0, faults: 0, first: [] };
    const found = (faults: LedgerFault[]): void => {
      verdict.faults += faults.length;
      verdict.first.push(...faults.slice(0, TOLD - verdict.first.length));
    };
    const lastSeal = await this.checkSeals(verdict, found);
    await this.checkStreams(verdict, found, lastSeal);
    const type = verdict.faults === 0 ? 'ledger.checked' : 'ledger.broken';
    await this.database.write(SYSTEM_SCOPE, async (tx) => {
      if (lease !== undefined) this.leases.fence(tx, lease);
      await this.ledger.state(tx, STREAM, by, [{ type, values: { ...verdict } }], ENTERPRISE);
    });
    if (verdict.faults > 0) this.log.error(`the ledger is not as it was written: ${JSON.stringify(verdict.first)}`);
    return verdict;
  }

  /** `seal`: a later one may cover facts that came after a head was read. */
  private async checkStreams(verdict: LedgerVerdict, found: Found, seal: number): Promise<void> {
    const removed = await this.read((tx) => removedStreams(tx));
    found(removed.map(({ stream }) => ({ where: stream, entry: 1, code: 'fact.missing' })));
    const page = (after: string) => this.read((tx) => statedStreams(tx, after, STREAMS));
    for (let some = await page(''); some.length > 0; some = await page(some.at(-1)!.stream))
      for (const stated of some) {
        verdict.streams += 1;
        verdict.facts += await this.checkStream(stated, found, seal);
      }
  }

  private async checkStream(stated: StatedStream, found: Found, seal: number): Promise<number> {
    const { stream, seq } = stated;
    const check = new StreamCheck(stated);
    const page = (from: number) =>
      this.read(async (tx) => {
        const facts = await storedFacts(tx, stream, from, seq, FACTS);
        // of the last page also those that begin beyond the head, whose facts are gone
        const to = facts.length < FACTS ? MOST : facts.at(-1)!.seq;
        check.sealed(await sealedRanges(tx, stream, [from, to], seal, FACTS));
        return facts;
      });
    let count = 0;
    for (let from = 1, isLast = false; !isLast;) {
      const facts = await page(from);
      for (const fact of facts) found(check.take(fact));
      count += facts.length;
      isLast = facts.length < FACTS;
      from = (facts.at(-1)?.seq ?? 0) + 1;
    }
    found(check.end());
    return count;
  }

  /** Returns the number of the last one. */
  private async checkSeals(verdict: LedgerVerdict, found: Found): Promise<number> {
    const check = new SealCheck((seal) => this.seals.isSigned(seal));
    const published = this.seals.published();
    let last = 0;
    try {
      // a line is read before the seals from there on: a seal is committed before it is published
      let line = await published.next();
      const page = (from: number) => this.read((tx) => sealsWithRanges(tx, from, SEALS));
      for (let seals = await page(1); seals.length > 0; seals = await page(seals.at(-1)!.seal.number + 1)) {
        for (const { seal, ranges } of seals) {
          while (line.done !== true && line.value.number < seal.number) line = await published.next();
          found(check.take(seal, ranges, line.done === true || line.value.number > seal.number ? null : line.value));
        }
        verdict.seals += seals.length;
        last = seals.at(-1)!.seal.number;
        while (line.done !== true && line.value.number <= last) line = await published.next();
      }
      if (line.done !== true) found(check.end(line.value.number));
      return last;
    } finally {
      await published.return(undefined);
    }
  }

  private read<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    if (this.stopped) return Promise.reject(new Error('the server ends'));
    return this.database.read(SYSTEM_SCOPE, work);
  }
}
