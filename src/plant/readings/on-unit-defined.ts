import { Injectable, type OnModuleInit } from '@nestjs/common';
import { changedTags, type UnitClassRow, UnitClasses } from '../../definition/unit-classes/index.js';
import { Refusal } from '../../kernel/refusal.js';
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
    await this.checkUnused(tx, fact);
    for (const unit of await unitsOfClass(tx, definition.code)) await declareTags(tx, unit, definition);
  }

  /** Refuses with `unit-class.in-use` to take away, or give another meaning to, tags of a unit while a batch holds that. */
  private async checkUnused(tx: Tx, { stream, seq, values }: Fact): Promise<void> {
    const { definition } = values as Pick<UnitClassRow, 'definition'>;
    const [before] = seq > 1 ? await this.ledger.facts(tx, stream, seq - 1, seq - 1) : [];
    if (before === undefined) return;
    const tags = changedTags((before.fact.values as Pick<UnitClassRow, 'definition'>).definition, definition);
    if (tags.length === 0) return;
    const units = await unitsOfClass(tx, definition.code);
    const held = (await this.equipment.allBound(tx)).find(({ unit }) => units.includes(unit));
    if (held === undefined) return;
    const { code: unit } = await this.equipment.unit(tx, held.unit);
    throw new Refusal('conflict', 'unit-class.in-use', { unitClass: definition.code, unit, batch: held.batch, tags });
  }
}
