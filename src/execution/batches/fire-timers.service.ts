import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Uuid } from '../../kernel/ids.js';
import { Rounds } from '../../platform/clock/index.js';
import { Database, SYSTEM_SCOPE } from '../../platform/database/index.js';
import type { Actor } from '../../trust/ledger/index.js';
import { batchesWithDueTimers, takeTimerLease } from './batch.store.js';
import { fireTimers } from './domain/index.js';
import { WatchClock } from './watch-clock.service.js';
import { WriteBatch } from './write-batch.service.js';

const TIMERS: Actor = { system: 'timers', role: 'system' };
const POLL_MS = 250;

/** The one scheduler: whoever holds the lease fires what is due, a wait that has elapsed or a hold time that lapses. */
@Injectable()
export class FireTimers implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('Timers');
  private readonly rounds = new Rounds(
    POLL_MS,
    () => this.poll(),
    ({ message }) => this.log.warn(`not fired, tried again: ${message}`),
  );

  constructor(
    private readonly database: Database,
    private readonly batches: WriteBatch,
    private readonly clock: WatchClock,
  ) {}

  onApplicationBootstrap(): void {
    this.rounds.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.rounds.stop();
  }

  /** The lease lasts as long as its transaction, so that what is due is fired under it. */
  private poll(): Promise<void> {
    return this.database.read(SYSTEM_SCOPE, async (tx) => {
      if (!(await takeTimerLease(tx))) return this.clock.look(tx, false);
      await this.clock.look(tx);
      for (const batch of await batchesWithDueTimers(tx)) await this.fire(batch);
    });
  }

  private async fire(batch: Uuid): Promise<void> {
    try {
      await this.database.write(SYSTEM_SCOPE, (tx) => this.batches.changeIfAny(tx, batch, TIMERS, fireTimers));
    } catch (error) {
      // one batch keeps no other's timers waiting
      this.log.warn(`timers of batch ${batch} not fired, tried again: ${(error as Error).message}`);
    }
  }
}
