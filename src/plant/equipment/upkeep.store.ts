import { In, IsNull, Not } from 'typeorm';
import type { Tx } from '../../platform/database/index.js';
import { type SignatureRow, SignatureEntity } from '../../trust/signatures/index.js';
import type { UpkeepRow } from './domain/index.js';
import { UpkeepEntity } from './unit.entity.js';

/** Acts on a unit that their second person has not judged yet, oldest first. */
export const waitingUpkeep = (tx: Tx, unit: string): Promise<UpkeepRow[]> =>
  tx.entities.find(UpkeepEntity, {
    where: { unit, verifiedAt: IsNull(), refusedAt: IsNull() },
    order: { performedAt: 'asc', id: 'asc' },
  });

/** Acts on a unit that their second person refused and that nobody has done again since, the one refused last first. */
export const refusedUpkeep = (tx: Tx, unit: string): Promise<UpkeepRow[]> =>
  tx.entities
    .createQueryBuilder(UpkeepEntity, 'act')
    .where('act.unit = :unit and act.refusedAt is not null', { unit })
    .andWhere(
      `not exists (select from unit_upkeep later
                    where later.unit = act.unit and later.act = act.act and later.performed_at > act.performed_at)`,
    )
    .orderBy({ 'act.refusedAt': 'DESC', 'act.id': 'DESC' })
    .getMany();

/** Which of these acts were refused, and why. */
export async function refusalsOf(tx: Tx, ids: string[]): Promise<Map<string, string>> {
  const rows = await tx.entities.find(UpkeepEntity, { where: { id: In(ids), refusedAt: Not(IsNull()) } });
  return new Map(rows.map(({ id, refusal }) => [id, refusal!]));
}

/** Signatures of these subjects on the streams of units, first given first. */
export const signaturesOf = (tx: Tx, units: string[], subjects: string[]): Promise<SignatureRow[]> =>
  tx.entities.find(SignatureEntity, {
    where: { subjectStream: In(units), subject: In(subjects) },
    order: { at: 'asc', id: 'asc' },
  });
