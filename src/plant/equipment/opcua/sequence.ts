/** Sequence numbers of notifications are 1 to 2³²-1, and 1 comes after the last (Part 4, 5.14.1.1). */
const COUNT = 0xffff_ffff;

/** More than a server keeps for Republish; a longer hole is not asked for one by one. */
export const LONGEST_HOLE = 1000;

export const after = (sequence: number): number => (sequence === COUNT ? 1 : sequence + 1);

/** How far `seen` is after `expected`; negative where it came before. */
export function distance(expected: number, seen: number): number {
  const ahead = (seen - expected + COUNT) % COUNT;
  return ahead > COUNT / 2 ? ahead - COUNT : ahead;
}

/** The numbers from `expected` up to, without, `seen`; empty where there is no hole. */
export function hole(expected: number, seen: number): number[] {
  const numbers: number[] = [];
  const length = Math.min(distance(expected, seen), LONGEST_HOLE);
  for (let number = expected; numbers.length < length; number = after(number)) numbers.push(number);
  return numbers;
}
