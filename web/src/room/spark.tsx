import type { ReactElement } from 'react';
import type { Board, TileValue } from '../api/types.js';
import css from './spark.module.css';

/** What the line's width stands for: half an hour, less while less is known. */
const SPAN_MS = { least: 180_000, most: 1_800_000 };
/** Without limits: a change below this share of the value is drawn as next to none. */
const STEADY = 0.2;
const [WIDTH, HEIGHT] = [100, 40];

type Points = Board['traces'][number]['points'];

const bounds = ({ alert, action }: Pick<TileValue, 'alert' | 'action'>): number[] =>
  [alert?.low, alert?.high, action?.low, action?.high].filter((end) => end != null).map(Number);

/** From the lowest to the highest of values and limits, with room at both ends. */
function rangeOf(values: readonly number[], limits: readonly number[]): [number, number] {
  const all = [...values, ...limits];
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const steady = limits.length > 0 ? 0 : Math.abs(most) * STEADY - (most - least);
  const room = Math.max((most - least) * 0.15, steady / 2, 1e-9);
  return [least - room, most + room];
}

/** The recent past of a value before its limits: the band is what lies inside, the dot is now. */
export function Spark({ value, points, now }: { value: TileValue; points: Points; now: number }): ReactElement {
  const shown = points.filter(([at]) => at! >= now - SPAN_MS.most);
  const numbers = shown.map(([, number]) => number!);
  const limits = bounds(value);
  if (numbers.length + limits.length === 0) return <svg aria-hidden className={css.spark} />;
  const [low, high] = rangeOf(numbers, limits);
  const span = Math.max(SPAN_MS.least, now - (shown[0]?.[0] ?? now));
  const x = (at: number): number => Math.min(1, 1 - (now - at) / span) * (WIDTH - 4);
  const y = (number: number): number => HEIGHT - ((number - low) / (high - low)) * HEIGHT;
  const band = value.alert ?? value.action;
  const top = band?.high == null ? 0 : y(Number(band.high));
  const bottom = band?.low == null ? HEIGHT : y(Number(band.low));
  const last = shown.at(-1);
  const line = shown.map(([at, number]) => `${x(at!).toFixed(1)},${y(number!).toFixed(1)}`).join(' ');
  return (
    <svg aria-hidden className={css.spark} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none">
      {band !== null && <rect className={css.band} x="0" y={top} width={WIDTH} height={Math.max(0, bottom - top)} />}
      {shown.length > 1 && <polyline className={css.line} points={line} />}
      {last !== undefined && (
        <line
          className={`${css.now} ${css[value.verdict ?? 'within']}`}
          x1={x(last[0]!)}
          x2={x(last[0]!) + 0.01}
          y1={y(last[1]!)}
          y2={y(last[1]!)}
        />
      )}
    </svg>
  );
}
