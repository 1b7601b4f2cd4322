import { Injectable } from '@nestjs/common';
import type { Instant } from '../../kernel/ids.js';
import { Refusal } from '../../kernel/refusal.js';
import { newToken } from '../../platform/clock/index.js';
import { Database, SYSTEM_SCOPE, type Tx } from '../../platform/database/index.js';
import { type Actor, Ledger } from '../ledger/index.js';
import { accessSettings } from './access-policy.store.js';
import { AskProvider } from './ask-provider.service.js';
import {
  FAILURE_MEMORY_MS,
  heldGrants,
  linkSso,
  lockedUntil,
  personOf,
  type PersonState,
  type SsoAccount,
} from './domain/index.js';
import { OpenSession } from './open-session.service.js';
import { isLinkedTwice, personOfAccount, personStore } from './person.store.js';
import { RecordSecurity } from './record-security.service.js';
import { failedAttempts } from './secret.store.js';
import { personOfSession } from './session.store.js';
import { keepSsoAttempt, takeSsoAttempt } from './sso-attempt.store.js';

const SIGN_IN: Actor = { system: 'sign-in', role: 'system' };

/** What came of it: a session, or an account that is linked from now on. */
export type Returned = { token: string } | { linked: true };

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
   * `sso.linked-to-another`, `sso.not-admitted` whoever is disabled or locked, and as the provider does.
   */
  async comeBack(query: string, browser: string | null, agent: string | undefined): Promise<Returned> {
    const state = new URLSearchParams(query).get('state');
    const attempt =
      state === null || browser === null
        ? undefined
        : await this.database.write(SYSTEM_SCOPE, (tx) => takeSsoAttempt(tx, { browser, state }));
    if (state === null || attempt === undefined) throw new Refusal('unauthenticated', 'sso.expired');
    const account = await this.provider.account(query, { state, ...attempt });
    if (attempt.session !== null) return this.link(attempt.session, account);
    return this.database.write(SYSTEM_SCOPE, (tx) => this.open(tx, account, agent));
  }

  private async open(tx: Tx, account: SsoAccount, agent: string | undefined): Promise<Returned> {
    const id = await personOfAccount(tx, account);
    if (id === undefined) {
      await this.security.recordStranger(tx, SIGN_IN, 'sign-in.failed', 'account-not-linked');
      // committed with what was recorded
      return new Refusal('forbidden', 'sso.not-linked') as never;
    }
    const { now, until } = await attemptsOn(tx, id);
    const state = await this.ledger.load(tx, personStore, id);
    const { username, site, status } = personOf(state);
    if (status === 'active' && until === null)
      return { token: await this.begun.open(tx, { state, now }, { agent, by: 'provider' }) };
    const why = status === 'disabled' ? 'disabled' : 'locked';
    await this.security.recordFailure(tx, site, SIGN_IN, {
      type: 'sign-in.failed',
      values: { person: id, username, why },
    });
    return new Refusal('forbidden', 'sso.not-admitted') as never;
  }

  private link(session: string, account: SsoAccount): Promise<Returned> {
    return this.database.write(SYSTEM_SCOPE, async (tx) => {
      const id = await personOfSession(tx, session);
      if (id === undefined) throw new Refusal('unauthenticated', 'sso.expired');
      const owner = await personOfAccount(tx, account);
      if (owner !== undefined && owner !== id) throw new Refusal('conflict', 'sso.linked-to-another');
      const by = actorOfOwn(await this.ledger.load(tx, personStore, id), (await attemptsOn(tx, id)).now);
      try {
        await this.ledger.change(tx, personStore, id, by, (state) => linkSso(state, account));
        await tx.settled();
      } catch (error) {
        if (isLinkedTwice(error)) throw new Refusal('conflict', 'sso.linked-to-another');
        throw error;
      }
      return { linked: true };
    });
  }
}

async function attemptsOn(tx: Tx, person: string): Promise<{ now: Instant; until: Instant | null }> {
  const { at, now } = await failedAttempts(tx, person, FAILURE_MEMORY_MS);
  return { now, until: lockedUntil(at, now, (await accessSettings(tx)).lockout) };
}

const actorOfOwn = (state: PersonState, now: string): Actor => {
  const { id, name } = personOf(state);
  return { person: id, name, role: heldGrants(state, now)[0]?.role ?? 'none' };
};
