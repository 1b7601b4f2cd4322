import type { ReactElement } from 'react';

/** What the line's width stands for. */
const SPAN_MS = 120_000;
/** A change below this share of the value is drawn as next to none. */
const STEADY = 0.02;
const [WIDTH, HEIGHT] = [120, 28];

/** The recent past of a value as a line without scale; what it means stands beside it in numbers. */
export function Sparkline({ points: all }: { points: readonly (readonly [number, number])[] }): ReactElement {
  const points = all.filter(([at]) => at >= (all.at(-1)?.[0] ?? 0) - SPAN_MS);
  const values = points.map(([, value]) => value);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const room = Math.max(0, Math.abs(most) * STEADY - (most - least)) / 2;
  const [low, high] = [least - room, most + room];
  const to = points.at(-1)?.[0] ?? 0;
  const x = (at: number): number => (1 - (to - at) / SPAN_MS) * WIDTH;
  const y = (value: number): number =>
    high === low ? HEIGHT / 2 : HEIGHT - 3 - ((value - low) / (high - low)) * (HEIGHT - 6);
  const line = points.map(([at, value]) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
  return (
    <svg aria-hidden viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width="100%" height={HEIGHT} preserveAspectRatio="none">
      {points.length > 1 && (
        <polyline points={line} fill="none" stroke="var(--quiet)" strokeWidth="2" vectorEffect="non-scaling-stroke" />
      )}
    </svg>
  );
}
