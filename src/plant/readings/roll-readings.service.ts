import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Rounds } from '../../platform/clock/index.js';
import { Database, SYSTEM_SCOPE } from '../../platform/database/index.js';
import { rollArrivals, takeRollLease, unitsToRoll } from './trend.store.js';

const INTERVAL = 10_000;
/** Arrivals of one transaction. */
const MOST = 50_000;

/** Keeps the rollups of all tags up to date: whichever server holds the lease rolls up what has arrived, late or not. */
@Injectable()
export class RollReadings implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('Trends');
  private readonly rounds = new Rounds(
    INTERVAL,
    () => this.rollAll(),
    ({ message }) => this.log.warn(`not rolled up, tried again: ${message}`),
  );
  private stopped = false;

  constructor(private readonly database: Database) {}

  onApplicationBootstrap(): void {
    this.rounds.start();
  }

  onModuleDestroy(): Promise<void> {
    this.stopped = true;
    return this.rounds.stop();
  }

  /** All that has arrived by now, unless another holds the lease, which lasts as long as its transaction. */
  rollAll(): Promise<void> {
    return this.database.read(SYSTEM_SCOPE, async (tx) => {
      if (!(await takeRollLease(tx))) return;
      for (const unit of await unitsToRoll(tx)) await this.roll(unit);
    });
  }

  private async roll(unit: string): Promise<void> {
    const next = (): Promise<boolean> => this.database.write(SYSTEM_SCOPE, (tx) => rollArrivals(tx, unit, MOST));
    try {
      while (!this.stopped && (await next()));
    } catch (error) {
      // one unit keeps no other's trends waiting
      this.log.warn(`unit ${unit}: not rolled up, tried again: ${(error as Error).message}`);
    }
  }
}
