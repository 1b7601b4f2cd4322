import { Injectable } from '@nestjs/common';
import type { Uuid } from '../../kernel/ids.js';
import { systemNow } from '../../platform/clock/index.js';
import { Database, type Tx } from '../../platform/database/index.js';
import type { Caller } from '../../platform/http/index.js';
import { Organisation } from '../../trust/organisation/index.js';
import {
  type BindingRow,
  conditionOf,
  type ConnectionStatus,
  definitionHash,
  hindrances,
  type KeptAs,
  type KitRow,
  type ProgramRunRow,
  type UnitRow,
} from './domain/index.js';
import { kitsIn, listUnits, openBindings, openRuns } from './equipment.store.js';
import type { KitDto } from './kit.dto.js';
import type { PromptDto } from './prompt.dto.js';
import { ShowPrompts } from './show-prompts.service.js';
import { Equipment } from './use-equipment.service.js';
import type { UnitBindingDto, UnitConditionDto, UnitDto, UnitRunDto } from './unit.dto.js';

/** What batches hold of a unit, or of all, first bound first, with the kits that are in them. */
interface Held {
  bindings: readonly BindingRow[];
  kits: readonly KitRow[];
}

const heldIn = async (tx: Tx, unit?: Uuid): Promise<Held> => ({
  bindings: await openBindings(tx, unit),
  kits: await kitsIn(tx, unit),
});

/** Units as people see them: as defined, who holds them, what they run, and whether they can be reached. */
@Injectable()
export class ShowUnits {
  constructor(
    private readonly database: Database,
    private readonly equipment: Equipment,
    private readonly organisation: Organisation,
    private readonly prompts: ShowPrompts,
  ) {}

  list(caller: Caller): Promise<UnitDto[]> {
    return this.database.read(caller.scope, async (tx) => {
      const units = await listUnits(tx);
      const connections = await this.equipment.connections(tx);
      const prompts = await this.prompts.open(tx, {});
      const held = await heldIn(tx);
      const shown: UnitDto[] = [];
      for (const unit of units) shown.push(await this.shown(tx, unit, connections.get(unit.id) ?? null, prompts, held));
      return shown;
    });
  }

  one(caller: Caller, code: string): Promise<UnitDto> {
    return this.database.read(caller.scope, async (tx) => {
      const unit = await this.equipment.byCode(tx, code);
      const prompts = await this.prompts.open(tx, { unit: code });
      const connection = await this.equipment.connection(tx, unit.id);
      return this.shown(tx, unit, connection, prompts, await heldIn(tx, unit.id));
    });
  }

  private async shown(
    tx: Tx,
    unit: UnitRow,
    connection: ConnectionStatus | null,
    prompts: readonly PromptDto[],
    held: Held,
  ): Promise<UnitDto> {
    const [site, room] = [await this.organisation.site(tx, unit.site), await this.organisation.room(tx, unit.room)];
    const own = held.bindings.filter((row) => row.unit === unit.id);
    const bindings = own.map((row) => bindingDto(row, unit, held.kits));
    const [run] = await openRuns(tx, unit.id);
    const { upkeep: _, ...row } = unit;
    return {
      ...row,
      hash: definitionHash(unit),
      condition: conditionDto(unit, await this.equipment.keptAs(tx, unit)),
      site: site.code,
      room: room.code,
      connection,
      bound: bindings.find(({ position }) => position === null) ?? null,
      bindings,
      run: run === undefined ? null : runDto(run),
      prompt: prompts.find((prompt) => prompt.unit === unit.id) ?? null,
    };
  }
}

function conditionDto(unit: UnitRow, kept: KeptAs): UnitConditionDto {
  const now = systemNow();
  const { standing, firmware, approved, outOfService, usedUntil } = unit.upkeep;
  const { cleaned = null, calibrated = null, qualified = null, maintained = null } = standing;
  return {
    ...conditionOf(unit, kept, now),
    ...{ usedUntil, cleaned, calibrated, qualified, maintained, firmware: firmware?.version ?? null },
    ...{ approved, outOfService, hindrances: hindrances(unit, kept, now) },
  };
}

const bindingDto = (
  { id, batch, coi, position, unitProcedure, boundAt }: BindingRow,
  { positions }: UnitRow,
  kits: readonly KitRow[],
): UnitBindingDto => ({
  ...{ batch, coi, position: positions.includes(position) ? position : null, unitProcedure, boundAt },
  kit: kitDto(kits.find(({ binding }) => binding === id)),
});

const kitDto = (row: KitRow | undefined): KitDto | null => {
  if (row === undefined) return null;
  const { id, product, title, lot, serial, expiry, given } = row;
  return { id, product, title, lot, serial, expiry, given };
};

const runDto = ({ runId, batch, step, state, startedAt, changedAt }: ProgramRunRow): UnitRunDto => ({
  ...{ runId, batch, step, state, startedAt, changedAt },
});
