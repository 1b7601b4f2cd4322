import { setImmediate as others } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';

/** Longest time in ms for which others wait, but for one turn of the work. */
const SLICE_MS = 10;

/** Runs long pure work on this thread in slices, one after the other, so that requests are answered meanwhile. */
@Injectable()
export class RunInSlices {
  private before: Promise<unknown> = Promise.resolve();

  /** `work` yields between turns of some milliseconds at most. */
  run<T>(work: () => Generator<void, T>): Promise<T> {
    const made = this.before.then(() => inSlices(work()));
    this.before = made.catch(() => undefined);
    return made;
  }
}

async function inSlices<T>(work: Generator<void, T>): Promise<T> {
  for (;;) {
    const end = performance.now() + SLICE_MS;
    while (performance.now() < end) {
      const next = work.next();
      if (next.done) return next.value;
    }
    await others();
  }
}
