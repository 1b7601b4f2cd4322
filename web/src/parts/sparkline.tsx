import type { ReactElement } from 'react';

const [WIDTH, HEIGHT] = [120, 28];

/** The recent past of a value as a line without scale; what it means stands beside it in numbers. */
export function Sparkline({ points }: { points: readonly (readonly [number, number])[] }): ReactElement {
  const values = points.map(([, value]) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const [from, to] = [points[0]?.[0] ?? 0, points.at(-1)?.[0] ?? 1];
  const x = (at: number): number => ((at - from) / (to - from || 1)) * WIDTH;
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
