import { describe, expect, it } from '@jest/globals';
import { Refusal } from '../../../kernel/refusal.js';
import type { Fact, NewFact } from '../../ledger/domain/index.js';
import {
  askReset,
  changeGrant,
  changeSecret,
  confirmIdentity,
  confirmReset,
  disablePerson,
  firstAdministrator,
  type GivenGrant,
  grantRole,
  heldGrants,
  permissionsWhere,
  type PersonFact,
  personOf,
  personProjection,
  type PersonState,
  type Reach,
  refuseBeyondOwn,
  registerPerson,
  resetSecret,
  scopeOf,
  signingNeeds,
  signStatement,
  STATEMENT,
  withdrawReset,
} from './index.js';

const AT = '2026-11-22T12:00:00.000Z';
const later = (days: number) => new Date(Date.parse(AT) + days * 86_400_000).toISOString();

type Step = (state: PersonState) => NewFact[];

function life(who: string, by: object, ...steps: Step[]): PersonState {
  return steps.reduce((before, decide) => {
    const facts = decide(before).map((fact) => ({ v: 1, stream: `person/${who}`, seq: 1, at: AT, by, ...fact }));
    return (facts as unknown as PersonFact[]).reduce(personProjection.apply, before);
  }, personProjection.empty);
}

const WIDE = { site: 's1', rooms: null, sponsors: null, until: null };
const root = {
  id: 'root',
  state: life('root', {}, (rows) => firstAdministrator(rows, { username: 'root', name: 'R', site: 's1', grant: 'g0' })),
};
const ADMIN = (id: string, given: Partial<Reach> = { site: null }) => ({
  id,
  state: life(id, {}, register, give({ role: 'administrator', ...given })),
});
const ADA = { username: 'ada', name: 'Ada Muster', site: 's1' };
const register: Step = (rows) => registerPerson(rows, ADA, 'administrator');
const give =
  (given: Partial<GivenGrant>, by = root, now = AT): Step =>
  (rows) =>
    grantRole(rows, { grant: 'g1', role: 'operator', ...WIDE, reason: 'new here', ...given }, by, now);

const code = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  return 'allowed';
};
const refusedAs = (...steps: Step[]) => code(() => life('p1', { person: 'root' }, register, ...steps));

