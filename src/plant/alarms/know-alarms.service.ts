import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type UnitClass, UnitClasses } from '../../definition/unit-classes/index.js';
import type { AlarmDefinition } from '../../definition/unit-classes/domain/index.js';
import { steadyNow } from '../../platform/clock/index.js';
import { Database, SYSTEM_SCOPE, type Tx } from '../../platform/database/index.js';
import type { Uuid } from '../../kernel/ids.js';
import { Ledger } from '../../trust/ledger/index.js';
import { Equipment, type UnitRow } from '../equipment/index.js';
import type { AlarmedUnit } from './domain/index.js';

/** ms after which units and classes are read anew: another server may have changed them. */
const AGE = 10_000;

/** A unit with the alarms of its class. */
export interface KnownUnit {
  unit: AlarmedUnit;
  isInService: boolean;
  alarms: readonly AlarmDefinition[];
  staleAfter: ReadonlyMap<string, string>;
  unitOf: ReadonlyMap<string, string>;
}

const FACTS = ['unit.defined', 'unit.redefined', 'unit.taken-out-of-service', 'unit.returned-to-service'];

/** Units and the alarms of their classes, read once for many rounds. */
@Injectable()
export class KnowAlarms implements OnModuleInit {
  private kept: { units: readonly KnownUnit[]; at: number } | null = null;

  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly equipment: Equipment,
    private readonly classes: UnitClasses,
  ) {}

  onModuleInit(): void {
    for (const type of [...FACTS, 'unit.upkeep-verified', 'unit-class.defined'])
      this.ledger.on(type, async (tx) => tx.afterCommit(() => (this.kept = null)));
  }

  async units(): Promise<readonly KnownUnit[]> {
    const now = steadyNow();
    if (this.kept !== null && now - this.kept.at < AGE) return this.kept.units;
    const units = await this.database.read(SYSTEM_SCOPE, (tx) => this.all(tx));
    this.kept = { units, at: now };
    return units;
  }

  /** One of them, also where it was defined a moment ago at another server. */
  async unit(id: Uuid): Promise<KnownUnit | undefined> {
    const found = (await this.units()).find(({ unit }) => unit.id === id);
    if (found !== undefined) return found;
    this.kept = null;
    return (await this.units()).find(({ unit }) => unit.id === id);
  }

  async all(tx: Tx): Promise<KnownUnit[]> {
    const classes = new Map((await this.classes.all(tx)).map(({ code, definition }) => [code, definition]));
    return (await this.equipment.all(tx)).map((unit) => known(unit, classes.get(unit.unitClass)!));
  }
}

function known({ id, code, site, room, status, upkeep }: UnitRow, { alarms = [], tags }: UnitClass): KnownUnit {
  return {
    unit: { id, code, site, room },
    isInService: status === 'in-service' && upkeep.outOfService === null,
    alarms,
    staleAfter: new Map(tags.map(({ tag, staleAfter }) => [tag, staleAfter])),
    unitOf: new Map(tags.flatMap(({ tag, unit }) => (unit === undefined ? [] : [[tag, unit]]))),
  };
}
