import type { Tx } from '../../platform/database/index.js';
import { newToken } from '../../platform/clock/index.js';
import { tokenHash } from './session.store.js';

interface Source {
  query(sql: string, parameters?: unknown[]): Promise<unknown>;
}

/**
 * A one-time token for the first administrator, valid for 24 hours, in place of any unused one; null where there are
 * people already. Needs the migration role: the app's role cannot make tokens.
 */
export async function issueSetupToken(source: Source): Promise<string | null> {
  const [people] = (await source.query(`select exists (select from person) as found`)) as { found: boolean }[];
  if (people!.found) return null;
  const token = newToken();
  await source.query(`delete from setup_token where used_at is null`);
  await source.query(
    `insert into setup_token (hash, expires_at) values ($1, clock_timestamp() + interval '24 hours')`,
    [tokenHash(token)],
  );
  return token;
}

export type SetupTokenState = 'valid' | 'unknown' | 'used' | 'expired';

/** Uses a token up, and says what it was; locked until the transaction ends, so that it serves once. */
export async function useSetupToken(tx: Tx, token: string): Promise<SetupTokenState> {
  const [row] = await tx.query<{ state: SetupTokenState }>(
    `select case when used_at is not null then 'used' when expires_at <= clock_timestamp() then 'expired' else 'valid' end as state
       from setup_token where hash = $1 for update`,
    [tokenHash(token)],
  );
  if (row?.state === 'valid')
    await tx.query(`update setup_token set used_at = clock_timestamp() where hash = $1`, [tokenHash(token)]);
  return row?.state ?? 'unknown';
}
