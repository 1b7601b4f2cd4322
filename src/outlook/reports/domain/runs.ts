import type { WantedRange } from './unit-ranges.js';

/** Places of facts as ranges, each as long as it goes without a gap. */
export function runsOf(wanted: Iterable<number>, why: string): (WantedRange & { to: number })[] {
  const ranges: (WantedRange & { to: number })[] = [];
  for (const seq of [...new Set(wanted)].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last?.to === seq - 1) last.to = seq;
    else ranges.push({ why, from: seq, to: seq });
  }
  return ranges;
}
