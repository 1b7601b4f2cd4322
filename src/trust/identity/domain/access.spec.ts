import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  acceptPassword,
  callingRole,
  isPermission,
  LOCKOUT,
  lockedUntil,
  overByTime,
  PERMISSIONS,
  permissionsOf,
  roleFor,
  ROLES,
  SESSION_LIMITS,
} from './index.js';

const T0 = Date.parse('2026-11-22T12:00:00.000Z');
const at = (ms: number) => new Date(T0 + ms).toISOString();
const MINUTE = 60_000;

describe('roles', () => {
  it('11.10(g): an administrator holds no GMP right by being one', () => {
    const gmp = /^(batch|step|recipe|order|deviation|record|readings)\./;
    expect(PERMISSIONS.administrator.filter((permission) => gmp.test(permission))).toEqual([]);
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
    expect(callingRole([], 'session.own')).toBe('none');
    expect(callingRole(['operator'], 'session.own')).toBe('operator');
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
    expect(lockedUntil(failures(0, 1, 2, 3), at(3 * MINUTE))).toBeNull();
    expect(lockedUntil(failures(0, 1, 2, 3, 14), at(15.5 * MINUTE))).toBe(at(29 * MINUTE));
    expect(lockedUntil(failures(0, 1, 2, 3, 14), at(29 * MINUTE))).toBeNull();
    expect(lockedUntil(failures(0, 1, 2, 3, 16), at(16 * MINUTE))).toBeNull();
  });

  it('never lets a guesser have more than five tries in any 15 minutes', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 6 * MINUTE }), { maxLength: 60 }), (pauses) => {
        const tried: number[] = [];
        let now = 0;
        for (const pause of pauses) {
          now += pause;
          if (lockedUntil(tried.map(at), at(now)) === null) tried.push(now);
        }
        for (const time of tried) {
          const within = tried.filter((other) => other >= time && other - time < LOCKOUT.windowMs);
          expect(within.length).toBeLessThanOrEqual(LOCKOUT.failures);
        }
      }),
    );
  });
});

describe('a session', () => {
  const session = (seenMs: number) => ({ startedAt: at(0), seenAt: at(seenMs) });

  it('11.200(a)(1)(ii): ends after 15 minutes without the person, and after 12 hours in any case', () => {
    expect(overByTime(session(0), at(SESSION_LIMITS.idleMs - 1))).toBeNull();
    expect(overByTime(session(0), at(SESSION_LIMITS.idleMs))).toBe('idle');
    expect(overByTime(session(12 * 60 * MINUTE - 1), at(12 * 60 * MINUTE))).toBe('lifetime');
  });
});

describe('a password', () => {
  it.each(['short', 'x'.repeat(201), 'ADA-ada-2026!'])('"%.30s" is too weak for ada', (password) => {
    expect(() => acceptPassword(password, 'ada')).toThrow('password.too-weak');
  });

  it('may be any phrase of twelve characters, a short username by chance within it', () => {
    expect(() => acceptPassword('correct horse battery', 'ada')).not.toThrow();
    expect(() => acceptPassword('nW3kXqA8vT0zLm5Rr1Yp', 'qa')).not.toThrow();
  });
});
