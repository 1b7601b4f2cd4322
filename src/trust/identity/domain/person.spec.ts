import { describe, expect, it } from '@jest/globals';
import { Refusal } from '../../../kernel/refusal.js';
import { next } from '../../../kernel/transition-table.js';
import type { Fact, NewFact } from '../../ledger/domain/index.js';
import {
  activeGrants,
  changeSecret,
  confirmIdentity,
  disablePerson,
  firstAdministrator,
  grantRole,
  PERSON_TRANSITIONS,
  type PersonFact,
  personOf,
  personProjection,
  type PersonState,
  registerPasskey,
  registerPerson,
  resetSecret,
  revokePasskey,
  revokeRole,
  signingNeeds,
  signStatement,
  STATEMENT,
} from './index.js';

const AT = '2026-11-22T12:45:04.123Z';
const ADMIN = 'administrator-id';
const { apply, empty } = personProjection;

/** A person's life: each step decides on the state that the facts before it made. */
function live(...steps: ((state: PersonState) => NewFact[])[]) {
  const facts: PersonFact[] = [];
  const state = steps.reduce((before, decide) => {
    const by = { system: 'spec', role: 'system' } as const;
    const written = decide(before).map((fact, index) => {
      const seq = facts.length + index + 1;
      return {
        v: 1,
        stream: 'person/p1',
        seq,
        at: AT,
        happenedAt: AT,
        zone: 'UTC',
        by,
        config: '',
        ...fact,
      } as Fact as PersonFact;
    });
    facts.push(...written);
    return written.reduce(apply, before);
  }, empty);
  return { facts, state };
}

const ADA = { username: 'ada', name: 'Ada Muster', site: 's1' };
const register = (state: PersonState) => registerPerson(state, ADA, 'administrator');
const ROOT = live((rows) =>
  firstAdministrator(rows, { username: 'root', name: 'Root', site: 's1', grant: 'g0' }),
).state;
const root = { id: ADMIN, state: ROOT };
const ALL = { rooms: null, sponsors: null, until: null };
const grant =
  (id: string, by = root) =>
  (state: PersonState) =>
    grantRole(state, { grant: id, role: 'operator', site: 's1', ...ALL, reason: 'new here' }, by, AT);
const operator = grant('g1');
const given = (state: PersonState) => resetSecret(state, root, AT);
const identity = (state: PersonState) => confirmIdentity(state, 'passport seen', root, AT);
const statement = (state: PersonState) => signStatement(state, STATEMENT.hash);
const disable = (state: PersonState) => disablePerson(state, 'left the company', root, AT);

const code = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  return 'allowed';
};

