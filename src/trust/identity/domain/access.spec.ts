import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  acceptPassword,
  DEFAULT_ACCESS,
  isPermission,
  lockedUntil,
  overByTime,
  PERMISSIONS,
  permissionsOf,
  roleFor,
  ROLES,
} from './index.js';

const T0 = Date.parse('2026-11-22T12:00:00.000Z');
const at = (ms: number) => new Date(T0 + ms).toISOString();
const MINUTE = 60_000;
const { lockout, session: limits } = DEFAULT_ACCESS;

describe('roles', () => {
  it('11.10(g): an administrator holds no GMP right by being one', () => {
    const gmp = /^(batch|step|recipe|order|deviation|record|readings|upkeep|gap|inbox|floor)\./;
    expect(PERMISSIONS.administrator.filter((permission) => gmp.test(permission))).toEqual([]);
  });

  it('roles of today, each with what it needs: a sponsor reads batches, a unit gives results, an inspector changes nothing', () => {
    expect(PERMISSIONS.sponsor).toEqual(['batch.read', 'order.read', 'deviation.read', 'record.read']);
    expect(PERMISSIONS['automation-unit']).toEqual(['inbox.post']);
    expect(PERMISSIONS.inspector.filter((permission) => !permission.endsWith('.read'))).toEqual([]);
    expect(PERMISSIONS.planner.filter((permission) => !permission.endsWith('.read'))).toEqual(['order.write']);
    const signing = /^(step|upkeep|recipe|gap)\.(?!read)/;
    expect(PERMISSIONS['qualified-person'].filter((permission) => signing.test(permission))).toEqual([]);
  });

  it('an engineer neither issues batches nor approves recipes, and only quality releases', () => {
    const who = (permission: string) => ROLES.filter((role) => permissionsOf([role]).has(permission));
    expect(who('batch.issue')).toEqual(['supervisor']);
    expect(who('recipe.approve')).toEqual(['supervisor', 'qa-reviewer']);
    expect(who('recipe.comment')).toEqual(['supervisor', 'recipe-engineer', 'qa-reviewer']);
    expect(who('recipe.release')).toEqual(['qa-reviewer']);
    expect(who('person.write')).toEqual(['administrator']);
  });

  it('a permission is found in the first role that carries it, or refused', () => {
    expect(roleFor(['operator', 'supervisor'], 'batch.issue')).toBe('supervisor');
    expect(() => roleFor(['operator'], 'batch.issue')).toThrow('permission.missing');
    expect(() => roleFor([], 'batch.read')).toThrow('permission.missing');
  });

  it('a permission that nobody holds is none', () => {
    expect(isPermission('batch.issue')).toBe(true);
    expect(isPermission('statement.sign')).toBe(true);
    expect(isPermission('batch.isue')).toBe(false);
  });
});

describe('lockout', () => {
  const failures = (...minutes: number[]) => minutes.map((minute) => at(minute * MINUTE));

  it('11.300(d): five failures within 15 minutes lock for 15 minutes after the last', () => {
    expect(lockedUntil(failures(0, 1, 2, 3), at(3 * MINUTE), lockout)).toBeNull();
    expect(lockedUntil(failures(0, 1, 2, 3, 14), at(15.5 * MINUTE), lockout)).toBe(at(29 * MINUTE));
    expect(lockedUntil(failures(0, 1, 2, 3, 14), at(29 * MINUTE), lockout)).toBeNull();
    expect(lockedUntil(failures(0, 1, 2, 3, 16), at(16 * MINUTE), lockout)).toBeNull();
  });

  it('never lets a guesser have more than five tries in any 15 minutes', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 6 * MINUTE }), { maxLength: 60 }), (pauses) => {
        const tried: number[] = [];
        let now = 0;
        for (const pause of pauses) {
          now += pause;
          if (lockedUntil(tried.map(at), at(now), lockout) === null) tried.push(now);
        }
        for (const time of tried) {
          const within = tried.filter((other) => other >= time && other - time < lockout.windowMinutes * MINUTE);
          expect(within.length).toBeLessThanOrEqual(lockout.failures);
        }
      }),
    );
  });
});

describe('a session', () => {
  const session = (seenMs: number) => ({ startedAt: at(0), seenAt: at(seenMs) });

  it('11.200(a)(1)(ii): ends after 15 minutes without the person, and after 12 hours in any case', () => {
    expect(overByTime(session(0), at(limits.idleMinutes * MINUTE - 1), limits)).toBeNull();
    expect(overByTime(session(0), at(limits.idleMinutes * MINUTE), limits)).toBe('idle');
    expect(overByTime(session(12 * 60 * MINUTE - 1), at(12 * 60 * MINUTE), limits)).toBe('lifetime');
  });
});

describe('a password', () => {
  const ADA = { username: 'ada.lovelace', name: 'Ada King' };
  const refused = (password: string, person = ADA) => {
    try {
      acceptPassword(password, person, { least: 12 });
    } catch (error) {
      return (error as { values: { why: string } }).values.why;
    }
    return 'taken';
  };

  it.each([
    ['elevenchars', 'short'],
    ['x y '.repeat(40), 'long'],
    ['Ada.Lovelace-2026', 'name'],
    ['the kings horses', 'name'],
    ['password1234', 'common'],
    ['P@ssw0rd2026!', 'common'],
    ['qwertyuiop123', 'common'],
    ['winterpassword', 'common'],
    ['123456789012', 'common'],
    ['abcabcabcabcabc', 'common'],
    ['zzzzzzzzzzzzzz', 'common'],
  ])('11.300(b): "%.20s" is refused as %s', (password, why) => expect(refused(password)).toBe(why));

  it('may be any phrase of twelve characters, a short name by chance within it', () => {
    for (const phrase of ['correct horse battery', 'nW3kXqA8vT0zLm5Rr1Yp', 'ballroom-demo', 'a phrase of her own'])
      expect(refused(phrase, { username: 'qa', name: 'Al Wu' })).toBe('taken');
  });

  it('is never refused for what a generator made', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 15, maxLength: 15 }), (bytes) => {
        const made = Buffer.from(bytes).toString('base64');
        fc.pre(new Set(made).size > 8);
        expect(refused(made, { username: 'x', name: 'y' })).toBe('taken');
      }),
    );
  });
});
