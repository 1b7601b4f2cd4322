import { UcumLhcUtils } from '@lhncbc/ucum-lhc';
import { Decimal } from 'decimal.js';

/** decimal128's precision; large enough that no measurement is rounded before its stated rule. */
export const Dec = Decimal.clone({ precision: 34, rounding: Decimal.ROUND_HALF_EVEN, toExpNeg: -9e15, toExpPos: 9e15 });
export type Dec = Decimal;

/** A unit as arithmetic needs it: `(value + offset) × magnitude` is in base units of its dimension. */
export interface UnitMeaning {
  /** equal for units that convert into each other */
  dimension: string;
  magnitude: Dec;
  offset: Dec;
  /** an interval scale or a logarithm (Cel, pH): it compares and converts, but is not multiplied or added */
  special: boolean;
}

const LONGEST = 200;
const CACHED = 5000;
/** UCUM reads bare integers as units; beside a value they could only be a slip */
const NO_UNIT = /\s|^(?!1$)\d+$/;
const known = new Map<string, UnitMeaning | undefined>();

const SCALES: Record<string, { magnitude: Dec; offset: Dec }> = {
  Cel: { magnitude: new Dec(1), offset: new Dec('273.15') },
  degF: { magnitude: new Dec(5).div(9), offset: new Dec('459.67') },
};

/** The meaning of a UCUM code (case-sensitive), or nothing where it is not one. */
export function unitMeaning(code: string): UnitMeaning | undefined {
  if (known.has(code)) return known.get(code);
  const meaning = code.length > LONGEST || NO_UNIT.test(code) || namesObjects(code) ? undefined : look(code);
  if (known.size >= CACHED) known.clear();
  known.set(code, meaning);
  return meaning;
}

/** The library looks units up in plain objects, whose inherited names would pass for units. */
const namesObjects = (code: string): boolean =>
  (code.match(/[A-Za-z_]+/g) ?? []).some((name) => name in Object.prototype);

function look(code: string): UnitMeaning | undefined {
  const { unit, origString, retMsg } = UcumLhcUtils.getInstance().getSpecifiedUnit(code, 'validate');
  // the library offers a corrected code for a near miss; a record keeps only what is right as written
  if (!unit || (retMsg ?? []).length > 0 || (origString ?? code) !== code) return undefined;
  if (unit.magnitude_ === null || !Number.isFinite(unit.magnitude_) || unit.magnitude_ === 0) return undefined;
  const vector = `${unit.dim_?.dimVec_?.join(',') ?? '0,0,0,0,0,0,0'};mol${unit.moleExp_};eq${unit.equivalentExp_}`;
  const ratio = { magnitude: new Dec(unit.magnitude_), offset: new Dec(0) };
  if (unit.isSpecial_) {
    const scale = unit.cnvPfx_ === 1 ? SCALES[unit.cnv_ ?? ''] : undefined;
    if (scale) return { dimension: vector, ...scale, special: true };
    return { dimension: `special ${code}`, magnitude: new Dec(1), offset: new Dec(0), special: true };
  }
  if (!unit.isArbitrary_) return { dimension: vector, ...ratio, special: false };
  // arbitrary units measure only against themselves: [IU]/mL converts to [IU]/L, never to [arb'U]/mL or to /mL
  const atoms = [...code.matchAll(/\[[^\]]+\]/g)].map(([atom]) => atom).sort();
  return { dimension: `${vector};${atoms.join('')}`, ...ratio, special: false };
}
