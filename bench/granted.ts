import { setTimeout as sleep } from 'node:timers/promises';
import type { BrokerSource } from './broker-plant.js';

/** Values that may be on their way: enough to keep everybody at work, and within what a broker and a server hold. */
const ON_THEIR_WAY = 60_000;
const LOOK = 20;
const LONGEST = 300_000;

/** Lets the units send `total` values, never more than so many ahead of what has come; resolves with `total` when all have. */
export async function sendAll(
  source: BrokerSource,
  total: number,
  come: () => number | Promise<number>,
): Promise<number> {
  const before = await come();
  const began = Date.now();
  let granted = 0;
  for (let arrived = 0; arrived < total; arrived = (await come()) - before) {
    const more = Math.min(total, arrived + ON_THEIR_WAY) - granted;
    if (more >= Math.min(ON_THEIR_WAY / 4, total - granted) && more > 0) {
      source.grant(more);
      granted += more;
    }
    if (Date.now() - began > LONGEST) throw new Error(`${arrived} of ${total} values came`);
    await sleep(LOOK);
  }
  return total;
}
