import type { Tx } from '../../platform/database/index.js';
import type { StoredProjection } from '../../trust/ledger/index.js';
import { unitClassProjection, type UnitClassRow, type UnitClassState } from './domain/index.js';
import { UnitClassEntity } from './unit-class.entity.js';

export const unitClassStore: StoredProjection<UnitClassState> = {
  ...unitClassProjection,
  tables: { unit_class: { entity: UnitClassEntity, stream: 'id' } },
};

/** Who defines a code holds it until the transaction ends, so that two at once make one. */
export async function holdUnitClassCode(tx: Tx, code: string): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [`unit-class ${code}`]);
}

/** A class stays as it is until the transaction ends; many may hold it so at once. */
export async function keepUnitClass(tx: Tx, code: string): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock_shared(hashtextextended($1, 0))`, [`unit-class ${code}`]);
}

export const findUnitClass = (tx: Tx, code: string): Promise<UnitClassRow | null> =>
  tx.entities.findOneBy(UnitClassEntity, { code });

export const listUnitClasses = (tx: Tx): Promise<UnitClassRow[]> =>
  tx.entities.find(UnitClassEntity, { order: { code: 'asc' } });
