import type { Field } from '../api/types.js';
import { milliseconds } from '../parts/duration.js';
import { glance } from '../parts/limit-position.js';
import { plainDecimal } from '../parts/number-format.js';

/** A field with its place on a curve. */
export type CurveField = Field & { at: string };

export const isOnCurve = (field: Field): field is CurveField => field.at !== null && field.type === 'number';

export interface CurvePoint {
  id: string;
  title: string;
  /** shares of the plot from its left and its top, 0 to 1 */
  x: number;
  /** limits; an open side runs to the edge */
  low: number;
  high: number;
  /** where the value stands; null while none is typed */
  y: number | null;
  text: string;
  verdict: 'within' | 'alert' | 'action';
  /** where it is on the axis, in `unit` of the scale */
  place: string;
}

export interface CurveScale {
  points: CurvePoint[];
  /** what the places on the axis count */
  unit: 's' | 'min' | 'h';
  /** values beside the plot, from low to high, with their shares from its top */
  ticks: { text: string; y: number }[];
}

const UNITS = { s: 1000, min: 60_000, h: 3_600_000 } as const;

const number = (text: string): number | null => {
  const plain = plainDecimal(text);
  return plain === '' || Number.isNaN(Number(plain)) ? null : Number(plain);
};

/** Four steps or so of a round length. */
function ticksOf(low: number, high: number): number[] {
  const rough = (high - low) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((times) => times * power).find((one) => one >= rough)!;
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, index) => (first + index) * step);
}

/** Fields on a curve laid out in a plot that holds all limits and values; `typed` is what stands in a field now. */
export function curveScale(fields: readonly CurveField[], typed: (field: Field) => string): CurveScale {
  const times = fields.map(({ at }) => milliseconds(at));
  const length = Math.max(...times, 1);
  const unit = length >= 48 * UNITS.h ? 'h' : length >= 2 * UNITS.min ? 'min' : 's';
  const values = fields.map((field) => number(typed(field)));
  const limits = fields.flatMap(({ action, alert }) => [action?.low, action?.high, alert?.low, alert?.high]);
  const all = [...limits.filter((end) => end != null).map(Number), ...values.filter((value) => value !== null)];
  const [least, most] = all.length === 0 ? [0, 1] : [Math.min(...all), Math.max(...all)];
  const room = (most - least || Math.abs(most) || 1) * 0.08;
  const [low, high] = [least - room, most + room];
  const y = (value: number): number => (high - value) / (high - low);
  const points = fields.map(({ id, title, action, alert }, index) => {
    const value = values[index]!;
    return {
      ...{ id, title },
      x: times[index]! / length,
      low: action?.low == null ? 1 : y(Number(action.low)),
      high: action?.high == null ? 0 : y(Number(action.high)),
      y: value === null ? null : y(value),
      text: typed(fields[index]!),
      verdict: value === null ? ('within' as const) : glance(value, alert, action),
      place: String(Math.round((times[index]! / UNITS[unit]) * 10) / 10),
    };
  });
  const ticks = ticksOf(low, high).map((value) => ({ text: String(Number(value.toPrecision(6))), y: y(value) }));
  return { points, unit, ticks };
}
