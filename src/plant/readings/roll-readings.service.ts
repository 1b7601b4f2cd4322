import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Database, SYSTEM_SCOPE } from '../../platform/database/index.js';
import { type Held, LeasedRounds, Leases } from '../../platform/leases/index.js';
import { rollArrivals, unitsToRoll } from './trend.store.js';

const INTERVAL = 10_000;
/** Arrivals of one transaction. */
const MOST = 50_000;

/** Keeps the rollups of all tags up to date: whichever server holds the lease rolls up what has arrived, late or not. */
@Injectable()
export class RollReadings implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('Trends');
  private readonly rounds: LeasedRounds;
  private stopped = false;

  constructor(
    private readonly database: Database,
    private readonly leases: Leases,
  ) {
    this.rounds = new LeasedRounds(
      leases,
      'rollups',
      INTERVAL,
      (lease) => this.rollAll(lease),
      ({ message }) => this.log.warn(`not rolled up, tried again: ${message}`),
    );
  }

  onApplicationBootstrap(): void {
    this.rounds.start();
  }

  onModuleDestroy(): Promise<void> {
    this.stopped = true;
    return this.rounds.stop();
  }

  /** All that has arrived by now; under a lease, or on demand. */
  async rollAll(lease?: Held): Promise<void> {
    for (const unit of await this.database.read(SYSTEM_SCOPE, unitsToRoll)) await this.roll(unit, lease);
  }

  private async roll(unit: string, lease?: Held): Promise<void> {
    const next = (): Promise<boolean> =>
      this.database.write(SYSTEM_SCOPE, (tx) => {
        if (lease !== undefined) this.leases.fence(tx, lease);
        return rollArrivals(tx, unit, MOST);
      });
    try {
      while (!this.stopped && (await next()));
    } catch (error) {
      // one unit keeps no other's trends waiting
      this.log.warn(`unit ${unit}: not rolled up, tried again: ${(error as Error).message}`);
    }
  }
}
