import type { Instant } from '../../../kernel/ids.js';

/** How far a source time may lie beyond its receipt before its clock was wrong, in units of 100 ns: 5 min. */
const AHEAD = 3_000_000_000n;

const isAhead = (time: bigint, receivedAt: Instant): boolean => time - BigInt(Date.parse(receivedAt)) * 10_000n > AHEAD;

/**
 * Up to where a tag has spoken, once a value has come: the later of both. One from ahead of its time counts only where there is
 * no other, so that a glitch of the clock hides nothing of what is lost after it.
 */
export function furthest(known: bigint | undefined, seen: bigint, receivedAt: Instant): bigint {
  if (known === undefined) return seen;
  const [wasAhead, isNowAhead] = [isAhead(known, receivedAt), isAhead(seen, receivedAt)];
  if (wasAhead !== isNowAhead) return wasAhead ? seen : known;
  return seen > known ? seen : known;
}
