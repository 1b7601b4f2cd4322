import type { Instant } from '../../../kernel/ids.js';
import { Refusal } from '../../../kernel/refusal.js';
import type { Fact, NewFact } from '../../ledger/domain/index.js';
import { activePerson, refuseBeyondOwn } from './administer-person.js';
import { revokeAllPasskeys } from './passkey.js';
import type { PersonState, SecretResetRow } from './person.js';
import { type Administrator, isAdministrator } from './reach.js';
import { type Role, roleCarries } from './roles.js';
import { unlinkAnySso } from './sso.js';

/**
 * An administrator gives a password that the person must change before anything else (11.200(a)(3)). Whoever signs is not
 * reset by one alone, nor whoever is confirmed and may sign any moment, nor an administrator.
 */
export function resetSecret(state: PersonState, by: Administrator, now: Instant): NewFact[] {
  const person = activePerson(state);
  refuseBeyondOwn(state, by, now);
  if (person.identityConfirmedAt !== null || isAdministrator(state, now))
    throw new Refusal('conflict', 'person.reset-needs-two', { username: person.username });
  return [{ type: 'person.secret-set', values: { by: 'administrator' } }, ...otherWays(state)];
}

/** Whoever lost the one secret may have lost the others, or somebody may have made them in their place. */
const otherWays = (state: PersonState): NewFact[] => [...revokeAllPasskeys(state), ...unlinkAnySso(state)];

/** How long an asked reset waits for the second administrator, in ms. */
const WAITS_MS = 86_400_000;

/** The reset that waits for its second administrator; null where there is none, or it waited too long. */
export function openReset(state: PersonState, now: Instant): SecretResetRow | null {
  const waits = ({ status, askedAt }: SecretResetRow) =>
    status === 'asked' && Date.parse(now) - Date.parse(askedAt) < WAITS_MS;
  return Object.values(state.secret_reset).find(waits) ?? null;
}

function waiting(state: PersonState, reset: string, now: Instant): SecretResetRow {
  const open = openReset(state, now);
  if (open?.id !== reset) throw new Refusal('conflict', 'secret-reset.not-waiting', { reset });
  return open;
}

/** One administrator asks, never for themselves. */
export function askReset(
  state: PersonState,
  { reset, reason }: { reset: string; reason: string },
  by: Administrator,
  now: Instant,
): NewFact[] {
  activePerson(state);
  refuseBeyondOwn(state, by, now);
  if (openReset(state, now) !== null) throw new Refusal('conflict', 'secret-reset.asked-already');
  return [{ type: 'secret-reset.asked', values: { reset }, reason }];
}

/** Whether a fact made its person the administrator that they are, or opened a way in their place. */
const makes = ({ type, values }: Fact): boolean =>
  ['person.registered', 'person.secret-set', 'person.identity-confirmed'].includes(type) ||
  (type === 'role.granted' && roleCarries((values as { role: Role }).role, 'person.write'));

/** Whether one of two people made the other; `facts`: of the streams of both. */
const isOneOfTheOther = (people: readonly string[], facts: readonly Fact[]): boolean =>
  facts.some(
    (fact) =>
      makes(fact) &&
      'person' in fact.by &&
      people.includes(fact.by.person) &&
      fact.stream !== `person/${fact.by.person}`,
  );

/**
 * Another confirms, whom the first did not make an administrator, nor they the first; the password that comes of it opens
 * nothing but the way to an own one (11.200(a)(3)). `facts`: of the streams of both.
 */
export function confirmReset(
  state: PersonState,
  { reset, facts }: { reset: string; facts: readonly Fact[] },
  by: Administrator,
  now: Instant,
): NewFact[] {
  activePerson(state);
  refuseBeyondOwn(state, by, now);
  const { askedBy } = waiting(state, reset, now);
  if (askedBy === by.id) throw new Refusal('forbidden', 'secret-reset.same-person');
  if (isOneOfTheOther([askedBy, by.id], facts)) throw new Refusal('forbidden', 'secret-reset.not-independent');
  return [
    { type: 'secret-reset.confirmed', values: { reset } },
    { type: 'person.secret-set', values: { by: 'administrator' } },
    ...otherWays(state),
  ];
}

export function withdrawReset(
  state: PersonState,
  { reset, reason }: { reset: string; reason: string },
  by: Administrator,
  now: Instant,
): NewFact[] {
  refuseBeyondOwn(state, by, now);
  waiting(state, reset, now);
  return [{ type: 'secret-reset.withdrawn', values: { reset }, reason }];
}
