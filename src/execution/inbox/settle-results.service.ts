import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Uuid } from '../../kernel/ids.js';
import { Database, SYSTEM_SCOPE, type Tx } from '../../platform/database/index.js';
import { type Held, LeasedRounds, Leases } from '../../platform/leases/index.js';
import { type Actor, Ledger } from '../../trust/ledger/index.js';
import { AwaitedResults } from '../batches/index.js';
import { type InboxFileRow, type InboxResultRow, offered, settleResult, Untried } from './domain/index.js';
import { batchesUnclaimed, findFile, headsOf, hold, storedInbox, unclaimedOf } from './inbox.store.js';

/** Entries are the server's own act; who gave the file stands with the file. */
const INBOX: Actor = { system: 'inbox', role: 'system' };
const EVERY_MS = 1000;

/** Brings results to the steps that wait for them: as they come, and again once a step that did not wait does. */
@Injectable()
export class SettleResults implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('Inbox');
  private readonly rounds: LeasedRounds;
  private readonly untried = new Untried();

  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly awaited: AwaitedResults,
    private readonly leases: Leases,
  ) {
    this.rounds = new LeasedRounds(
      leases,
      'inbox',
      EVERY_MS,
      (lease) => this.look(lease),
      ({ message }) => this.log.warn(`not looked through, tried again: ${message}`),
    );
  }

  onApplicationBootstrap(): void {
    this.rounds.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.rounds.stop();
  }

  /** Results of one file, whose stream is locked; batches in the order of locks. */
  async offer(tx: Tx, file: InboxFileRow, results: InboxResultRow[]): Promise<void> {
    for (const result of results.toSorted((a, b) => (a.batch < b.batch ? -1 : 1))) {
      const outcome = await this.awaited.offer(tx, INBOX, result.batch, offered(file, result));
      if (outcome === 'not-yet') continue;
      const { step, conflict } = outcome;
      await this.ledger.change(tx, storedInbox, file.id, INBOX, () => settleResult(result.row, step, conflict));
    }
  }

  private async look(lease: Held): Promise<void> {
    const { waiting, heads } = await this.database.read(SYSTEM_SCOPE, async (tx) => {
      const batches = await batchesUnclaimed(tx);
      if (batches.length === 0) return { waiting: [], heads: new Map<Uuid, number>() };
      const inWhich = await this.awaited.inWhich(tx, batches);
      return { waiting: await unclaimedOf(tx, inWhich), heads: await headsOf(tx, inWhich) };
    });
    for (const result of this.untried.among(waiting, heads))
      if (await this.settle(result, lease)) this.untried.tried(result, heads.get(result.batch)!);
  }

  /** One that fails keeps no other from its step; whether it did not. */
  private async settle({ id, inboxFile, batch }: InboxResultRow, lease: Held): Promise<boolean> {
    try {
      await this.database.write(SYSTEM_SCOPE, async (tx) => {
        this.leases.fence(tx, lease);
        const file = await this.held(tx, inboxFile);
        const open = (await unclaimedOf(tx, [batch])).filter((one) => one.id === id);
        await this.offer(tx, file, open);
      });
      return true;
    } catch (error) {
      this.log.warn(`result ${id} not brought to its step, tried again: ${(error as Error).message}`);
      return false;
    }
  }

  /** Others take files meanwhile: one at a time has a file. */
  private async held(tx: Tx, id: Uuid): Promise<InboxFileRow> {
    const file = (await findFile(tx, id))!;
    await hold(tx, 'file', file.file);
    return file;
  }
}
