import { Injectable } from '@nestjs/common';
import { Refusal } from '../../kernel/refusal.js';
import { newToken } from '../../platform/clock/index.js';
import { Database, SYSTEM_SCOPE, type Tx } from '../../platform/database/index.js';
import { type Actor, Ledger } from '../ledger/index.js';
import { accessSettings } from './access-policy.store.js';
import { AskProvider } from './ask-provider.service.js';
import { FAILURE_MEMORY_MS, lockedUntil, personOf, type SsoAccount } from './domain/index.js';
import { OpenSession } from './open-session.service.js';
import { personOfAccount, personStore } from './person.store.js';
import { RecordSecurity } from './record-security.service.js';
import { failedAttempts, lockSecret } from './secret.store.js';
import { keepReturned, keepSsoAttempt, type ReturnedAccount, returnedTo, takeSsoAttempt } from './sso-attempt.store.js';

const SIGN_IN: Actor = { system: 'sign-in', role: 'system' };

/** What came of it: a session, or an account that waits for its session's word. */
export type Returned = { token: string } | { linking: true };

/**
 * Sessions that begin by the word of the enterprise's provider, for whoever linked their account there to themselves. Nobody
 * comes to be by it, and nothing is signed by it: a signature asks for the person's own secret each time.
 */
@Injectable()
export class SignInByProvider {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly provider: AskProvider,
    private readonly begun: OpenSession,
    private readonly security: RecordSecurity,
  ) {}

  /** Where to go, and what the browser keeps until it comes back. `session`: whose person links their account. */
  async begin(session: string | null): Promise<{ url: string; browser: string }> {
    const [state, browser] = [newToken(), newToken()];
    const { url, verifier, nonce } = await this.provider.way(state);
    await this.database.write(SYSTEM_SCOPE, (tx) =>
      keepSsoAttempt(tx, { browser, state }, { verifier, nonce, session }),
    );
    return { url, browser };
  }

  /**
   * Refuses with `sso.expired` who did not set out from this browser just now, `sso.not-linked` an account that is nobody's here,
   * `sso.not-admitted` whoever is disabled or locked, and as the provider does. Each refusal is put on record.
   */
  async comeBack(query: string, browser: string | null, agent: string | undefined): Promise<Returned> {
    const state = new URLSearchParams(query).get('state');
    const attempt =
      state === null || browser === null
        ? undefined
        : await this.database.write(SYSTEM_SCOPE, (tx) => takeSsoAttempt(tx, { browser, state }));
    if (state === null || attempt === undefined) return this.refused(new Refusal('unauthenticated', 'sso.expired'));
    const { session, ...kept } = attempt;
    const returned = await this.provider
      .account(query, { state, ...kept })
      .catch((error: unknown) => this.refused(error));
    if (session === null) return this.database.write(SYSTEM_SCOPE, (tx) => this.open(tx, returned.account, agent));
    return this.wait(session, returned);
  }

  /** What the account that came back to a session is called; null where none waits. */
  async waiting(session: string): Promise<string | null> {
    return (await this.database.read(SYSTEM_SCOPE, (tx) => returnedTo(tx, session)))?.name ?? null;
  }

  /** The account waits: somebody else may have come to the tablet meanwhile, and only the session says whose it is. */
  private async wait(session: string, returned: ReturnedAccount): Promise<Returned> {
    await this.database.write(SYSTEM_SCOPE, (tx) => keepReturned(tx, session, returned));
    return { linking: true };
  }

  private async open(tx: Tx, account: SsoAccount, agent: string | undefined): Promise<Returned> {
    const id = await personOfAccount(tx, account);
    // what a reset, an unlinking or a disabling at this moment ends either stands by now, or finds the account gone
    const known = id === undefined ? undefined : await lockSecret(tx, id);
    if (id === undefined || known === undefined || (await personOfAccount(tx, account)) !== id) {
      await this.security.recordStranger(tx, SIGN_IN, 'sign-in.failed', 'account-not-linked');
      // committed with what was recorded
      return new Refusal('forbidden', 'sso.not-linked') as never;
    }
    const { at, now } = await failedAttempts(tx, id, FAILURE_MEMORY_MS);
    const isLocked = lockedUntil(at, now, (await accessSettings(tx)).lockout) !== null;
    const state = await this.ledger.load(tx, personStore, id);
    const { username, site, status } = personOf(state);
    if (status === 'active' && !isLocked)
      return { token: await this.begun.open(tx, { state, now }, { agent, by: 'provider' }) };
    const values = { person: id, username, why: isLocked ? 'locked' : 'disabled' };
    await this.security.recordFailure(tx, site, SIGN_IN, { type: 'sign-in.failed', values });
    return new Refusal('forbidden', 'sso.not-admitted') as never;
  }

  /** Of nobody we know, by its code; what failed on our side or the provider's is no attempt of anybody. */
  private async refused(error: unknown): Promise<never> {
    if (error instanceof Refusal && error.kind === 'unauthenticated')
      await this.database.write(SYSTEM_SCOPE, (tx) =>
        this.security.recordStranger(tx, SIGN_IN, 'sign-in.failed', error.code),
      );
    throw error;
  }
}
