import type { Tx } from '../../platform/database/index.js';
import type { StoredProjection } from '../../trust/ledger/index.js';
import { SignatureEntity } from '../../trust/signatures/index.js';
import {
  holdProjection,
  type HoldState,
  LEAST_YEARS,
  type LegalHoldRow,
  type RecordRuleRow,
  ruleProjection,
  type RuleState,
} from './domain/index.js';
import { LegalHoldEntity, RecordRuleEntity } from './retention.entity.js';

export const storedRules: StoredProjection<RuleState> = {
  ...ruleProjection,
  tables: { record_rule: { entity: RecordRuleEntity, stream: 'rules' } },
};

export const storedHolds: StoredProjection<HoldState> = {
  ...holdProjection,
  tables: {
    legal_hold: { entity: LegalHoldEntity, stream: 'id' },
    signature: { entity: SignatureEntity, stream: 'subjectStream' },
  },
};

export const recordRules = (tx: Tx): Promise<RecordRuleRow[]> =>
  tx.entities.find(RecordRuleEntity, { order: { id: 'ASC' } });

/** Holds of a batch, the newest first. */
export const holdsOf = (tx: Tx, batch: string): Promise<LegalHoldRow[]> =>
  tx.entities.find(LegalHoldEntity, { where: { batch }, order: { placedAt: 'DESC' } });

/** Times of units in batches whose record must stay: by its rule, or since it is under a legal hold. Training is no record. */
export async function keptReadings(
  tx: Tx,
): Promise<{ batch: string; unit: string; from: string; to: string | null }[]> {
  const rows = await tx.query<{ batch: string; unit: string; from: Date; to: Date | null }>(
    `select b.id as batch, k.unit, k.bound_at as "from", k.released_at as "to"
       from batch b join binding k on k.batch = b.id
       cross join lateral (select greatest($1, max(years)) as years from record_rule r
         where (r.site is null or r.site = b.site) and (r.product is null or r.product = b.product)) rule
      where exists (select from legal_hold h where h.batch = b.id and h.lifted_at is null)
         or b.type not in ('training', 'engineering')
            and greatest(b.ended_at, (b.lot ->> 'expiresAt')::timestamptz) + make_interval(years => rule.years) > clock_timestamp()`,
    [LEAST_YEARS],
  );
  return rows.map(({ from, to, ...row }) => ({ ...row, from: from.toISOString(), to: to?.toISOString() ?? null }));
}
