import { compare, parseDecimal, sameDimension } from '../../../kernel/quantity.js';
import { rangeOf, type Fault, type Path, type Range, type Tag } from '../../unit-classes/domain/index.js';
import type { Judged } from './phase.js';
import type { JudgedText } from './recipe-text.js';

/** What limits must lie in, besides each other: the values that a tag can take, in the tag's unit, or a named range. */
export type Within = (Pick<Tag, 'unit' | 'range'> & { called?: string }) | undefined;

/** Limits with their defaults; alert inside action, both inside what the tag can say. */
export function buildLimits(text: JudgedText, unit: string, within: Within, path: Path, faults: Fault[]): Judged {
  const { alert, action, onBreach = 'continue', criticality, deviation } = text;
  const judged: Judged = {
    ...(alert ? { alert: rangeOf(alert, [...path, 'alert'], faults) } : {}),
    ...(action ? { action: rangeOf(action, [...path, 'action'], faults) } : {}),
    onBreach,
    criticality,
    ...(deviation === undefined ? {} : { deviation }),
  };
  const called = within?.called ?? "the tag's range";
  const scale = within?.range && within.unit !== undefined && sameDimension(unit, within.unit) ? within : undefined;
  const outer = { range: scale?.range, unit: scale?.unit ?? unit };
  if (judged.action) nest(judged.action, outer, 'action', called);
  if (judged.alert)
    nest(
      judged.alert,
      judged.action ? { range: judged.action, unit } : outer,
      'alert',
      judged.action ? 'action' : called,
    );
  return judged;

  function nest(
    inner: Range,
    bounds: { range: Range | undefined; unit: string },
    name: string,
    container: string,
  ): void {
    if (bounds.range && sameDimension(unit, bounds.unit) && !nests(inner, unit, bounds.range, bounds.unit)) {
      faults.push({ code: 'limits.not-nested', path: [...path, name], message: `${name} is not inside ${container}` });
    }
  }
}

/** Whether each side of `inner` is inside `outer`; an open side is inside an open side only. */
export function nests(inner: Range, innerUnit: string, outer: Range, outerUnit: string): boolean {
  const order = (a: string, b: string): number => compare({ value: a, unit: innerUnit }, { value: b, unit: outerUnit });
  const low = outer.low === null || (inner.low !== null && order(inner.low, outer.low) >= 0);
  const high = outer.high === null || (inner.high !== null && order(inner.high, outer.high) <= 0);
  return low && high;
}

/** A limit given to more places than the value is kept to could never be met or missed by it. */
export function checkPlaces(text: JudgedText, decimals: number, path: Path, faults: Fault[]): void {
  for (const name of ['alert', 'action'] as const) {
    for (const [index, limit] of (text[name] ?? []).entries()) {
      const places = limit === null ? 0 : (parseDecimal(String(limit))?.split('.')[1]?.length ?? 0);
      if (places > decimals) {
        faults.push({
          code: 'limits.too-fine',
          path: [...path, name, index],
          message: `finer than ${decimals} decimals`,
        });
      }
    }
  }
}
