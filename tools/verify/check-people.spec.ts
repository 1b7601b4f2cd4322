import { describe, expect, it } from '@jest/globals';
import { People } from './check-people.js';
import type { Actor, Fact } from './fact.js';
import { Report } from './report.js';

const at = (minute: number): string => `2026-11-23T03:${String(minute).padStart(2, '0')}:00.000Z`;
const ADMIN: Actor = { person: 'root', name: 'Root Muster', role: 'administrator' };
const fact = (seq: number, type: string, values: object, by = ADMIN, stream = 'person/p1'): Fact => ({
  ...{ v: 1, stream, seq, type, at: at(seq), happenedAt: at(seq), zone: 'UTC' },
  ...{ by, values: { ...values }, config: '' },
});

const REGISTERED = fact(0, 'person.registered', { username: 'ada', name: 'Ada Muster', site: 's1' });
const granted = (until?: string) =>
  fact(1, 'role.granted', { grant: 'g1', role: 'operator', site: 's1', ...(until && { until }) });
const reach = (until: string | null) => ({ site: 's1', rooms: null, sponsors: null, until });
const changed = (seq: number, was: string | null, is: string | null) =>
  fact(seq, 'role.changed', { grant: 'g1', role: 'operator', was: reach(was), is: reach(is) });

/** What is wrong with a step that the person started in that minute. */
function startedIn(minute: number, ...grants: Fact[]): string[] {
  const report = new Report();
  const by = { person: 'p1', name: 'Ada Muster', role: 'operator' };
  const people = new People(new Map([['p1', [REGISTERED, ...grants]]]));
  people.checkActor(report, fact(minute, 'step.started', {}, by, 'batch/b1'));
  return report.findings.map(({ what }) => what);
}

const NOT_HELD = ['the person did not hold the role in which this was done'];

describe('11.10(g): what a person did', () => {
  it('is theirs to do while their grant lasts, and a minute for what was on its way', () => {
    expect(startedIn(9, granted())).toEqual([]);
    expect(startedIn(9, granted(at(10)))).toEqual([]);
    expect(startedIn(10, granted(at(10)))).toEqual([]);
    expect(startedIn(12, granted(at(10)))).toEqual(NOT_HELD);
  });

  it('is held to how long the grant lasted then, also where that was changed', () => {
    expect(startedIn(12, granted(at(10)), changed(5, at(10), null))).toEqual([]);
    expect(startedIn(12, granted(), changed(5, null, at(6)))).toEqual(NOT_HELD);
    expect(startedIn(12, granted(), changed(20, null, at(6)))).toEqual([]);
  });
});

describe('11.200(a)(1): who signed', () => {
  const signed = (more: object, ...before: Fact[]): string[] => {
    const report = new Report();
    const enabled = [
      fact(2, 'person.secret-set', { by: 'person' }),
      fact(3, 'person.identity-confirmed', { evidence: 'passport' }),
      fact(4, 'person.statement-signed', { statement: 1, hash: '' }),
    ];
    const people = new People(new Map([['p1', [REGISTERED, granted(), ...enabled, ...before]]]));
    const given = { signature: 's1', subject: 'seed', meaning: 'performed', person: 'p1', hash: '', content: {} };
    const all = { ...given, username: 'ada', name: 'Ada Muster', role: 'operator', ...more };
    people.checkSigner(report, fact(20, 'signature.given', all, ADMIN, 'batch/b1'), all);
    return report.findings.map(({ what }) => what);
  };
  const key = fact(5, 'passkey.registered', { passkey: 'k1', credential: 'c', publicKeyHash: 'f', name: 'belt' });

  it('by a passkey has one, which was not revoked', () => {
    expect(signed({ by: 'passkey' }, key)).toEqual([]);
    const none = ['the signer had no passkey to sign with'];
    expect(signed({ by: 'passkey' })).toEqual(none);
    expect(signed({ by: 'passkey' }, key, fact(6, 'passkey.revoked', { passkey: 'k1' }))).toEqual(none);
  });

  it('by the password alone did it in a session of theirs', () => {
    expect(signed({ by: 'password', session: 'x', alone: true })).toEqual([]);
    expect(signed({ by: 'password', alone: true })).toEqual([
      'the signer gave one component outside a session of theirs',
    ]);
  });
});
