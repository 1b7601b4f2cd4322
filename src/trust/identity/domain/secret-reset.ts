import type { Instant } from '../../../kernel/ids.js';
import { Refusal } from '../../../kernel/refusal.js';
import type { NewFact } from '../../ledger/domain/index.js';
import { activePerson, refuseOwn } from './administer-person.js';
import type { PersonState, SecretResetRow } from './person.js';

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
  by: string,
  now: Instant,
): NewFact[] {
  refuseOwn(activePerson(state), by);
  if (openReset(state, now) !== null) throw new Refusal('conflict', 'secret-reset.asked-already');
  return [{ type: 'secret-reset.asked', values: { reset }, reason }];
}

/** Another confirms; the password that comes of it opens nothing but the way to an own one (11.200(a)(3)). */
export function confirmReset(state: PersonState, reset: string, by: string, now: Instant): NewFact[] {
  refuseOwn(activePerson(state), by);
  if (waiting(state, reset, now).askedBy === by) throw new Refusal('forbidden', 'secret-reset.same-person');
  return [
    { type: 'secret-reset.confirmed', values: { reset } },
    { type: 'person.secret-set', values: { by: 'administrator' } },
  ];
}

export function withdrawReset(
  state: PersonState,
  { reset, reason }: { reset: string; reason: string },
  now: Instant,
): NewFact[] {
  waiting(state, reset, now);
  return [{ type: 'secret-reset.withdrawn', values: { reset }, reason }];
}
