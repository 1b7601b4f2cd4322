import type { Element } from './element.js';

/** Keys of what stands in the same sequence as before, and there in the same order among what stayed: the most that can have. */
export function stayed(was: readonly Element[], is: readonly Element[]): ReadonlySet<string> {
  const place = new Map(was.map(({ key, within }, index) => [key, { index, within: within.key }]));
  const sequences = Map.groupBy(
    is.filter(({ key, within }) => place.get(key)?.within === within.key),
    ({ within }) => within.key,
  );
  return new Set(
    [...sequences.values()].flatMap((sequence) =>
      rising(
        sequence.map(({ key }) => key),
        (key) => place.get(key)!.index,
      ),
    ),
  );
}

/** A longest part of a list whose places rise. */
function rising(list: readonly string[], placeOf: (key: string) => number): string[] {
  const best: { key: string; length: number; before: number }[] = [];
  list.forEach((key, at) => {
    let before = -1;
    for (let other = 0; other < at; other += 1) {
      if (placeOf(list[other]!) < placeOf(key) && best[other]!.length > (best[before]?.length ?? 0)) before = other;
    }
    best.push({ key, length: (best[before]?.length ?? 0) + 1, before });
  });
  const kept: string[] = [];
  let at = best.reduce((most, { length }, index) => (length > (best[most]?.length ?? 0) ? index : most), -1);
  for (; at >= 0; at = best[at]!.before) kept.push(best[at]!.key);
  return kept.reverse();
}
