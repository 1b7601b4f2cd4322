import type { Tx } from '../../platform/database/index.js';
import type { StoredProjection } from '../../trust/ledger/index.js';
import { type ReadingSealRow, sealProjection, type SealState } from './domain/index.js';
import { ReadingSealEntity } from './reading-seal.entity.js';

export const storedSeals: StoredProjection<SealState> = {
  ...sealProjection,
  tables: { reading_seal: { entity: ReadingSealEntity, stream: 'unit' } },
};

/** For making one: a unit has half a million a year. */
export const newSeal: StoredProjection<SealState> = { ...storedSeals, loads: false };

/** Arrivals of a unit that no seal covers yet, all of them committed; its lock is held until the transaction ends. */
export async function lockOpenRange(tx: Tx, unit: string): Promise<{ from: bigint; to: bigint }> {
  const [own] = await tx.query<{ last: string }>(`select last from unit_arrival where unit = $1 for update`, [unit]);
  const [seal] = await tx.query<{ last: string | null }>(
    `select max(to_arrival) as last from reading_seal where unit = $1`,
    [unit],
  );
  return { from: BigInt(seal!.last ?? 0) + 1n, to: BigInt(own?.last ?? 0) };
}

/** Units with readings that no seal covers. */
export async function unsealedUnits(tx: Tx): Promise<string[]> {
  const rows = await tx.query<{ unit: string }>(
    `select unit from unit_arrival a
      where exists (select from reading r where r.unit = a.unit
                       and r.arrival > coalesce((select max(to_arrival) from reading_seal s where s.unit = a.unit), 0))
      order by unit`,
  );
  return rows.map(({ unit }) => unit);
}

/** The seal over one arrival, null where none covers it yet. */
export async function sealOver(tx: Tx, unit: string, arrival: bigint): Promise<ReadingSealRow | null> {
  const [row] = await tx.query<ReadingSealRow>(
    `select id, unit, from_arrival as "fromArrival", to_arrival as "toArrival", count, root, seq
       from reading_seal where unit = $1 and from_arrival <= $2 and to_arrival >= $2`,
    [unit, arrival],
  );
  return row ?? null;
}
