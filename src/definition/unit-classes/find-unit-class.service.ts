import { Injectable } from '@nestjs/common';
import { Refusal } from '../../kernel/refusal.js';
import type { Tx } from '../../platform/database/index.js';
import type { UnitClassRow } from './domain/index.js';
import { findUnitClass, keepUnitClass, listUnitClasses } from './unit-class.store.js';

/** Unit classes as others read them. */
@Injectable()
export class UnitClasses {
  all = (tx: Tx): Promise<UnitClassRow[]> => listUnitClasses(tx);

  /** As `byCode`, of a class that nobody defines anew until the transaction ends. */
  async keep(tx: Tx, code: string): Promise<UnitClassRow> {
    await keepUnitClass(tx, code);
    return this.byCode(tx, code);
  }

  /** The class as it is defined now; refuses with `unit-class.not-found`. */
  async byCode(tx: Tx, code: string): Promise<UnitClassRow> {
    const row = await findUnitClass(tx, code);
    if (row === null) throw new Refusal('not-found', 'unit-class.not-found', { code });
    return row;
  }
}
