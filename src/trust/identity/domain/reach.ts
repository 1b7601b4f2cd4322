import type { Instant } from '../../../kernel/ids.js';
import { Refusal } from '../../../kernel/refusal.js';
import type { PersonState, Reach, RoleGrantRow } from './person.js';
import { roleCarries } from './roles.js';

/** Whoever decides about the access of others, by what they hold themselves. */
export interface Administrator {
  id: string;
  state: PersonState;
}

/** The grants that were not revoked, in the order in which they were given. */
export const activeGrants = (state: PersonState): RoleGrantRow[] =>
  Object.values(state.role_grant)
    .filter((grant) => grant.status === 'active')
    .sort((a, b) => (a.id < b.id ? -1 : 1));

/** Those of them that hold at an instant: some are given until then. */
export const heldGrants = (state: PersonState, now: Instant): RoleGrantRow[] =>
  activeGrants(state).filter(({ until }) => until === null || Date.parse(until) > Date.parse(now));

export const within = (inner: readonly string[] | null, outer: readonly string[] | null): boolean =>
  outer === null || (inner !== null && inner.every((one) => outer.includes(one)));

/** Whether one grant holds wherever another does. */
export const covers = (outer: Reach, inner: Reach): boolean =>
  (outer.site === null || outer.site === inner.site) &&
  within(inner.sponsors, outer.sponsors) &&
  within(inner.rooms, outer.rooms);

/** Whether a person administers others anywhere. */
export const isAdministrator = (state: PersonState, now: Instant): boolean =>
  heldGrants(state, now).some(({ role }) => roleCarries(role, 'person.write'));

/** Refuses what lies where a person is no administrator (`role.beyond-own`): nobody gives or takes what they do not oversee. */
export function refuseBeyond({ state }: Administrator, given: Reach, now: Instant): void {
  const oversees = heldGrants(state, now).some(
    (grant) => roleCarries(grant.role, 'person.write') && covers(grant, given),
  );
  if (!oversees) throw new Refusal('forbidden', 'role.beyond-own');
}

/** Refuses a person of whose roles one reaches farther than the administrator's own: who takes their place would have it. */
export function refuseFartherReaching(state: PersonState, by: Administrator, now: Instant): void {
  for (const grant of heldGrants(state, now)) refuseBeyond(by, grant, now);
}
