import type { Limits } from '../api/types.js';

export interface LimitBands {
  /** where the bar begins and ends, in the value's unit */
  from: number;
  to: number;
  /** shares of the bar, 0 to 1, from left to right */
  zones: { kind: 'within' | 'alert' | 'action'; start: number; end: number }[];
}

const number = (text: string | null | undefined): number | null => (text == null ? null : Number(text));

/** The scale of a bar that shows limits with room beside them; an open side ends where the other bounds make sense of it. */
function scale(bounds: number[]): { from: number; to: number } {
  const [low, high] = [Math.min(...bounds), Math.max(...bounds)];
  const room = (high - low || Math.abs(high) || 1) * 0.25;
  return { from: low - room, to: high + room };
}

/** Alert and action limits as bands of a bar, or null where there are none. */
export function limitBands(alert: Limits | null, action: Limits | null): LimitBands | null {
  const ends = [alert?.low, alert?.high, action?.low, action?.high].map(number);
  const bounds = ends.filter((end) => end !== null);
  if (bounds.length === 0) return null;
  const { from, to } = scale(bounds);
  const share = (value: number): number => (value - from) / (to - from);
  const [alertLow, alertHigh, actionLow, actionHigh] = ends;
  const at = (end: number | null | undefined, open: number): number => (end == null ? open : share(end));
  const [a, d] = [at(actionLow, 0), at(actionHigh, 1)];
  const [b, c] = [Math.max(a, at(alertLow, a)), Math.min(d, at(alertHigh, d))];
  const zones: LimitBands['zones'] = [
    { kind: 'action', start: 0, end: a },
    { kind: 'alert', start: a, end: b },
    { kind: 'within', start: b, end: c },
    { kind: 'alert', start: c, end: d },
    { kind: 'action', start: d, end: 1 },
  ];
  return { from, to, zones: zones.filter(({ start, end }) => end - start > 1e-9) };
}

/** Where a value stands on the bar, 0 to 1; what lies outside stands at its end. */
export const limitPosition = ({ from, to }: Pick<LimitBands, 'from' | 'to'>, value: number): number =>
  Math.min(1, Math.max(0, (value - from) / (to - from)));

/** For the eye before entry alone; the server judges. Both ends are inside. */
export function glance(value: number, alert: Limits | null, action: Limits | null): 'within' | 'alert' | 'action' {
  const outside = (limits: Limits | null): boolean =>
    limits !== null && (value < (number(limits.low) ?? -Infinity) || value > (number(limits.high) ?? Infinity));
  if (outside(action)) return 'action';
  return outside(alert) ? 'alert' : 'within';
}
