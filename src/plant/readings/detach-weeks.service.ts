import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { systemNow } from '../../platform/clock/index.js';
import { Database, SYSTEM_SCOPE, type Tx } from '../../platform/database/index.js';
import { LeasedRounds, Leases } from '../../platform/leases/index.js';
import { type Actor, Ledger } from '../../trust/ledger/index.js';
import { before, decideDetach, isOver, type Kept, neededBy, RETENTION, type Week } from './domain/index.js';
import { ReadingNeeds } from './know-needs.service.js';
import { attachedWeeks, detachPartition, isUnsealed, retentionPolicy, storedRetention } from './partition.store.js';

const HOURLY = 3_600_000;
const RETAINING: Actor = { system: 'retention', role: 'system' };

/** A week that is there, and what keeps it: nothing (null) where it is about to be detached. */
export interface KeptWeek extends Week {
  kept: Kept | null;
  /** batches that need it, by id; not looked up where the policy keeps it anyway */
  batches: string[];
}

/** Takes weeks out of the table of readings once the policy lets them go and no batch needs them. */
@Injectable()
export class DetachWeeks implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('Retention');
  private readonly rounds: LeasedRounds;

  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly leases: Leases,
    private readonly needs: ReadingNeeds,
  ) {
    this.rounds = new LeasedRounds(
      leases,
      'retention',
      HOURLY,
      (lease) => this.detachAll((tx) => this.leases.fence(tx, lease)),
      ({ message }) => this.log.warn(`not detached, tried again in an hour: ${message}`),
    );
  }

  onApplicationBootstrap(): void {
    this.rounds.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.rounds.stop();
  }

  /** Each week that is there, the first one first, and why. By the server's own right: batches of every sponsor count. */
  weeks(): Promise<KeptWeek[]> {
    return this.database.read(SYSTEM_SCOPE, async (tx) => this.judged(tx, await attachedWeeks(tx)));
  }

  /** One transaction a week: what is looked up in it holds until it is gone. */
  async detachAll(fence: (tx: Tx) => void): Promise<void> {
    for (const week of await this.weeks()) {
      if (week.kept !== null) continue;
      const done = await this.database.write(SYSTEM_SCOPE, (tx) => {
        fence(tx);
        return this.detach(tx, week);
      });
      if (done) this.log.log(`${week.name} detached`);
    }
  }

  private async detach(tx: Tx, week: Week): Promise<boolean> {
    const [is] = await this.judged(tx, [week]);
    if (is!.kept !== null) return false;
    await this.ledger.change(tx, storedRetention, RETENTION, RETAINING, () => decideDetach(week));
    await detachPartition(tx, week);
    return true;
  }

  private async judged(tx: Tx, weeks: Week[]): Promise<KeptWeek[]> {
    const [policy, now] = [await retentionPolicy(tx), systemNow()];
    const over = weeks.filter((week) => isOver(week, policy, now));
    const needs = over.length === 0 ? [] : await this.needs.all(tx, before(now, policy.afterBatch));
    const needed = neededBy(over, needs ?? []);
    const judged = new Map<Week, KeptWeek>();
    for (const [index, week] of over.entries()) {
      const batches = needed[index]!;
      // nobody has said that they would tell: that no batch needs it is not known
      const isNeeded = needs === null || batches.length > 0;
      judged.set(week, {
        ...week,
        batches,
        kept: isNeeded ? 'needed' : (await isUnsealed(tx, week)) ? 'unsealed' : null,
      });
    }
    const young = policy.keep === null ? 'no-policy' : 'young';
    return weeks.map((week) => judged.get(week) ?? { ...week, batches: [], kept: young });
  }
}
