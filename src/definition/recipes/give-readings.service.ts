import { Injectable } from '@nestjs/common';
import type { Uuid } from '../../kernel/ids.js';
import { Refusal } from '../../kernel/refusal.js';
import { Database } from '../../platform/database/index.js';
import { type CommandContext, Commands } from '../../platform/http/index.js';
import { actorOf } from '../../trust/ledger/index.js';
import { Qualifications } from '../../trust/qualifications/index.js';
import { readingsOf, type RecipeVersionRow } from './domain/index.js';
import { requireVersion } from './recipe.store.js';

const READ_IN: ReadonlySet<RecipeVersionRow['state']> = new Set(['approved', 'effective']);

/** What a version asks people to read is given to whoever is operator, and again to who became one since. */
@Injectable()
export class GiveReadings {
  constructor(
    private readonly database: Database,
    private readonly commands: Commands,
    private readonly qualifications: Qualifications,
  ) {}

  /** Refuses with `recipe.not-approved`; tells to how many it was given who did not have it. */
  give(command: CommandContext, id: Uuid): Promise<{ people: number }> {
    return this.commands.run(command, async (tx) => {
      const row = await requireVersion(tx, id);
      if (!READ_IN.has(row.state)) throw new Refusal('conflict', 'recipe.not-approved', { state: row.state });
      return { people: await this.qualifications.assign(tx, actorOf(command.caller), readingsOf(row)) };
    });
  }

  /** After the command that approved it, in a transaction of its own; repeated, it gives nothing twice. */
  async afterApproval(command: CommandContext, row: RecipeVersionRow): Promise<void> {
    const readings = row.state === 'approved' ? readingsOf(row) : [];
    if (readings.length === 0) return;
    await this.database.write(command.scope, (tx) => this.qualifications.assign(tx, actorOf(command.caller), readings));
  }
}
