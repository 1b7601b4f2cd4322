import { Refusal } from '../../../kernel/refusal.js';
import type { Instant } from '../../../kernel/ids.js';
import type { NewFact } from '../../ledger/domain/index.js';
import { activePerson, personOf, refuseBeyondOwn } from './administer-person.js';
import type { PersonState, SsoAccount } from './person.js';
import type { Administrator } from './reach.js';

/** An account at the provider opens the way for this person from now on, in place of one that did before. */
export function linkSso(state: PersonState, account: SsoAccount): NewFact[] {
  const { sso, username } = activePerson(state);
  if (sso?.issuer === account.issuer && sso.subject === account.subject)
    throw new Refusal('conflict', 'sso.linked-already', { username });
  return [{ type: 'person.sso-linked', values: { was: sso, is: { ...account } } }];
}

/** With a password that somebody else sets: whoever learned the one before may have linked an account of theirs. */
export function unlinkAnySso(state: PersonState): NewFact[] {
  const { sso } = personOf(state);
  return sso === null ? [] : [{ type: 'person.sso-unlinked', values: { was: sso } }];
}

/** By whoever it belongs to. Refuses with `sso.not-linked`. */
export function unlinkOwnSso(state: PersonState): NewFact[] {
  const unlinked = unlinkAnySso(state);
  if (unlinked.length === 0) throw new Refusal('conflict', 'sso.not-linked', { username: personOf(state).username });
  return unlinked;
}

/** By an administrator, of an account that was lost or is another's. */
export function unlinkSso(state: PersonState, reason: string, by: Administrator, now: Instant): NewFact[] {
  refuseBeyondOwn(state, by, now);
  return unlinkOwnSso(state).map((fact) => ({ ...fact, reason }));
}

export const SSO_COOKIE = 'ballroom_sso';
const SSO_PATH = '/api/session/sso';

/**
 * The Set-Cookie header that ties a way to the provider and back to one browser; without a token, the one that takes it away.
 * SameSite=Lax, as the way back is a link from another site.
 */
export function ssoCookie(token: string | null, publicUrl: string): string {
  const secure = publicUrl.startsWith('https://') ? '; Secure' : '';
  const age = token === null ? 0 : SSO_MINUTES * 60;
  return `${SSO_COOKIE}=${token ?? ''}; Path=${SSO_PATH}; HttpOnly; SameSite=Lax; Max-Age=${age}${secure}`;
}

/** How long somebody may be at the provider. */
export const SSO_MINUTES = 10;
