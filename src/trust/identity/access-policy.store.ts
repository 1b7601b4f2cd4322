import type { Tx } from '../../platform/database/index.js';
import type { StoredProjection } from '../ledger/index.js';
import { AccessPolicyEntity } from './access-policy.entity.js';
import { accessPolicyProjection, type AccessPolicyState, type AccessSettings, DEFAULT_ACCESS } from './domain/index.js';

/** The id of the one policy that there is. */
export const POLICY = 'enterprise';

export const accessPolicyStore: StoredProjection<AccessPolicyState> = {
  ...accessPolicyProjection,
  tables: { access_policy: { entity: AccessPolicyEntity, stream: 'id' } },
};

/** What the enterprise asks now. */
export async function accessSettings(tx: Tx): Promise<AccessSettings> {
  const [row] = await tx.query<{ settings: AccessSettings }>(`select settings from access_policy`);
  return row?.settings ?? DEFAULT_ACCESS;
}

/** As rows of its stream; empty where nobody ever changed anything. */
export async function accessPolicy(tx: Tx): Promise<AccessPolicyState> {
  const row = await tx.entities.findOneBy(AccessPolicyEntity, { id: POLICY });
  return { access_policy: row === null ? {} : { [POLICY]: row } };
}
