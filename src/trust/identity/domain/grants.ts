import type { Instant } from '../../../kernel/ids.js';
import { Refusal } from '../../../kernel/refusal.js';
import type { NewFact } from '../../ledger/domain/index.js';
import { activePerson, personOf, refuseOwn } from './administer-person.js';
import type { PersonState, Reach, RoleGrantRow } from './person.js';
import { permissionsOf, type Role } from './roles.js';

/** The longest for which an inspector is let in, in ms. */
const LONGEST_INSPECTION = 92 * 86_400_000;

/** The grants that were not revoked, in the order in which they were given. */
export const activeGrants = (state: PersonState): RoleGrantRow[] =>
  Object.values(state.role_grant)
    .filter((grant) => grant.status === 'active')
    .sort((a, b) => (a.id < b.id ? -1 : 1));

/** Those of them that hold at an instant: some are given until then. */
export const heldGrants = (state: PersonState, now: Instant): RoleGrantRow[] =>
  activeGrants(state).filter(({ until }) => until === null || Date.parse(until) > Date.parse(now));

const within = (inner: readonly string[] | null, outer: readonly string[] | null): boolean =>
  outer === null || (inner !== null && inner.every((one) => outer.includes(one)));

/** Whether one grant holds wherever another does. */
const covers = (outer: Reach, inner: Reach): boolean =>
  (outer.site === null || outer.site === inner.site) &&
  within(inner.sponsors, outer.sponsors) &&
  within(inner.rooms, outer.rooms);

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

/** Refuses a place where whoever grants is no administrator (`role.beyond-own`): nobody gives what they do not oversee. */
function refuseBeyond(granter: PersonState, given: Reach, now: Instant): void {
  const oversees = heldGrants(granter, now).some(
    (grant) => permissionsOf([grant.role]).has('person.write') && (grant.site === null || grant.site === given.site),
  );
  if (!oversees) throw new Refusal('forbidden', 'role.beyond-own');
}

/** What a role asks of its grant: an inspector's ends, and is no other role's beside it; a sponsor's names whose. */
function refuseUnfit(state: PersonState, { role, until, sponsors, rooms, site }: Reach & { role: Role }, now: Instant) {
  if (until !== null && Date.parse(until) <= Date.parse(now)) throw new Refusal('unprocessable', 'role.over-already');
  if (rooms !== null && site === null) throw new Refusal('unprocessable', 'role.rooms-without-site');
  if (role === 'sponsor' && (sponsors ?? []).length === 0) throw new Refusal('unprocessable', 'role.sponsors-needed');
  if (role === 'inspector' && (until === null || Date.parse(until) - Date.parse(now) > LONGEST_INSPECTION))
    throw new Refusal('unprocessable', 'role.until-needed', { days: LONGEST_INSPECTION / 86_400_000 });
  const others = heldGrants(state, now).map((grant) => grant.role);
  const alone = role === 'inspector' ? others.some((other) => other !== role) : others.includes('inspector');
  if (alone) throw new Refusal('conflict', 'role.inspector-alone');
}

export type GivenGrant = Reach & { grant: string; role: Role; reason: string };

export function grantRole(
  state: PersonState,
  { reason, ...given }: GivenGrant,
  granter: { id: string; state: PersonState },
  now: Instant,
): NewFact[] {
  refuseOwn(activePerson(state), granter.id);
  refuseBeyond(granter.state, given, now);
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
  granter: { id: string; state: PersonState },
  now: Instant,
): NewFact[] {
  refuseOwn(activePerson(state), granter.id);
  const grant = activeGrants(state).find((one) => one.id === id);
  if (grant === undefined) throw new Refusal('not-found', 'role.not-granted', { grant: id });
  refuseBeyond(granter.state, grant, now);
  const { role, site, rooms, sponsors, until } = grant;
  refuseUnfit(state, { ...is, role, site }, now);
  const was = { site, rooms, sponsors, until };
  return [{ type: 'role.changed', values: { grant: id, role, was, is: { site, ...is } }, reason }];
}

/** Takes a role away, at one site or at all of them. */
export function revokeRole(
  state: PersonState,
  given: { role: Role; site: string | null | undefined; reason: string },
  granter: { id: string; state: PersonState },
  now: Instant,
): NewFact[] {
  refuseOwn(personOf(state), granter.id);
  const grants = activeGrants(state).filter(
    (grant) => grant.role === given.role && (given.site === undefined || grant.site === given.site),
  );
  if (grants.length === 0) throw new Refusal('conflict', 'role.not-granted', { role: given.role });
  for (const grant of grants) refuseBeyond(granter.state, grant, now);
  return grants.map((grant) => revoked(grant, given.reason));
}

const revoked = ({ id, role, site }: RoleGrantRow, reason: string): NewFact => ({
  type: 'role.revoked',
  values: { grant: id, role, site },
  reason,
});
