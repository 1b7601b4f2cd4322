import { Injectable } from '@nestjs/common';
import type { Uuid } from '../../kernel/ids.js';
import { type PromptDefinition, UnitClasses } from '../../definition/unit-classes/index.js';
import { newId } from '../../platform/clock/index.js';
import { Database, SYSTEM_SCOPE, type Tx } from '../../platform/database/index.js';
import { ConnectUnits } from './connect-units.service.js';
import { type ActivityChange, decideProgram, decidePrompts, type Moves, sightOfRuns } from './domain/index.js';
import { findUnit, openBindings, openRuns } from './equipment.store.js';
import { WriteUnit } from './write-unit.service.js';

/** Between looks at a unit that does not say yet what came of a run. */
const wait = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 250));

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
    const { runs, isUsed, moves, prompts } = await this.database.read(SYSTEM_SCOPE, (tx) => this.grounds(tx, unit));
    const control = this.connectors.control(unit);
    if (control === null && !isUsed) return;
    if (control === null) throw new Error('the unit cannot be reached');
    if (!isUsed && !control.mayPrompt) return;
    const sight = await sightOfRuns(runs, () => control.sight(), wait);
    const id = newId();
    await this.units.state(unit, (state) => [
      ...(isUsed ? decideProgram(state, changes, sight, moves) : []),
      ...decidePrompts(state, sight, prompts, id),
    ]);
  }

  /** Its runs of ours, what its programs move themselves and what it may ask, and whether anybody holds it or it runs something of ours. */
  private async grounds(
    tx: Tx,
    unit: Uuid,
  ): Promise<{ runs: string[]; isUsed: boolean; moves: Moves; prompts: readonly PromptDefinition[] }> {
    const runs = (await openRuns(tx, unit)).map(({ runId }) => runId);
    const isUsed = runs.length + (await openBindings(tx, unit)).length > 0;
    const { unitClass } = (await findUnit(tx, { id: unit }))!;
    const { programs, prompts = [] } = (await this.unitClasses.byCode(tx, unitClass)).definition;
    const moves = Object.fromEntries(programs.map(({ name, moves: own = [] }) => [name, own]));
    return { runs, isUsed, moves, prompts };
  }
}
