import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Uuid } from '../../kernel/ids.js';
import { Rounds } from '../../platform/clock/index.js';
import { Database, SYSTEM_SCOPE } from '../../platform/database/index.js';
import { type Held, Leases } from '../../platform/leases/index.js';
import type { Actor } from '../../trust/ledger/index.js';
import { batchesWithDueTimers } from './batch.store.js';
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

  private lease = '';

  constructor(
    private readonly database: Database,
    private readonly batches: WriteBatch,
    private readonly clock: WatchClock,
    private readonly leases: Leases,
  ) {}

  onApplicationBootstrap(): void {
    this.lease = this.leases.job('timers');
    this.rounds.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.rounds.stop();
  }

  private async poll(): Promise<void> {
    const lease = this.leases.held(this.lease);
    const due = await this.database.read(SYSTEM_SCOPE, async (tx) => {
      await this.clock.look(tx, lease !== null);
      return lease === null ? [] : batchesWithDueTimers(tx);
    });
    for (const batch of due) await this.fire(batch, lease!);
  }

  private async fire(batch: Uuid, lease: Held): Promise<void> {
    try {
      await this.database.write(SYSTEM_SCOPE, (tx) => {
        this.leases.fence(tx, lease);
        return this.batches.changeIfAny(tx, batch, TIMERS, fireTimers);
      });
    } catch (error) {
      // one batch keeps no other's timers waiting
      this.log.warn(`timers of batch ${batch} not fired, tried again: ${(error as Error).message}`);
    }
  }
}
