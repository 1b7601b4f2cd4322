import { In, IsNull } from 'typeorm';
import type { Tx } from '../../platform/database/index.js';
import { type SignatureRow, SignatureEntity } from '../../trust/signatures/index.js';
import type { UpkeepRow } from './domain/index.js';
import { UpkeepEntity } from './unit.entity.js';

/** Acts on a unit that nobody has verified yet, oldest first. */
export const waitingUpkeep = (tx: Tx, unit: string): Promise<UpkeepRow[]> =>
  tx.entities.find(UpkeepEntity, { where: { unit, verifiedAt: IsNull() }, order: { performedAt: 'asc', id: 'asc' } });

/** Signatures of these subjects on the streams of units, first given first. */
export const signaturesOf = (tx: Tx, units: string[], subjects: string[]): Promise<SignatureRow[]> =>
  tx.entities.find(SignatureEntity, {
    where: { subjectStream: In(units), subject: In(subjects) },
    order: { at: 'asc', id: 'asc' },
  });
