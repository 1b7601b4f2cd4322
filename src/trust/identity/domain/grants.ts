import type { Instant } from '../../../kernel/ids.js';
import { Refusal } from '../../../kernel/refusal.js';
import type { NewFact } from '../../ledger/domain/index.js';
import { activePerson, personOf, refuseOwn } from './administer-person.js';
import type { PersonState, Reach, RoleGrantRow } from './person.js';
import { activeGrants, type Administrator, covers, heldGrants, refuseBeyond, within } from './reach.js';
import { PERMISSIONS, permissionsOf, type Role, roleCarries } from './roles.js';

/** The longest for which an inspector is let in, in ms. */
const LONGEST_INSPECTION = 92 * 86_400_000;

/** What a person may do wherever these grants of theirs hold: not what another grant allows elsewhere alone. */
export const permissionsWhere = (held: readonly RoleGrantRow[], these: readonly RoleGrantRow[]): ReadonlySet<string> =>
  permissionsOf(held.filter((grant) => these.every((one) => covers(grant, one))).map(({ role }) => role));

/** The places that grants reach together: what row-level security and the rooms' rule are told. `sites`: how many there are. */
export function scopeOf(
  grants: readonly Reach[],
  sites: number,
): { sponsors: '*' | string[]; places: '*' | string[]; rooms: '*' | string[] } {
  const whole = grants.filter(({ sponsors }) => sponsors === null);
  const everywhere = whole.some(({ site }) => site === null) || new Set(whole.map(({ site }) => site)).size >= sites;
  const places = grants.flatMap(({ site, sponsors }) =>
    sponsors === null ? [`${site ?? '*'}/*`] : ['', ...sponsors].map((sponsor) => `${site ?? '*'}/${sponsor}`),
  );
  const rooms = grants.flatMap(({ site, rooms: some }) =>
    some === null ? [`${site ?? '*'}/*`] : some.map((room) => `${site ?? '*'}/${room}`),
  );
  return {
    sponsors: whole.length > 0 ? '*' : [...new Set(grants.flatMap(({ sponsors }) => sponsors ?? []))],
    places: everywhere ? '*' : places.length === 0 ? ['-'] : places,
    rooms: grants.every(({ rooms: some }) => some === null) ? '*' : rooms,
  };
}

/** What a role asks of its grant: an inspector's ends, and is no other role's beside it; a sponsor's names whose. */
function refuseUnfit(state: PersonState, given: Reach & { grant: string; role: Role }, now: Instant): void {
  const { role, until, sponsors, rooms, site } = given;
  if (until !== null && Date.parse(until) <= Date.parse(now)) throw new Refusal('unprocessable', 'role.over-already');
  if (rooms !== null && site === null) throw new Refusal('unprocessable', 'role.rooms-without-site');
  if (role === 'sponsor' && (sponsors ?? []).length === 0) throw new Refusal('unprocessable', 'role.sponsors-needed');
  if (role === 'inspector' && (until === null || Date.parse(until) - Date.parse(now) > LONGEST_INSPECTION))
    throw new Refusal('unprocessable', 'role.until-needed', { days: LONGEST_INSPECTION / 86_400_000 });
  const others = heldGrants(state, now).filter(({ id }) => id !== given.grant);
  if (others.some((other) => other.role !== role && [role, other.role].includes('inspector')))
    throw new Refusal('conflict', 'role.inspector-alone');
  const crossed = others.find((other) => actsTogether(role, other.role) && crosses(given, other));
  if (crossed !== undefined) throw new Refusal('conflict', 'role.crosses-another', { role: crossed.role });
}

/** Whether there is something that both roles may do, beyond reading. */
const actsTogether = (one: Role, other: Role): boolean =>
  PERMISSIONS[one].some((permission) => !permission.endsWith('.read') && roleCarries(other, permission));

/**
 * Whether two grants, taken together, would reach more than each does: sponsors of the one in rooms of the other, since a
 * request's scope names sponsors and rooms side by side.
 */
function crosses(one: Reach, other: Reach): boolean {
  const alike = (a: readonly string[] | null, b: readonly string[] | null) => within(a, b) && within(b, a);
  const shared = one.site === null || other.site === null || one.site === other.site;
  const apart = !alike(one.rooms, other.rooms) && !alike(one.sponsors, other.sponsors);
  return shared && apart && !covers(one, other) && !covers(other, one);
}

export type GivenGrant = Reach & { grant: string; role: Role; reason: string };

export function grantRole(
  state: PersonState,
  { reason, ...given }: GivenGrant,
  granter: Administrator,
  now: Instant,
): NewFact[] {
  refuseOwn(activePerson(state), granter.id);
  refuseBeyond(granter, given, now);
  const same = activeGrants(state).find((grant) => grant.role === given.role && grant.site === given.site);
  if (same !== undefined && heldGrants(state, now).includes(same))
    throw new Refusal('conflict', 'role.granted-already', { role: given.role });
  refuseUnfit(state, given, now);
  // one that is over makes room for one that holds
  return [
    ...(same === undefined ? [] : [revoked(same, 'role.over')]),
    { type: 'role.granted', values: { ...given }, reason },
  ];
}

/** Where or until when a role holds becomes another. */
export function changeGrant(
  state: PersonState,
  { grant: id, reason, ...is }: Omit<Reach, 'site'> & { grant: string; reason: string },
  granter: Administrator,
  now: Instant,
): NewFact[] {
  refuseOwn(activePerson(state), granter.id);
  const grant = activeGrants(state).find((one) => one.id === id);
  if (grant === undefined) throw new Refusal('not-found', 'role.not-granted', { grant: id });
  refuseBeyond(granter, grant, now);
  const { role, site, rooms, sponsors, until } = grant;
  refuseBeyond(granter, { ...is, site }, now);
  refuseUnfit(state, { ...is, grant: id, role, site }, now);
  const was = { site, rooms, sponsors, until };
  return [{ type: 'role.changed', values: { grant: id, role, was, is: { site, ...is } }, reason }];
}

/** Takes a role away: one grant of it, those at one site, or all. */
export function revokeRole(
  state: PersonState,
  given: { role: Role; grant?: string | undefined; site: string | null | undefined; reason: string },
  granter: Administrator,
  now: Instant,
): NewFact[] {
  refuseOwn(personOf(state), granter.id);
  const grants = activeGrants(state).filter(
    ({ id, role, site }) =>
      role === given.role &&
      (given.grant === undefined || id === given.grant) &&
      (given.site === undefined || site === given.site),
  );
  if (grants.length === 0) throw new Refusal('conflict', 'role.not-granted', { role: given.role });
  for (const grant of grants) refuseBeyond(granter, grant, now);
  return grants.map((grant) => revoked(grant, given.reason));
}

const revoked = ({ id, role, site }: RoleGrantRow, reason: string): NewFact => ({
  type: 'role.revoked',
  values: { grant: id, role, site },
  reason,
});
