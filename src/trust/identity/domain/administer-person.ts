import type { Instant } from '../../../kernel/ids.js';
import { Refusal } from '../../../kernel/refusal.js';
import { next } from '../../../kernel/transition-table.js';
import type { NewFact } from '../../ledger/domain/index.js';
import { PERSON_TRANSITIONS, type PersonRow, type PersonState } from './person.js';
import { type Administrator, refuseFartherReaching } from './reach.js';
import type { Role } from './roles.js';
import { STATEMENT } from './statement.js';

/** The person of a state; refuses with `person.not-found`. */
export function personOf(state: PersonState): PersonRow {
  const [person] = Object.values(state.person);
  if (person === undefined) throw new Refusal('not-found', 'person.not-found');
  return person;
}

export function activePerson(state: PersonState): PersonRow {
  const person = personOf(state);
  if (person.status !== 'active') throw new Refusal('conflict', 'person.disabled', { username: person.username });
  return person;
}

export function refuseOwn(person: PersonRow, by: string): void {
  if (person.id === by) throw new Refusal('forbidden', 'person.own-access');
}

/** Nobody decides about their own access, nor about anybody's whose roles reach beyond their own. */
export function refuseBeyondOwn(state: PersonState, by: Administrator, now: Instant): void {
  refuseOwn(personOf(state), by.id);
  refuseFartherReaching(state, by, now);
}

/** A new person, with a password that an administrator or (at set-up) the person chose. */
export function registerPerson(
  state: PersonState,
  given: { username: string; name: string; site: string },
  secretBy: 'administrator' | 'person',
): NewFact[] {
  if (Object.keys(state.person).length > 0) throw new Refusal('conflict', 'person.registered-already');
  return [
    { type: 'person.registered', values: { ...given } },
    { type: 'person.secret-set', values: { by: secretBy } },
  ];
}

/** The one person whom nobody could register: made at set-up, once; administrator everywhere. */
export function firstAdministrator(
  state: PersonState,
  given: { username: string; name: string; site: string; grant: string },
): NewFact[] {
  const { grant, ...person } = given;
  const role: Role = 'administrator';
  return [...registerPerson(state, person, 'person'), { type: 'role.granted', values: { grant, role, site: null } }];
}

export function disablePerson(state: PersonState, reason: string, by: Administrator, now: Instant): NewFact[] {
  const person = personOf(state);
  refuseBeyondOwn(state, by, now);
  next('person', PERSON_TRANSITIONS, person.status, 'disable');
  return [{ type: 'person.disabled', values: {}, reason }];
}

export function changeSecret(state: PersonState): NewFact[] {
  activePerson(state);
  return [{ type: 'person.secret-set', values: { by: 'person' } }];
}

/** 11.100(b): who a person is has been checked, and on what evidence. */
export function confirmIdentity(state: PersonState, evidence: string, by: Administrator, now: Instant): NewFact[] {
  const person = activePerson(state);
  refuseBeyondOwn(state, by, now);
  if (person.identityConfirmedAt !== null) throw new Refusal('conflict', 'person.identity-confirmed-already');
  return [{ type: 'person.identity-confirmed', values: { evidence } }];
}

/** 11.10(j): the person answers for what is done under their signature. `hash` is that of the text they saw. */
export function signStatement(state: PersonState, hash: string): NewFact[] {
  const person = activePerson(state);
  if (hash !== STATEMENT.hash) throw new Refusal('conflict', 'statement.other-version', { version: STATEMENT.version });
  if (person.statementSignedAt !== null) throw new Refusal('conflict', 'statement.signed-already');
  return [{ type: 'person.statement-signed', values: { statement: STATEMENT.version, hash } }];
}

/** What still keeps a person from signing; empty where signing is enabled. `aged`: the password is older than it may be. */
export function signingNeeds(person: PersonRow, aged = false): string[] {
  return [
    ...(person.status === 'active' ? [] : ['person.disabled']),
    ...(person.secretSetBy === 'person' && !aged ? [] : ['session.must-change-password']),
    ...(person.identityConfirmedAt === null ? ['person.identity-not-confirmed'] : []),
    ...(person.statementSignedAt === null ? ['statement.not-signed'] : []),
  ];
}
