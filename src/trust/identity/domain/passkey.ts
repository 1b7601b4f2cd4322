import { Refusal } from '../../../kernel/refusal.js';
import type { Instant } from '../../../kernel/ids.js';
import type { NewFact } from '../../ledger/domain/index.js';
import { activePerson, refuseBeyondOwn } from './administer-person.js';
import type { PasskeyRow, PersonState } from './person.js';
import type { Administrator } from './reach.js';

/** Of one person at once: a key at the belt, one in the safe, and some to spare. */
const MOST = 10;

/** Those of a person that open something, the first one first. */
export const activePasskeys = (state: PersonState): PasskeyRow[] =>
  Object.values(state.passkey)
    .filter(({ status }) => status === 'active')
    .sort((one, other) => (one.registeredAt < other.registeredAt ? -1 : 1));

function activePasskey(state: PersonState, id: string): PasskeyRow {
  const row = state.passkey[id];
  if (row?.status !== 'active') throw new Refusal('not-found', 'passkey.not-found', { id });
  return row;
}

/**
 * A person adds a passkey to the password that they chose. Its public key is kept beside the record, and known by its hash.
 * Refuses with `session.must-change-password`, `passkey.too-many`, `passkey.name-taken`.
 */
export function registerPasskey(
  state: PersonState,
  given: { passkey: string; credential: string; publicKeyHash: string; name: string },
): NewFact[] {
  if (activePerson(state).secretSetBy !== 'person') throw new Refusal('forbidden', 'session.must-change-password');
  const name = given.name.trim();
  const own = activePasskeys(state);
  if (own.length >= MOST) throw new Refusal('conflict', 'passkey.too-many', { most: MOST });
  if (own.some((other) => other.name === name)) throw new Refusal('conflict', 'passkey.name-taken', { name });
  return [{ type: 'passkey.registered', values: { ...given, name } }];
}

/** Their person takes one out of use. */
export function removePasskey(state: PersonState, id: string): NewFact[] {
  activePasskey(state, id);
  return [{ type: 'passkey.revoked', values: { passkey: id } }];
}

/** 11.300(c): an administrator takes one that was lost, stolen or copied out of use. */
export function revokePasskey(
  state: PersonState,
  { id, reason }: { id: string; reason: string },
  by: Administrator,
  now: Instant,
): NewFact[] {
  refuseBeyondOwn(state, by, now);
  activePasskey(state, id);
  return [{ type: 'passkey.revoked', values: { passkey: id }, reason }];
}

/** Whoever needs a new secret may have lost the keys with the old one: all go, and are registered anew. */
export const revokeAllPasskeys = (state: PersonState): NewFact[] =>
  activePasskeys(state).map(({ id }) => ({
    type: 'passkey.revoked',
    values: { passkey: id },
    reason: 'the password was reset',
  }));
