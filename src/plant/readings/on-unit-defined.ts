import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type UnitClassRow, UnitClasses } from '../../definition/unit-classes/index.js';
import type { Tx } from '../../platform/database/index.js';
import { type Fact, Ledger } from '../../trust/ledger/index.js';
import { Equipment } from '../equipment/index.js';
import { declareTags, unitsOfClass } from './ingest.store.js';

/** Keeps the tags of units those of their classes, in the transaction that defines either. */
@Injectable()
export class OnUnitDefined implements OnModuleInit {
  constructor(
    private readonly ledger: Ledger,
    private readonly equipment: Equipment,
    private readonly classes: UnitClasses,
  ) {}

  onModuleInit(): void {
    this.ledger.on('unit.defined', (tx, fact) => this.unit(tx, fact));
    this.ledger.on('unit.redefined', (tx, fact) => this.unit(tx, fact));
    this.ledger.on('unit-class.defined', (tx, fact) => this.unitClass(tx, fact));
  }

  private async unit(tx: Tx, fact: Fact): Promise<void> {
    const { id, unitClass } = await this.equipment.unit(tx, fact.stream.slice('unit/'.length));
    const { definition } = await this.classes.byCode(tx, unitClass);
    await declareTags(tx, id, definition);
  }

  private async unitClass(tx: Tx, fact: Fact): Promise<void> {
    const { definition } = fact.values as Pick<UnitClassRow, 'definition'>;
    for (const unit of await unitsOfClass(tx, definition.code)) await declareTags(tx, unit, definition);
  }
}
