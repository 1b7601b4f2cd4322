import { Injectable } from '@nestjs/common';
import type { Uuid } from '../../kernel/ids.js';
import { Database, SYSTEM_SCOPE } from '../../platform/database/index.js';
import { ConnectUnits } from './connect-units.service.js';
import { type ActivityChange, decideProgram } from './domain/index.js';
import { openRuns } from './equipment.store.js';
import { WriteUnit } from './write-unit.service.js';

/** Records what becomes of the runs that we started, each change once. */
@Injectable()
export class WatchProgram {
  constructor(
    private readonly database: Database,
    private readonly connectors: ConnectUnits,
    private readonly units: WriteUnit,
  ) {}

  /** Changes of activity as the unit queued them, completed by what it says now. Fails while it cannot be reached. */
  async watch(unit: Uuid, changes: ActivityChange[] = []): Promise<void> {
    const runs = await this.database.read(SYSTEM_SCOPE, (tx) => openRuns(tx, unit));
    if (runs.length === 0) return;
    const control = this.connectors.control(unit);
    if (control === null) throw new Error('the unit cannot be reached');
    const sight = await control.sight();
    await this.units.state(unit, (state) => decideProgram(state, changes, sight));
  }
}
