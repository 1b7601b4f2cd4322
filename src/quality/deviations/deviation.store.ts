import { In } from 'typeorm';
import type { Tx } from '../../platform/database/index.js';
import type { StoredProjection } from '../../trust/ledger/index.js';
import { DeviationEntity } from './deviation.entity.js';
import { deviationProjection, type DeviationRow, type DeviationState } from './domain/index.js';

export const storedDeviation: StoredProjection<DeviationState> = {
  ...deviationProjection,
  tables: { deviation: { entity: DeviationEntity, stream: 'id' } },
};

/** The next code that people see, `DEV-000042`. Numbers of refused transactions stay unused. */
export async function nextCode(tx: Tx): Promise<string> {
  const [row] = await tx.query<{ number: string }>(`select nextval('deviation_number') as number`);
  return `DEV-${row!.number.padStart(6, '0')}`;
}

export async function listDeviations(tx: Tx, batch?: string): Promise<DeviationRow[]> {
  const where = batch === undefined ? {} : { batch };
  return (await tx.entities.find(DeviationEntity, { where, order: { openedAt: 'DESC' } })) as DeviationRow[];
}

export const deviationsOf = async (tx: Tx, batches: readonly string[]): Promise<DeviationRow[]> =>
  (await tx.entities.findBy(DeviationEntity, { batch: In(batches) })) as DeviationRow[];
