import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { effectFor, isInEffect, type RecipeEffectRow, sameScope, turnsOf } from './effects.js';

const at = (day: number) => `2026-12-${String(day).padStart(2, '0')}T00:00:00.000Z`;
const row = (
  version: string,
  from: number,
  scope: { site?: string; market?: string } = {},
  until: number | null = null,
) => {
  const { site = null, market = null } = scope;
  const id = `${version}/${site}/${market}/${from}`;
  const times = { from: at(from), until: until === null ? null : at(until) };
  return { id, version, code: 'r', site, market, development: false, ...times };
};

const sites = fc.constantFrom(null, 'vienna', 'boston');
const markets = fc.constantFrom(null, 'EU', 'US');
const effects = fc.uniqueArray(
  fc.record({
    version: fc.constantFrom('v1', 'v2', 'v3', 'in development'),
    site: sites,
    market: markets,
    from: fc.integer({ min: 1, max: 9 }),
  }),
  { selector: ({ version, site, market, from }) => `${version}${site}${market}${from}`, maxLength: 12 },
);
const rowsOf = (some: { version: string; site: string | null; market: string | null; from: number }[]) =>
  some.map(({ version, site, market, from }, index): RecipeEffectRow => {
    const id = String(index).padStart(3, '0');
    const development = version === 'in development';
    return { id, version, code: 'r', site, market, development, from: at(from), until: null };
  });

const isRival = (one: RecipeEffectRow, other: RecipeEffectRow): boolean =>
  other !== one && sameScope(one, other) && one.development === other.development;

describe('what is in effect', () => {
  const vienna = { site: 'vienna', market: 'EU' };
  const version = (rows: RecipeEffectRow[], scope = vienna, day = 5) =>
    effectFor(rows, scope, at(day))?.version ?? null;

  it('11.10(k): is what was released for the site and the market, before the market, the site, or all', () => {
    const [all, site, market] = [row('v1', 1), row('v2', 1, { site: 'vienna' }), row('v3', 1, { market: 'EU' })];
    const both = row('v4', 1, vienna);
    expect(version([all, site, market, both])).toBe('v4');
    expect(version([all, site, market])).toBe('v3');
    expect(version([all, site])).toBe('v2');
    expect(version([all])).toBe('v1');
    expect(version([row('v2', 1, { site: 'boston' }), row('v3', 1, { market: 'US' })])).toBeNull();
    expect(version([row('v3', 1, { market: 'EU' })], { site: 'vienna', market: null as never })).toBeNull();
  });

  it('begins at its instant, and ends where the next begins or it was ended', () => {
    const rows = [row('v1', 2), row('v2', 4), row('v3', 6, {}, 8)];
    expect([1, 2, 3, 4, 5, 6, 7, 8].map((day) => version(rows, vienna, day))).toEqual([
      null,
      'v1',
      'v1',
      'v2',
      'v2',
      'v3',
      'v3',
      'v2',
    ]);
    expect(isInEffect(rows, 'v3', vienna, at(7))).toBe(true);
    expect(isInEffect(rows, 'v3', vienna, at(8))).toBe(false);
  });

  it('is not what another is known to replace by then, and is where that one was taken back', () => {
    const rows = [row('v1', 1), row('v2', 4), row('v3', 6, vienna), row('v4', 8, {}, 8)];
    const during = (version: string, day: number, scope = vienna) => isInEffect(rows, version, scope, at(day));
    expect([during('v1', 3), during('v1', 4), during('v2', 4), during('v2', 9)]).toEqual([true, false, true, true]);
    expect([during('v2', 7), during('v3', 7), during('v3', 7, { site: 'boston', market: 'EU' })]).toEqual([
      true,
      true,
      false,
    ]);
    const developed = { ...row('v9', 2), development: true };
    expect(isInEffect([row('v1', 1), developed], 'v1', vienna, at(3))).toBe(true);
  });

  it('is, in development, beside what is made for patients, and takes its place only where there is none', () => {
    const developed = { ...row('v3', 4, vienna), development: true };
    const rows = [row('v1', 2, { site: 'vienna' }), developed];
    expect([effectFor(rows, vienna, at(5)), effectFor(rows, vienna, at(5), true)]).toEqual(rows);
    expect(version([developed])).toBe('v3');
    expect(turnsOf(rows, at(5)).flatMap(({ ended }) => ended)).toEqual([]);
  });

  it('does not change when time puts on record what it has brought', () => {
    fc.assert(
      fc.property(effects, sites, markets, fc.integer({ min: 1, max: 9 }), (some, site, market, day) => {
        const rows = rowsOf(some);
        const ends = new Map(turnsOf(rows, at(day)).flatMap(({ ended }) => ended.map((end) => [end.id, end.until])));
        const turned = rows.map((effect) => ({ ...effect, until: ends.get(effect.id) ?? null }));
        for (let later = day; later <= 9; later++)
          for (const development of [false, true]) {
            const [now, then] = [turned, rows].map((of) => effectFor(of, { site, market }, at(later), development)?.id);
            expect(now).toBe(then);
          }
        const open = turned.filter(({ from, until }) => until === null && from <= at(day));
        expect(open.some((one) => open.some((other) => isRival(one, other)))).toBe(false);
        expect(turnsOf(turned, at(day)).flatMap(({ ended }) => ended)).toEqual([]);
      }),
    );
  });
});
