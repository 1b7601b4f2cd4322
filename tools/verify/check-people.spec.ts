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
  const people = new People(new Map([['p1', [REGISTERED, ...grants]]]), []);
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
  const given = {
    ...{ signature: 'g2', subject: 'seed', meaning: 'performed', person: 'p1', hash: '', content: {} },
    ...{ username: 'ada', name: 'Ada Muster', role: 'operator' },
  };
  const signed = (more: object, before: Fact[] = [], others: Fact[] = [], report = new Report()): string[] => {
    const enabled = [
      fact(2, 'person.secret-set', { by: 'person' }),
      fact(3, 'person.identity-confirmed', { evidence: 'passport' }),
      fact(4, 'person.statement-signed', { statement: 1, hash: '' }),
    ];
    const all = { ...given, ...more };
    const signature = fact(20, 'signature.given', all, ADMIN, 'batch/b1');
    const stated = [REGISTERED, granted(), ...enabled, ...before];
    const people = new People(new Map([['p1', stated]]), [...others, signature]);
    people.checkSigner(report, signature, all);
    return report.findings.map(({ what }) => what);
  };
  const key = fact(5, 'passkey.registered', { passkey: 'k1', credential: 'c', publicKeyHash: 'f', name: 'belt' });

  it('by a passkey had that one, which was registered and not revoked then', () => {
    const by = { by: 'passkey', passkey: 'k1' };
    expect(signed(by, [key])).toEqual([]);
    const none = ['the signer had not that passkey to sign with'];
    expect(signed(by)).toEqual(none);
    expect(signed({ by: 'passkey' }, [key])).toEqual(none);
    expect(signed({ ...by, passkey: 'k2' }, [key])).toEqual(none);
    expect(signed({ ...by, by: 'password' }, [key])).toEqual(none);
    expect(signed(by, [key, fact(6, 'passkey.revoked', { passkey: 'k1' })])).toEqual(none);
    expect(signed(by, [key, fact(21, 'passkey.revoked', { passkey: 'k1' })])).toEqual([]);
  });

  it('by the password alone did it in a session of theirs, after both in it', () => {
    const first = (more: object, minute = 10) =>
      fact(minute, 'signature.given', { ...given, signature: 'g1', session: 'x', ...more }, ADMIN, 'batch/b1');
    const alone = { by: 'password', session: 'x', alone: 'g1' };
    expect(signed(alone, [], [first({})])).toEqual([]);
    expect(signed({ ...alone, session: undefined }, [], [first({})])).toEqual([
      'the signer gave one component outside a session of theirs',
    ]);
    const before = ['the signer gave one component, and had not given both before in that session'];
    expect(signed(alone, [], [first({ person: 'p2' })])).toEqual(before);
    expect(signed(alone, [], [first({ session: 'y' })])).toEqual(before);
    expect(signed(alone, [], [first({ alone: 'g0' })])).toEqual(before);
    expect(signed(alone, [], [first({}, 30)])).toEqual(before);
    expect(signed({ ...alone, alone: 'g2' })).toEqual(before);
    const report = new Report();
    expect(signed(alone, [], [], report)).toEqual([]);
    expect(report.notChecked).toEqual([expect.stringContaining('not in this record')]);
  });
});
