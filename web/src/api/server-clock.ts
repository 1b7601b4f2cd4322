let offset = 0;

/** Learns the server's clock from an answer: to a second, half of the way taken off. */
export function learnClock(date: string | null, sentAt: number, now = Date.now()): void {
  if (date === null) return;
  const there = Date.parse(date) + 500 + (now - sentAt) / 2;
  if (Number.isFinite(there) && Math.abs(there - now - offset) > 1500) offset = there - now;
}

/** Milliseconds since 1970 by the server's clock. */
export const serverNow = (): number => Date.now() + offset;
