import { Inject, Injectable } from '@nestjs/common';
import type { Instant } from '../../kernel/ids.js';
import { Refusal } from '../../kernel/refusal.js';
import { Database, SYSTEM_SCOPE, type Tx } from '../../platform/database/index.js';
import type { Actor } from '../../trust/ledger/index.js';
import { batchesAtWork, databaseNow } from './batch.store.js';
import { type ClockJump, clockJump, type ClockLook, noteClockJump } from './domain/index.js';
import { WriteBatch } from './write-batch.service.js';

/** Milliseconds on a clock that nobody sets. */
export type SteadyClock = () => number;
export const STEADY_CLOCK = Symbol('STEADY_CLOCK');

const CLOCK: Actor = { system: 'clock', role: 'system' };
/** A look that took longer says too little of when it was. */
const LONGEST_LOOK_MS = 1_000;

/** Draft 12: whether the clock that facts are timed by was set, found against one that nobody sets, and put on record in every batch at work. */
@Injectable()
export class WatchClock {
  private before: ClockLook | null = null;
  private jumps: ClockJump[] = [];

  constructor(
    private readonly database: Database,
    private readonly batches: WriteBatch,
    @Inject(STEADY_CLOCK) private readonly steady: SteadyClock,
  ) {}

  /**
   * Before anything is timed by it. What could not be put on record is tried again with the next look; of several servers one
   * puts it there (`notes`), and each keeps what people do away from the time until then.
   */
  async look(tx: Tx, notes = true): Promise<void> {
    const from = this.steady();
    const clock = await databaseNow(tx);
    const steady = this.steady();
    if (steady - from > LONGEST_LOOK_MS) return;
    const jump = this.before && clockJump(this.before, { steady, clock });
    this.before = { steady, clock };
    if (!notes) this.jumps = [];
    if (jump !== null) this.jumps.push(jump);
    if (!notes) return;
    for (const one of [...this.jumps]) {
      for (const batch of await batchesAtWork(tx))
        await this.database.write(SYSTEM_SCOPE, (own) =>
          this.batches.changeIfAny(own, batch, CLOCK, (draft) => noteClockJump(draft, one)),
        );
      this.jumps = this.jumps.filter((other) => other !== one);
    }
  }

  /** Refuses with `clock.set` what would be timed by a clock that was set ahead, before that is on record. */
  refuseAhead(now: Instant): void {
    const since = this.before && clockJump(this.before, { steady: this.steady(), clock: now });
    const ahead = [...this.jumps, since].find((jump) => jump !== null && jump.ms > 0);
    if (ahead) throw new Refusal('conflict', 'clock.set', { ...ahead });
  }
}