describe('a grant', () => {
  it('An.11-12: of an inspector ends, is at most three months long, and stands alone', () => {
    const inspector = { role: 'inspector', grant: 'i' } as const;
    expect(refusedAs(give(inspector))).toBe('role.until-needed');
    expect(refusedAs(give({ ...inspector, until: later(93) }))).toBe('role.until-needed');
    expect(refusedAs(give({ ...inspector, until: later(-1) }))).toBe('role.over-already');
    expect(refusedAs(give({ ...inspector, until: later(5) }))).toBe('allowed');
    expect(refusedAs(give({}), give({ ...inspector, until: later(5) }))).toBe('role.inspector-alone');
    expect(refusedAs(give({ ...inspector, until: later(5) }), give({}))).toBe('role.inspector-alone');
  });

  it('holds until its instant and may be given again after it', () => {
    const state = life('p1', {}, register, give({ until: later(1) }));
    expect(heldGrants(state, later(0.9)).length).toBe(1);
    expect(heldGrants(state, later(1))).toEqual([]);
    expect(code(() => give({ grant: 'g2' })(state))).toBe('role.granted-already');
    expect(give({ grant: 'g2' }, root, later(1))(state).map(({ type }) => type)).toEqual([
      'role.revoked',
      'role.granted',
    ]);
  });

  it('of a sponsor says whose, and one of rooms says at which site', () => {
    expect(refusedAs(give({ role: 'sponsor' }))).toBe('role.sponsors-needed');
    expect(refusedAs(give({ role: 'sponsor', sponsors: ['acme'] }))).toBe('allowed');
    expect(refusedAs(give({ site: null, rooms: ['r1'] }))).toBe('role.rooms-without-site');
  });

  it('11.10(g): is given only where its giver is administrator', () => {
    const local = { id: 'a1', state: life('a1', {}, register, give({ role: 'administrator' })) };
    expect(refusedAs(give({}, local))).toBe('allowed');
    expect(refusedAs(give({ site: 's2' }, local))).toBe('role.beyond-own');
    expect(refusedAs(give({ site: null }, local))).toBe('role.beyond-own');
  });

  it('11.10(g): is neither given nor widened beyond the rooms and sponsors of its giver', () => {
    const narrow = ADMIN('a1', { rooms: ['r1'], sponsors: ['acme'] });
    const own = { rooms: ['r1'], sponsors: ['acme'] };
    expect(refusedAs(give({}, narrow))).toBe('role.beyond-own');
    expect(refusedAs(give({ rooms: ['r1'] }, narrow))).toBe('role.beyond-own');
    expect(refusedAs(give({ ...own, rooms: ['r1', 'r2'] }, narrow))).toBe('role.beyond-own');
    expect(refusedAs(give(own, narrow))).toBe('allowed');
    const change =
      (is: Pick<Reach, 'rooms' | 'sponsors'>): Step =>
      (rows) =>
        changeGrant(rows, { grant: 'g1', until: null, reason: 'wider', ...is }, narrow, AT);
    expect(refusedAs(give(own), change({ ...own, rooms: null }))).toBe('role.beyond-own');
    expect(refusedAs(give({}), change(own))).toBe('role.beyond-own');
  });

  it('11.10(g): does not cross another: sponsors of the one are not acted for in rooms of the other', () => {
    const sponsor = { sponsors: ['acme'] };
    const room = { grant: 'g2', role: 'supervisor' as const, rooms: ['r1'] };
    expect(refusedAs(give(sponsor), give(room))).toBe('role.crosses-another');
    expect(refusedAs(give({ ...sponsor, site: null }), give(room))).toBe('role.crosses-another');
    expect(refusedAs(give({ ...sponsor, rooms: ['r1'] }), give({ ...room, sponsors: ['other'] }))).toBe('allowed');
    expect(refusedAs(give({}), give(room))).toBe('allowed');
    expect(refusedAs(give({ ...sponsor, site: 's2' }), give(room))).toBe('allowed');
    expect(refusedAs(give(sponsor), give({ ...room, role: 'planner' }))).toBe('allowed');
    const change: Step = (rows) =>
      changeGrant(rows, { grant: 'g2', rooms: ['r1'], sponsors: null, until: null, reason: 'moved' }, root, AT);
    expect(refusedAs(give(sponsor), give({ ...room, rooms: null }), change)).toBe('role.crosses-another');
  });

  it('11.10(g): that reaches beyond an administrator keeps its person from them', () => {
    const local = ADMIN('a1', { site: 's1' });
    const farther = life('p1', {}, register, give({ site: null }));
    const acts: Step[] = [
      (rows) => resetSecret(rows, local, AT),
      (rows) => confirmIdentity(rows, 'passport', local, AT),
      (rows) => disablePerson(rows, 'left', local, AT),
      (rows) => askReset(rows, { reset: 'r1', reason: 'forgot it' }, local, AT),
      (rows) => confirmReset(rows, { reset: 'r1', facts: [] }, local, AT),
      (rows) => refuseBeyondOwn(rows, local, AT) as never,
    ];
    for (const act of acts) expect(code(() => act(farther))).toBe('role.beyond-own');
    for (const act of acts.slice(0, 4)) expect(code(() => act(life('p1', {}, register, give({}))))).toBe('allowed');
  });

  it('An.11-12: becomes another with what it was, what it is, and why', () => {
    const state = life('p1', {}, register, give({}));
    const is = { rooms: ['r1'], sponsors: null, until: later(9) };
    const change: Step = (rows) => changeGrant(rows, { grant: 'g1', ...is, reason: 'room 1 alone' }, root, AT);
    expect(change(state)).toEqual([
      {
        type: 'role.changed',
        values: { grant: 'g1', role: 'operator', was: WIDE, is: { site: 's1', ...is } },
        reason: 'room 1 alone',
      },
    ]);
    expect(life('p1', {}, register, give({}), change).role_grant['g1']).toMatchObject(is);
  });
});

