import {
  compare,
  compareDecimals,
  convert,
  parseDecimal,
  type Quantity,
  sameDimension,
} from '../../../../kernel/quantity.js';
import {
  type Duration,
  type Fault,
  isOutside,
  type Path,
  type Range,
  seconds,
} from '../../../unit-classes/domain/index.js';
import { nests } from '../build-limits.js';
import type { SignaturePolicy } from '../phase.js';
import type { LimitsChange } from './overlay.js';

/** Collects what an overlay would leave; what it changes is taken only where nothing was collected. */
export class Narrowing {
  readonly faults: Fault[] = [];

  fault(code: string, path: Path, message: string): void {
    this.faults.push({ code, path, message });
  }

  unknown(path: Path, message: string): void {
    this.fault('overlay.unknown-target', path, message);
  }

  private widens(path: Path, message: string): void {
    this.fault('overlay.widens', path, message);
  }

  /** A range inside another; open is the widest. */
  inside(inner: Range, outer: Range | undefined, path: Path): void {
    if (outer && !nests(inner, '1', outer, '1'))
      this.widens(path, `${said(inner)} is not inside the parent's ${said(outer)}`);
  }

  /** Limits each inside the parent's, and the alert that results inside the action that results. */
  limits<Judged extends LimitsChange>(
    judged: Judged,
    change: LimitsChange,
    decimals: number | null,
    path: Path,
  ): Judged {
    for (const key of ['alert', 'action'] as const) {
      const range = change[key];
      if (!range) continue;
      this.inside(range, judged[key], [...path, key]);
      const fine = [range.low, range.high].find((end) => end !== null && decimals !== null && places(end) > decimals);
      if (fine) this.fault('limits.too-fine', [...path, key], `${fine} is finer than ${decimals} decimals`);
    }
    const result = { ...judged, ...only(change, 'alert', 'action') };
    const { alert, action } = result;
    if (alert && action && !nests(alert, '1', action, '1')) {
      const message = `alert ${said(alert)} is not inside action ${said(action)}: state both`;
      this.fault('overlay.not-nested', [...path, change.alert ? 'alert' : 'action'], message);
    }
    return result;
  }

  notLonger(length: Duration, parents: Duration | undefined, path: Path): void {
    if (parents !== undefined && seconds(length) > seconds(parents))
      this.widens(path, `longer than the parent's ${parents}`);
  }

  notShorter(length: Duration, parents: Duration | undefined, path: Path): void {
    if (parents !== undefined && seconds(length) < seconds(parents))
      this.widens(path, `shorter than the parent's ${parents}`);
  }

  notMore(value: string, parents: string, path: Path): void {
    if (compareDecimals(value, parents) > 0) this.widens(path, `${value} is more than the parent's ${parents}`);
  }

  notFewer(value: number, parents: number, path: Path): void {
    if (value < parents) this.widens(path, `${value} are fewer than the parent's ${parents}`);
  }

  /** The parent's signatures are all there, in their order; others may stand between them. */
  signatures(list: SignaturePolicy[], parents: SignaturePolicy[], path: Path): void {
    let next = 0;
    for (const { meaning, role } of list) {
      const due = parents[next];
      if (due && due.meaning === meaning && due.role === role) next += 1;
    }
    const missing = parents[next];
    if (missing)
      this.widens(path, `the parent's signature ${missing.meaning} by ${missing.role} is missing or out of order`);
  }

  /** A value inside a range that is in another unit of the same dimension. */
  value(amount: Quantity, range: Range, unit: string, path: Path, whose: string): void {
    if (!sameDimension(amount.unit, unit)) {
      this.fault('unit.not-compatible', path, `${amount.unit} does not convert to ${unit}`);
    } else if (isOutside(convert(amount, unit).value, range)) {
      this.widens(path, `${amount.value} ${amount.unit} is outside ${whose} ${said(range)} ${unit}`);
    }
  }

  /** The same quantity, whatever its unit. */
  same(amount: Quantity, parents: Quantity, path: Path): void {
    if (!sameDimension(amount.unit, parents.unit) || compare(amount, parents) === 0) return;
    this.widens(path, `nothing watches it, so it stays the parent's ${parents.value} ${parents.unit}`);
  }
}

/** What is stated under an id, and nothing that every object has. */
export const own = <T>(of: Record<string, T> | undefined, id: string): T | undefined =>
  of && Object.hasOwn(of, id) ? of[id] : undefined;

/** A copy of an object with those keys alone that it has. */
export const only = <T extends object, K extends keyof T>(from: T, ...keys: K[]): Partial<Pick<T, K>> =>
  Object.fromEntries(keys.flatMap((key) => (from[key] === undefined ? [] : [[key, from[key]]]))) as Partial<Pick<T, K>>;

export const said = ({ low, high }: Range): string => `[${low ?? 'null'}, ${high ?? 'null'}]`;

const places = (decimal: string): number => parseDecimal(decimal)?.split('.')[1]?.length ?? 0;
