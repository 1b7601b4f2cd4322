import type { KitType } from '../../../definition/unit-classes/domain/index.js';
import { elementsOf, gs1Day, isData, isGtin, productCode } from '../../../kernel/gs1.js';
import type { Instant, Uuid } from '../../../kernel/ids.js';
import { Refusal } from '../../../kernel/refusal.js';
import { isDay, isExpired, siteDay } from '../../../kernel/site-day.js';
import type { KeptAs } from './upkeep.js';

// a type, not an interface: only that has the index signature of a fact's values
/** A single-use kit, as its label says it. */
export type Kit = {
  id: Uuid;
  /** a GTIN in 14 digits, or its maker's code in capitals */
  product: string;
  /** of its type, as the unit's class says it then; empty of none that the class takes */
  title: string;
  lot: string;
  serial: string;
  /** YYYY-MM-DD, good to its end at the site */
  expiry: string;
  given: 'scanned' | 'typed';
};

/** Which kit it is among all that there ever were. */
export type KitName = Pick<Kit, 'product' | 'lot' | 'serial'>;

/** What a person gives: what was scanned, or what was read and typed. */
export interface GivenKit extends Partial<Omit<Kit, 'id' | 'title' | 'given'>> {
  scanned?: string;
}

/** A kit and the one binding of a unit that it was ever put in for. */
export interface KitRow extends Kit {
  unit: Uuid;
  binding: Uuid;
  boundAt: Instant;
  /** when its unit was released, or another kit took its place */
  removedAt: Instant | null;
}

const NAME = ['product', 'lot', 'serial'] as const;
const PARTS = [...NAME, 'expiry'] as const;

/** White space is printed to be read by, and makes no other kit. */
const bare = (text: string): string => text.replace(/\s/g, '');

/**
 * A kit from what a person gives. Refuses with `kit.not-readable` what is no element string, has a character that no element has,
 * names no GTIN or no day, and with `kit.incomplete` where product, lot, serial number or expiry is missing: a kit that cannot be told from others of its lot cannot
 * be shown to be new.
 */
export function kitOf(id: Uuid, { scanned, ...typed }: GivenKit, types: readonly KitType[], today: string): Kit {
  if (scanned !== undefined && PARTS.some((part) => typed[part] !== undefined))
    throw new Refusal('invalid', 'kit.scanned-and-typed');
  const said = scanned === undefined ? typed : readLabel(scanned, today);
  const parts = Object.fromEntries(PARTS.map((part) => [part, bare(said[part] ?? '')]));
  const { product, lot, serial, expiry } = parts as Record<(typeof PARTS)[number], string>;
  const missing = PARTS.filter((part) => parts[part] === '');
  if (missing.length > 0) throw new Refusal('unprocessable', 'kit.incomplete', { missing });
  const odd = NAME.find((part) => !isData(parts[part]!));
  if (odd !== undefined) throw new Refusal('unprocessable', 'kit.not-readable', { what: odd, read: parts[odd]! });
  if (!isDay(expiry)) throw new Refusal('unprocessable', 'kit.not-readable', { what: 'expiry', read: expiry });
  const code = productCode(product);
  const title = typeOf(types, code)?.title ?? '';
  return { id, product: code, title, lot, serial, expiry, given: scanned === undefined ? 'typed' : 'scanned' };
}

function readLabel(scanned: string, today: string): Omit<GivenKit, 'scanned'> {
  const unreadable = (what: string): Refusal =>
    new Refusal('unprocessable', 'kit.not-readable', { what, read: scanned });
  const elements = elementsOf(scanned);
  if (elements === null) throw unreadable('form');
  const [gtin, date, lot, serial] = ['01', '17', '10', '21'].map((ai) => elements.get(ai));
  if (gtin !== undefined && !isGtin(gtin)) throw unreadable('gtin');
  const expiry = date === undefined ? undefined : gs1Day(date, Number(today.slice(0, 4)));
  if (expiry === null) throw unreadable('expiry');
  return {
    ...(gtin !== undefined && { product: gtin }),
    ...(expiry !== undefined && { expiry }),
    ...(lot !== undefined && { lot }),
    ...(serial !== undefined && { serial }),
  };
}

const typeOf = (types: readonly KitType[], product: string): KitType | undefined =>
  types.find((type) => productCode(type.product) === product);

const named = ({ product, lot, serial, expiry }: Kit): object => ({ product, lot, serial, expiry });

/** Why a kit may not be put in, null where it may: `kit.wrong-type`, `kit.expired`. `kit.used` is for who sees every kit. */
export function wrongKit(kit: Kit, types: readonly KitType[], today: string): Refusal | null {
  if (typeOf(types, kit.product) === undefined)
    return new Refusal('unprocessable', 'kit.wrong-type', {
      ...named(kit),
      expected: types.map(({ title }) => title),
    });
  return isExpired(kit.expiry, today) ? new Refusal('unprocessable', 'kit.expired', { ...named(kit), today }) : null;
}

export const usedKit = (kit: Kit): Refusal => new Refusal('conflict', 'kit.used', { ...named(kit) });

const same = (a: string, b: string): boolean => bare(a).toUpperCase() === bare(b).toUpperCase();

const sameKit = (a: KitName, b: KitName): boolean =>
  a.product === b.product && same(a.lot, b.lot) && same(a.serial, b.serial);

/** What is asked of a unit's state here. */
interface Kitted {
  unit: Readonly<Record<string, { code: string }>>;
  unit_kit: Readonly<Record<string, KitRow>>;
}

/**
 * Single use: refuses with `kit.missing` where the class asks for a kit and there is none, with `kit.not-needed` where it asks for
 * none, with `kit.wrong-type`, `kit.expired`, and with `kit.used` what this unit has had.
 */
export function checkKit(
  state: Kitted,
  unit: Uuid,
  { upkeep, zone }: KeptAs,
  kit: Kit | undefined,
  now: Instant,
): void {
  const types = upkeep?.kit;
  checkAsked({ unit: state.unit[unit]!.code }, types, kit !== undefined);
  if (kit === undefined) return;
  const wrong = wrongKit(kit, types ?? [], siteDay(now, zone));
  if (wrong !== null) throw wrong;
  if (Object.values(state.unit_kit).some((one) => sameKit(one, kit))) throw usedKit(kit);
}

/** Refuses with `kit.missing` and `kit.not-needed`. */
export function checkAsked({ unit }: { unit: string }, types: readonly KitType[] | undefined, isGiven: boolean): void {
  if (types !== undefined && !isGiven)
    throw new Refusal('unprocessable', 'kit.missing', { unit, expected: types.map(({ title }) => title) });
  if (types === undefined && isGiven) throw new Refusal('unprocessable', 'kit.not-needed', { unit });
}

/** The kit that is in a unit for one of these bindings. */
export const kitIn = ({ unit_kit: kits }: Pick<Kitted, 'unit_kit'>, bindings: readonly Uuid[]): KitRow | undefined =>
  Object.values(kits).find(({ binding, removedAt }) => removedAt === null && bindings.includes(binding));

/**
 * Whether what a unit tells of the kit in it is the one that was bound: an element string of which all that it names is the same and
 * which names the serial number, or the serial number alone.
 */
export function isTold(kit: KitName, told: string): boolean {
  if (same(kit.serial, told)) return true;
  const elements = elementsOf(told);
  const [gtin, lot, serial] = ['01', '10', '21'].map((ai) => elements?.get(ai));
  return (
    serial !== undefined &&
    sameKit(kit, { product: gtin === undefined ? kit.product : productCode(gtin), lot: lot ?? kit.lot, serial })
  );
}