describe('a person', () => {
  it('goes from active to disabled, and nowhere else', () => {
    for (const [state, commands] of Object.entries(PERSON_TRANSITIONS))
      expect([state, commands]).toEqual([state, state === 'active' ? { disable: 'disabled' } : {}]);
    expect(code(() => next('person', PERSON_TRANSITIONS, 'disabled', 'disable'))).toBe('person.transition-not-allowed');
    const { state } = live(register, disable);
    expect(personOf(state).status).toBe('disabled');
    expect(code(() => disable(state))).toBe('person.transition-not-allowed');
  });

  it('replaying the facts gives exactly the rows', () => {
    const { facts, state } = live(register, operator, given, identity, changeSecret, statement, disable);
    expect(facts.reduce(apply, empty)).toEqual(state);
    expect(state).toEqual({
      person: {
        p1: {
          id: 'p1',
          username: 'ada',
          name: 'Ada Muster',
          status: 'disabled',
          site: 's1',
          sso: null,
          secretSetBy: 'person',
          identityConfirmedAt: AT,
          statementSignedAt: AT,
        },
      },
      role_grant: { g1: { id: 'g1', person: 'p1', role: 'operator', site: 's1', ...ALL, status: 'active' } },
      secret_reset: {},
      passkey: {},
    });
  });

  it('holds a role once, loses it with a reason, and may get it again', () => {
    const { state } = live(register, operator);
    expect(code(() => operator(state))).toBe('role.granted-already');
    const revoke = (rows: PersonState) =>
      revokeRole(rows, { role: 'operator', site: undefined, reason: 'moved' }, root, AT);
    expect(revoke(state)).toEqual([
      { type: 'role.revoked', values: { grant: 'g1', role: 'operator', site: 's1' }, reason: 'moved' },
    ]);
    const without = live(register, operator, revoke).state;
    expect(activeGrants(without)).toEqual([]);
    expect(code(() => revoke(without))).toBe('role.not-granted');
    expect(activeGrants(live(register, operator, revoke, grant('g2')).state).map((grant) => grant.id)).toEqual(['g2']);
  });

  it('loses one of two grants of a role by its id, and the other stays', () => {
    const everywhere = (rows: PersonState) =>
      grantRole(rows, { grant: 'g2', role: 'operator', site: null, ...ALL, reason: 'travels' }, root, AT);
    const { state } = live(register, operator, everywhere);
    const revoke = { role: 'operator', grant: 'g2', site: undefined, reason: 'stays at home' } as const;
    expect(revokeRole(state, revoke, root, AT).map(({ values }) => values)).toEqual([
      { grant: 'g2', role: 'operator', site: null },
    ]);
    expect(code(() => revokeRole(state, { ...revoke, grant: 'g9' }, root, AT))).toBe('role.not-granted');
  });

  it('11.10(g): nobody decides about their own access', () => {
    const { state } = live(register);
    const own = { ...root, id: 'p1' };
    expect(code(() => grant('g', own)(state))).toBe('person.own-access');
    expect(code(() => disablePerson(state, 'x', own, AT))).toBe('person.own-access');
    expect(code(() => resetSecret(state, own, AT))).toBe('person.own-access');
    expect(code(() => confirmIdentity(state, 'x', own, AT))).toBe('person.own-access');
  });

  it('is registered once', () => {
    expect(code(() => register(live(register).state))).toBe('person.registered-already');
  });

  it('the first administrator comes with an own password and the right to register others', () => {
    const { state } = live((rows) => firstAdministrator(rows, { ...ADA, grant: 'g1' }));
    expect(personOf(state).secretSetBy).toBe('person');
    expect(activeGrants(state).map((grant) => grant.role)).toEqual(['administrator']);
  });

  it('is given nothing once disabled', () => {
    const { state } = live(register, disable);
    for (const act of [operator, given, changeSecret, identity, statement])
      expect(code(() => act(state))).toBe('person.disabled');
  });

  it('11.100(b), 11.10(j), 11.200(a)(3): signs only as themselves, checked, and bound by the statement', () => {
    const needs = (...steps: Parameters<typeof live>) => signingNeeds(personOf(live(register, ...steps).state));
    expect(needs(given)).toEqual([
      'session.must-change-password',
      'person.identity-not-confirmed',
      'statement.not-signed',
    ]);
    expect(needs(given, changeSecret, identity)).toEqual(['statement.not-signed']);
    expect(needs(given, changeSecret, statement)).toEqual(['person.identity-not-confirmed']);
    expect(needs(given, changeSecret, identity, statement)).toEqual([]);
    expect(needs(given, changeSecret, identity, statement, disable)).toEqual(['person.disabled']);
  });

  it('signs the statement that was shown, once', () => {
    const { state } = live(register, statement);
    expect(code(() => statement(state))).toBe('statement.signed-already');
    expect(code(() => signStatement(live(register).state, 'f'.repeat(64)))).toBe('statement.other-version');
  });

  it('no fact of a person has room for a secret', () => {
    const { facts } = live(register, changeSecret);
    expect(facts.filter((fact) => fact.type === 'person.secret-set').map((fact) => fact.values)).toEqual([
      { by: 'administrator' },
      { by: 'person' },
    ]);
  });
});

describe('passkeys of a person', () => {
  const own = (state: PersonState) => changeSecret(state);
  const key =
    (passkey: string, name = passkey) =>
    (state: PersonState) =>
      registerPasskey(state, { passkey, credential: `of ${passkey}`, publicKeyHash: 'f'.repeat(64), name });

  it('11.300(a): are added to a password of their own, each by another name', () => {
    expect(() => live(register, key('k1'))).toThrow('session.must-change-password');
    const { state } = live(register, own, key('k1', ' belt '));
    expect(state.passkey['k1']).toMatchObject({ person: 'p1', name: 'belt', status: 'active', registeredAt: AT });
    expect(() => live(register, own, key('k1', 'belt'), key('k2', 'belt'))).toThrow('passkey.name-taken');
    const many = Array.from({ length: 11 }, (_, at) => key(`k${at}`));
    expect(() => live(register, own, ...many)).toThrow('passkey.too-many');
  });

  it('11.300(c): are revoked by another, never by oneself as an administrator, and all with a reset of the password', () => {
    const revoke =
      (by = root) =>
      (state: PersonState) =>
        revokePasskey(state, { id: 'k1', reason: 'lost' }, by, AT);
    expect(live(register, own, key('k1'), revoke()).state.passkey['k1']!.status).toBe('revoked');
    expect(() => live(register, own, key('k1'), revoke(), revoke())).toThrow('passkey.not-found');
    expect(() => live(register, own, key('k1'), revoke({ id: 'p1', state: ROOT }))).toThrow('person.own-access');
    const { facts, state } = live(register, own, key('k1'), key('k2'), (rows) => resetSecret(rows, root, AT));
    expect(Object.values(state.passkey).map(({ status }) => status)).toEqual(['revoked', 'revoked']);
    expect(facts.slice(-3).map(({ type }) => type)).toEqual([
      'person.secret-set',
      'passkey.revoked',
      'passkey.revoked',
    ]);
  });
});
