import type { Tx } from '../../platform/database/index.js';
import { SSO_MINUTES, type SsoAccount } from './domain/index.js';
import { tokenHash } from './session.store.js';

/** A way to the provider that somebody is on. */
export interface SsoAttempt {
  /** proves to the provider that who comes back is who went (RFC 7636) */
  verifier: string;
  nonce: string;
  /** the session whose person's account is to be linked; null where one is to begin */
  session: string | null;
}

/** On their way at once; of more the oldest begin again. */
const MOST = 1000;

/** Kept by hashes alone of what the browser holds and of what the provider sends back. */
export async function keepSsoAttempt(tx: Tx, ids: { browser: string; state: string }, attempt: SsoAttempt) {
  tx.later(
    `delete from sso_attempt where at < clock_timestamp() - $1 * interval '1 minute'
        or state_hash in (select state_hash from sso_attempt order by at desc offset $2)`,
    [SSO_MINUTES, MOST],
  );
  await tx.query(
    `insert into sso_attempt (state_hash, browser_hash, verifier, nonce, session) values ($1, $2, $3, $4, $5)`,
    [tokenHash(ids.state), tokenHash(ids.browser), attempt.verifier, attempt.nonce, attempt.session],
  );
}

/** Taken once, by the browser that began it; undefined where there is none, or no longer. */
export async function takeSsoAttempt(
  tx: Tx,
  { browser, state }: { browser: string; state: string },
): Promise<SsoAttempt | undefined> {
  const [attempt] = await tx.query<SsoAttempt>(
    `delete from sso_attempt where state_hash = $1 and browser_hash = $2
        and at > clock_timestamp() - $3 * interval '1 minute' returning verifier, nonce, session`,
    [tokenHash(state), tokenHash(browser), SSO_MINUTES],
  );
  return attempt;
}

/** An account that came back, and what its provider calls whose it is. */
export interface ReturnedAccount {
  account: SsoAccount;
  name: string;
}

/** Until the session from which it was asked for says that it is its person's. */
export async function keepReturned(tx: Tx, session: string, { account, name }: ReturnedAccount): Promise<void> {
  tx.later(`delete from sso_returned where at < clock_timestamp() - $1 * interval '1 minute'`, [SSO_MINUTES]);
  await tx.query(
    `insert into sso_returned (session, account, name) values ($1, $2, $3)
     on conflict (session) do update set account = excluded.account, name = excluded.name, at = clock_timestamp()`,
    [session, JSON.stringify(account), name],
  );
}

const OF_SESSION = `session = $1 and at > clock_timestamp() - $2 * interval '1 minute'`;

export async function returnedTo(tx: Tx, session: string): Promise<ReturnedAccount | undefined> {
  const [row] = await tx.query<ReturnedAccount>(`select account, name from sso_returned where ${OF_SESSION}`, [
    session,
    SSO_MINUTES,
  ]);
  return row;
}

export async function takeReturned(tx: Tx, session: string): Promise<ReturnedAccount | undefined> {
  const [row] = await tx.query<ReturnedAccount>(
    `delete from sso_returned where ${OF_SESSION} returning account, name`,
    [session, SSO_MINUTES],
  );
  return row;
}
