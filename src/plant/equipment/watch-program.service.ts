import { Injectable, Logger } from '@nestjs/common';
import type { Uuid } from '../../kernel/ids.js';
import { type PromptDefinition, UnitClasses } from '../../definition/unit-classes/index.js';
import { newId } from '../../platform/clock/index.js';
import { Database, SYSTEM_SCOPE, type Tx } from '../../platform/database/index.js';
import { ConnectUnits } from './connect-units.service.js';
import {
  type ActivityChange,
  decideProgram,
  decidePrompts,
  type Moves,
  sightOfRuns,
  type UnitSight,
} from './domain/index.js';
import { findUnit, openBindings, openRuns } from './equipment.store.js';
import { WriteUnit } from './write-unit.service.js';

/** Between looks at a unit that does not say yet what came of a run. */
const wait = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 250));

/** Records what becomes of the runs that we started, and what is changed at a unit that a batch holds, each change once. */
@Injectable()
export class WatchProgram {
  private readonly log = new Logger('Equipment');

  constructor(
    private readonly database: Database,
    private readonly connectors: ConnectUnits,
    private readonly units: WriteUnit,
    private readonly unitClasses: UnitClasses,
  ) {}

  /**
   * Changes of activity as the unit queued them, completed by what it says now. Fails while it cannot be reached; false where what
   * it waits for could not be stated, which is looked at again and holds nothing else up.
   */
  async watch(unit: Uuid, changes: ActivityChange[] = []): Promise<boolean> {
    const { runs, isUsed, moves, prompts } = await this.database.read(SYSTEM_SCOPE, (tx) => this.grounds(tx, unit));
    const control = this.connectors.control(unit);
    if (control === null && !isUsed) return true;
    if (control === null) throw new Error('the unit cannot be reached');
    if (!isUsed && !control.mayPrompt) return true;
    const sight = await sightOfRuns(runs, () => control.sight(), wait);
    if (isUsed) await this.units.state(unit, (state) => decideProgram(state, changes, sight, moves));
    return this.prompted(unit, sight, prompts);
  }

  private async prompted(unit: Uuid, sight: UnitSight, prompts: readonly PromptDefinition[]): Promise<boolean> {
    const id = newId();
    try {
      await this.units.state(unit, (state) => decidePrompts(state, sight, prompts, id));
      return true;
    } catch (error) {
      this.log.error(`unit ${unit}: what it waits for is not stated: ${String(error)}`);
      return false;
    }
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
