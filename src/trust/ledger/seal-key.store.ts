import type { Tx } from '../../platform/database/index.js';
import { type KeyChange, sealKeyProjection, type SealKeyState } from './domain/index.js';
import type { StoredProjection } from './rows.store.js';
import { SealKeyEntity } from './seal-key.entity.js';

export const storedSealKeys: StoredProjection<SealKeyState> = {
  ...sealKeyProjection,
  tables: { seal_key: { entity: SealKeyEntity, stream: 'ledger' } },
};

/** Each change of the key that signs seals, the first one first. */
export const keyChanges = (tx: Pick<Tx, 'query'>): Promise<KeyChange[]> =>
  tx.query<KeyChange>(`select number, statement as text, endorsement, possession from seal_key order by number`);

/** Fingerprint of the key that the next seal must be signed with; null where there is no seal yet. */
export async function expectedKey(tx: Tx): Promise<string | null> {
  const [row] = await tx.query<{ key: string | null }>(
    `select coalesce((select id from seal_key order by number desc limit 1),
                     (select text::jsonb ->> 'key' from seal order by number desc limit 1)) as key`,
  );
  return row!.key;
}
