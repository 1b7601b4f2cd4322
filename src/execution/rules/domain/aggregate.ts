import { convert, type Quantity, round } from '../../../kernel/quantity.js';
import { Dec } from '../../../kernel/ucum.js';
import type { Sample } from './monitor-fold.js';

export type Aggregate = 'last' | 'mean' | 'min' | 'max';

/** A unit's readings of one tag made into one value. */
export interface Aggregated<S extends Sample> {
  quality: 'good' | 'bad' | 'stale';
  value: string | null;
  /** the good readings that the value rests on; of a bad one, the readings that were not good */
  cited: S[];
}

/**
 * One value from a window's readings: of the good ones alone. `bad` where there are readings but the newest is not good or
 * none is, `stale` where there are none: a value that is not good now is never replaced by a good old one.
 */
export function aggregate<S extends Sample>(
  readings: readonly S[],
  kind: Aggregate,
  from: string,
  to: { unit: string; decimals: number },
): Aggregated<S> {
  const ordered = [...readings].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  const last = ordered.at(-1);
  if (last === undefined) return { quality: 'stale', value: null, cited: [] };
  const good = ordered.filter(({ value }) => value !== null);
  if (last.value === null || good.length === 0)
    return { quality: 'bad', value: null, cited: ordered.filter(({ value }) => value === null) };
  const cited = kind === 'last' ? [last] : good;
  const values = cited.map(({ value }) => new Dec(String(value)));
  const quantity: Quantity = { value: one(kind, values).toFixed(), unit: from };
  const { value } = round(convert(quantity, to.unit), { decimals: to.decimals, mode: 'half-even' });
  return { quality: 'good', value, cited };
}

function one(kind: Aggregate, values: Dec[]): Dec {
  switch (kind) {
    case 'last':
      return values.at(-1)!;
    case 'min':
      return Dec.min(...values);
    case 'max':
      return Dec.max(...values);
    case 'mean':
      return Dec.sum(...values).div(values.length);
  }
}
