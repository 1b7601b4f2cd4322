import { milliseconds } from '../parts/duration.js';

const UNITS = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1000, 's'],
] as const;

/** A length as an engineer says it: `PT2M` is `2 min`, `P7D` `7 d`, `PT1H30M` `1 h 30 min`. */
export function lengthText(duration: string): string {
  let rest = milliseconds(duration);
  const parts = UNITS.flatMap(([size, unit]) => {
    const count = unit === 's' ? rest / size : Math.floor(rest / size);
    rest -= count * size;
    return count > 0 ? [`${count} ${unit}`] : [];
  });
  return parts.length === 0 ? '0 s' : parts.join(' ');
}
