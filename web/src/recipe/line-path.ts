import type { Line } from './layout.js';

const CORNER = 12;

/** A line as an SVG path, its corners rounded; a double bar is two. */
export function pathOf(kind: Line['kind'], points: Line['points']): string {
  if (kind === 'double') {
    const [[x1, y1], [x2, y2]] = points as [Line['points'][0], Line['points'][0]];
    const [dx, dy] = x1 === x2 ? [3, 0] : [0, 3];
    return `M${x1 - dx} ${y1 - dy}L${x2 - dx} ${y2 - dy}M${x1 + dx} ${y1 + dy}L${x2 + dx} ${y2 + dy}`;
  }
  return points
    .map(([x, y], index) => {
      const [before, after] = [points[index - 1], points[index + 1]];
      if (before === undefined) return `M${x} ${y}`;
      if (after === undefined) return `L${x} ${y}`;
      const toward = ([px, py]: readonly [number, number]): string => {
        const length = Math.hypot(px - x, py - y) || 1;
        const part = Math.min(CORNER, length / 2) / length;
        return `${x + (px - x) * part} ${y + (py - y) * part}`;
      };
      return `L${toward(before)}Q${x} ${y} ${toward(after)}`;
    })
    .join('');
}
