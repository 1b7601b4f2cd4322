import { Injectable } from '@nestjs/common';
import type { Uuid } from '../../kernel/ids.js';
import { UnitClasses } from '../../definition/unit-classes/index.js';
import { Database, SYSTEM_SCOPE, type Tx } from '../../platform/database/index.js';
import { ConnectUnits } from './connect-units.service.js';
import { type ActivityChange, decideProgram, type Moves } from './domain/index.js';
import { findUnit, openBindings, openRuns } from './equipment.store.js';
import { WriteUnit } from './write-unit.service.js';

/** Records what becomes of the runs that we started, and what is changed at a unit that a batch holds, each change once. */
@Injectable()
export class WatchProgram {
  constructor(
    private readonly database: Database,
    private readonly connectors: ConnectUnits,
    private readonly units: WriteUnit,
    private readonly unitClasses: UnitClasses,
  ) {}

  /** Changes of activity as the unit queued them, completed by what it says now. Fails while it cannot be reached. */
  async watch(unit: Uuid, changes: ActivityChange[] = []): Promise<void> {
    const moves = await this.database.read(SYSTEM_SCOPE, (tx) => this.movesOf(tx, unit));
    if (moves === null) return;
    const control = this.connectors.control(unit);
    if (control === null) throw new Error('the unit cannot be reached');
    const sight = await control.sight();
    await this.units.state(unit, (state) => decideProgram(state, changes, sight, moves));
  }

  /** What its programs move themselves; null for a unit that nobody holds and that runs nothing of ours. */
  private async movesOf(tx: Tx, unit: Uuid): Promise<Moves | null> {
    if ((await openRuns(tx, unit)).length + (await openBindings(tx, unit)).length === 0) return null;
    const { unitClass } = (await findUnit(tx, { id: unit }))!;
    const { programs } = (await this.unitClasses.byCode(tx, unitClass)).definition;
    return Object.fromEntries(programs.map(({ name, moves = [] }) => [name, moves]));
  }
}