describe('the scope of grants', () => {
  const reach = (given: Partial<Reach>): Reach => ({ ...WIDE, ...given });
  const ALL = { sponsors: '*', places: '*', rooms: '*' };

  it('is everything for a grant everywhere, and for grants at every site that there is', () => {
    expect(scopeOf([reach({ site: null })], 3)).toEqual(ALL);
    expect(scopeOf([reach({}), reach({ site: 's2' })], 2)).toEqual(ALL);
    expect(scopeOf([reach({}), reach({ site: 's2' })], 3)).toMatchObject({ places: ['s1/*', 's2/*'] });
    expect(scopeOf([], 1)).toEqual({ sponsors: [], places: ['-'], rooms: '*' });
  });

  it('never joins the sponsors of one site with another site', () => {
    expect(scopeOf([reach({ sponsors: ['a'] }), reach({ site: 's2', sponsors: ['b'] })], 3)).toEqual({
      sponsors: ['a', 'b'],
      places: ['s1/', 's1/a', 's2/', 's2/b'],
      rooms: '*',
    });
  });

  it('names rooms where one grant does, and whole sites for the others', () => {
    expect(scopeOf([reach({ rooms: ['r1'] }), reach({ site: 's2' })], 2).rooms).toEqual(['s1/r1', 's2/*']);
  });

  it('11.10(g): a permission of one site is none at another', () => {
    const here = { ...WIDE, id: 'g1', person: 'p', role: 'operator', status: 'active' } as const;
    const there = { ...here, id: 'g2', role: 'supervisor', site: 's2' } as const;
    expect(permissionsWhere([here, there], [here]).has('step.supervise')).toBe(false);
    expect(permissionsWhere([here, there], [there]).has('step.supervise')).toBe(true);
    expect(permissionsWhere([here, there], [here, there]).has('step.supervise')).toBe(false);
  });
});

describe('the reset of a signer', () => {
  const signer = [
    register,
    (rows: PersonState) => confirmIdentity(rows, 'passport', root, AT),
    changeSecret,
    (rows: PersonState) => signStatement(rows, STATEMENT.hash),
  ];
  const ask: Step = (rows) => askReset(rows, { reset: 'r1', reason: 'forgot it' }, ADMIN('a1'), AT);
  const made = (type: string, of: string, by: string, values: object = {}) =>
    ({ stream: `person/${of}`, type, by: { person: by }, values }) as unknown as Fact;
  const confirm =
    (by: string, now = AT, facts: Fact[] = []): Step =>
    (rows) =>
      confirmReset(rows, { reset: 'r1', facts }, ADMIN(by), now);
  const asked = life('p1', { person: 'a1' }, ...signer, ask);

  it('11.200(a)(3): takes two administrators, neither of them the person', () => {
    expect(code(() => resetSecret(asked, ADMIN('a1'), AT))).toBe('person.reset-needs-two');
    expect(code(() => confirm('a1')(asked))).toBe('secret-reset.same-person');
    expect(code(() => confirm('p1')(asked))).toBe('person.own-access');
    expect(code(() => ask(asked))).toBe('secret-reset.asked-already');
    const after = life('p1', { person: 'a1' }, ...signer, ask, confirm('a2'));
    expect(signingNeeds(personOf(after))).toEqual(['session.must-change-password']);
    expect(code(() => confirm('a2')(after))).toBe('secret-reset.not-waiting');
  });

  it('11.200(a)(3): takes two of whom neither made the other', () => {
    const [a1, a2] = ['a1', 'a2'];
    const dependent = [
      made('person.registered', a2, a1),
      made('role.granted', a2, a1, { role: 'administrator' }),
      made('person.identity-confirmed', a2, a1),
      made('person.secret-set', a2, a1),
      made('person.registered', a1, a2),
    ];
    for (const fact of dependent)
      expect(code(() => confirm(a2, AT, [fact])(asked))).toBe('secret-reset.not-independent');
    const others = [
      made('person.registered', a1, 'root'),
      made('person.secret-set', a2, a2),
      made('role.granted', a2, a1, { role: 'operator' }),
    ];
    expect(code(() => confirm(a2, AT, others)(asked))).toBe('allowed');
  });

  it('11.200(a)(3): is also that of an administrator, and of whoever has yet to sign the statement', () => {
    const set: Step = (rows) => resetSecret(rows, root, AT);
    expect(refusedAs(set)).toBe('allowed');
    expect(refusedAs(give({ role: 'administrator' }), set)).toBe('person.reset-needs-two');
    expect(
      refusedAs(give({ role: 'administrator', until: later(1) }), (rows) => resetSecret(rows, root, later(2))),
    ).toBe('allowed');
    expect(refusedAs((rows) => confirmIdentity(rows, 'passport', root, AT), set)).toBe('person.reset-needs-two');
  });

  it('waits a day, or until it is withdrawn', () => {
    expect(code(() => confirm('a2', later(1))(asked))).toBe('secret-reset.not-waiting');
    const withdrawn = life('p1', { person: 'a1' }, ...signer, ask, (rows) =>
      withdrawReset(rows, { reset: 'r1', reason: 'remembered' }, ADMIN('a1'), AT),
    );
    expect(code(() => confirm('a2')(withdrawn))).toBe('secret-reset.not-waiting');
    expect(code(() => ask(withdrawn))).toBe('allowed');
  });
});
