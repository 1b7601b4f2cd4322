import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Subscription } from 'rxjs';
import { Database, SYSTEM_SCOPE } from '../../platform/database/index.js';
import { Equipment } from '../../plant/equipment/index.js';
import { Readings } from '../../plant/readings/index.js';
import { FoldReadings } from './fold-readings.service.js';
import { batchesOnUnits } from './monitor.store.js';

const TICK_MS = 1_000;

/** Looks at the readings of each batch that is bound to a unit of this server's, when some were committed and each second: what came while the server was away too. */
@Injectable()
export class MonitorReadings implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('Monitors');
  private timer?: NodeJS.Timeout;
  private woken?: Subscription;
  private round: Promise<void> | null = null;
  /** units with new readings; `all` once a second, since silence has to be seen too */
  private readonly due = new Set<string>();

  constructor(
    private readonly database: Database,
    private readonly readings: Readings,
    private readonly folding: FoldReadings,
    private readonly equipment: Equipment,
  ) {}

  onApplicationBootstrap(): void {
    this.woken = this.readings.committed().subscribe(({ unit }) => this.wake(unit));
    this.timer = setInterval(() => this.wake('all'), TICK_MS);
    this.timer.unref();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    this.woken?.unsubscribe();
    this.due.clear();
    await this.round;
  }

  /** One round at a time; what becomes due meanwhile makes another after it. */
  private wake(unit: string): void {
    this.due.add(unit);
    this.round ??= this.look().finally(() => {
      this.round = null;
      const [next] = this.due;
      if (next !== undefined) this.wake(next);
    });
  }

  private async look(): Promise<void> {
    const due = new Set(this.due);
    this.due.clear();
    try {
      const bound = await this.database.read(SYSTEM_SCOPE, batchesOnUnits);
      for (const { batch, unit } of bound) {
        const isOurs = this.equipment.followedSince(unit) !== null;
        if (isOurs && (due.has('all') || due.has(unit))) await this.lookAt(batch, unit);
      }
    } catch (error) {
      this.log.warn(`not read, tried again in a second: ${(error as Error).message}`);
    }
  }

  private async lookAt(batch: string, unit: string): Promise<void> {
    try {
      while (await this.folding.fold(batch, unit));
    } catch (error) {
      this.log.error(`batch ${batch}: ${(error as Error).message}`, (error as Error).stack);
    }
  }
}
