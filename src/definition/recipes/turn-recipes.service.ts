import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Database, SYSTEM_SCOPE, type Tx } from '../../platform/database/index.js';
import { type Held, LeasedRounds, Leases } from '../../platform/leases/index.js';
import { type Actor, Ledger } from '../../trust/ledger/index.js';
import { decideTurn, turnsOf } from './domain/index.js';
import { codesToTurn, databaseNow, openEffects } from './effect.store.js';
import { holdCode, statesOfCode, storedRecipe } from './recipe.store.js';

const CALENDAR: Actor = { system: 'calendar', role: 'system' };
const POLL_MS = 1000;

/**
 * Puts on record what a date has brought: a version that was released for it took effect, the one before it is superseded.
 * What batches are made from follows the dates themselves, not this.
 */
@Injectable()
export class TurnRecipes implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('Recipes');
  private readonly rounds: LeasedRounds;

  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly leases: Leases,
  ) {
    this.rounds = new LeasedRounds(
      leases,
      'calendar',
      POLL_MS,
      (lease) => this.poll(lease),
      ({ message }) => this.log.warn(`not turned, tried again: ${message}`),
    );
  }

  onApplicationBootstrap(): void {
    this.rounds.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.rounds.stop();
  }

  /** Every version of a code as the dates have it now; each in its own stream. */
  async turn(tx: Tx, code: string, by: Actor): Promise<void> {
    await holdCode(tx, code);
    const now = await databaseNow(tx);
    const states = await statesOfCode(tx, code);
    for (const turn of turnsOf(await openEffects(tx, code), now))
      if (turn.ended.length > 0 || states.get(turn.version) === 'approved')
        await this.ledger.change(tx, storedRecipe, turn.version, by, (state) => decideTurn(state, turn));
  }

  private async poll(lease: Held): Promise<void> {
    for (const code of await this.database.read(SYSTEM_SCOPE, codesToTurn))
      await this.database.write(SYSTEM_SCOPE, (tx) => {
        this.leases.fence(tx, lease);
        return this.turn(tx, code, CALENDAR);
      });
  }
}
