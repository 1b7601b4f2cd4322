import { compareDecimals } from '../../../kernel/quantity.js';
import type { Range } from '../../../definition/unit-classes/domain/index.js';

/** What limits say of a value: inside all, outside the alert limits, or outside the action limits. */
export type Verdict = 'within' | 'alert' | 'action';

export interface Limits {
  alert?: Range;
  action?: Range;
}

/** Whether a decimal lies in a range; both ends are inside. */
export const inRange = (value: string, { low, high }: Range): boolean =>
  (low === null || compareDecimals(value, low) >= 0) && (high === null || compareDecimals(value, high) <= 0);

/** Judges a decimal in the unit of its limits. */
export function judge(value: string, { alert, action }: Limits): Verdict {
  if (action !== undefined && !inRange(value, action)) return 'action';
  return alert !== undefined && !inRange(value, alert) ? 'alert' : 'within';
}
