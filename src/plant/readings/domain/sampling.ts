/** How many committed readings tell a tag's sampling distance. */
export const KNOWN = 9;

/** So many sampling distances may lie between two readings that tell it: a loss or two hide it not. */
const MOST_AT_ONCE = 4n;

/**
 * The distance at which a tag is sampled, told by the distances of its last readings: the mean of the shortest ones that lie
 * within half of each other, if three quarters of at least three are that or a small multiple of it. Null for a tag that
 * speaks only when it changes.
 */
export function samplingDistance(before: readonly bigint[]): bigint | null {
  const times = before.slice(-KNOWN);
  const distances = times.slice(1).map((time, index) => time - times[index]!);
  if (distances.length < 3) return null;
  const short = [...distances].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))[distances.length >> 2]!;
  const single = distances.filter((one) => isAbout(one, short));
  const distance = single.reduce((sum, one) => sum + one, 0n) / BigInt(single.length);
  const regular = distances.filter((one) => isAbout(one, distance) || isMultiple(one, distance));
  return regular.length * 4 >= distances.length * 3 ? distance : null;
}

const isAbout = (one: bigint, distance: bigint): boolean => one * 2n >= distance && one * 2n <= distance * 3n;

function isMultiple(one: bigint, distance: bigint): boolean {
  const times = (one + distance / 2n) / distance;
  const off = one - times * distance;
  return times > 1n && times <= MOST_AT_ONCE && (off < 0n ? -off : off) * 4n <= distance;
}
