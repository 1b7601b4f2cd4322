import { setImmediate as others } from 'node:timers/promises';

/** Longest time in ms for which others wait, but for one turn of the work. */
const SLICE_MS = 10;

/** Runs work that yields between its turns on this thread, so that requests are answered meanwhile. */
export async function inSlices<T>(work: Generator<void, T>): Promise<T> {
  for (;;) {
    const end = performance.now() + SLICE_MS;
    while (performance.now() < end) {
      const next = work.next();
      if (next.done) return next.value;
    }
    await others();
  }
}
