import type { Instant, Uuid } from '../../../kernel/ids.js';

/** Where something is made and for which market; null where none is named. */
export interface Scope {
  site: Uuid | null;
  market: string | null;
}

/** A version in effect at a site and for a market, or at and for all (null), from an instant on; `until` once it has ended. */
export interface RecipeEffectRow extends Scope {
  id: Uuid;
  version: Uuid;
  code: string;
  /** of a version in development, which takes no other's place but another such one's */
  development: boolean;
  from: Instant;
  until: Instant | null;
}

export type NewEffect = Pick<RecipeEffectRow, 'id' | 'site' | 'market' | 'from'> & { development?: true };

/** `by` is the version that holds there from then on; none where it was retired. */
export interface EffectEnd {
  id: Uuid;
  until: Instant;
  by?: Uuid;
}

type Effects = readonly RecipeEffectRow[];

/** An effect that names a market comes before one that names a site alone: a market is what was licensed. */
const precision = ({ site, market }: Scope): number => (market === null ? 0 : 2) + (site === null ? 0 : 1);

/** The later beginning holds; of two that begin at once the one signed later, whose id is greater. */
const byBeginning = (a: RecipeEffectRow, b: RecipeEffectRow): number =>
  a.from === b.from ? (a.id < b.id ? -1 : 1) : a.from < b.from ? -1 : 1;

const holds = ({ from, until }: RecipeEffectRow, at: Instant): boolean => from <= at && (until === null || at < until);

/** Whether something made at this site and for this market is made under the effect. */
export const isFor = (effect: Scope, { site, market }: Scope): boolean =>
  (effect.site === null || effect.site === site) && (effect.market === null || effect.market === market);

export const sameScope = (one: Scope, other: Scope): boolean => one.site === other.site && one.market === other.market;

/**
 * Of the effects of one code the one that is made by at this site and for this market: the most precise, then the newest.
 * One in development only where it is asked for, or there is no other.
 */
export function effectFor(effects: Effects, scope: Scope, at: Instant, development = false): RecipeEffectRow | null {
  const valid = effects.filter(
    (effect) => holds(effect, at) && isFor(effect, scope) && effect.development === development,
  );
  const [first] = valid.sort((a, b) => precision(b) - precision(a) || byBeginning(b, a));
  return first ?? (development ? null : effectFor(effects, scope, at, true));
}

/**
 * Of the effects of one code: whether a version is in effect wherever something that rests on it would be, at that instant,
 * as far as is known by now: another may be released to take its place before.
 */
export const isInEffect = (effects: Effects, version: Uuid, scope: Scope, at: Instant): boolean =>
  effects.some(
    (effect) =>
      effect.version === version &&
      isFor(effect, scope) &&
      holds(effect, at) &&
      !effects.some((later) => ends(later, effect) && later.from <= at),
  );

/** Whether one effect takes the place of another as soon as it begins. */
const ends = (later: RecipeEffectRow, effect: RecipeEffectRow): boolean =>
  later.id !== effect.id &&
  sameScope(later, effect) &&
  later.development === effect.development &&
  byBeginning(later, effect) > 0 &&
  begins(later);

/** A release that was taken back before its time came never began. */
const begins = ({ from, until }: RecipeEffectRow): boolean => until === null || until > from;

/** What the time has brought to the effects of one code: by version, those that began and those that others ended. */
export interface Turn {
  version: Uuid;
  ended: EffectEnd[];
}

/** The versions of a code that have an effect begun by now, each with what ended; in the order of their ids. */
export function turnsOf(effects: Effects, now: Instant): Turn[] {
  const begun = effects.filter(({ from, until }) => until === null && from <= now).sort(byBeginning);
  const turns = new Map<Uuid, Turn>(begun.map(({ version }) => [version, { version, ended: [] }]));
  for (const [index, effect] of begun.entries()) {
    const next = begun.slice(index + 1).find((later) => ends(later, effect));
    if (next) turns.get(effect.version)!.ended.push({ id: effect.id, until: next.from, by: next.version });
  }
  return [...turns.values()].sort((a, b) => (a.version < b.version ? -1 : 1));
}
