import type { Entry } from './backlog.js';
import type { Pace } from './pace.js';

/** Values that make one entry. */
const MOST_TOGETHER = 500;

/** Live values that are held back at most. */
const MOST_HELD = 5000;

/**
 * Puts what an edge node says again of what may be lost before what it says live, so that nothing newer overtakes what was
 * missed. History goes through in larger entries; live values wait until no more history comes. Times are ms of a steady clock.
 */
export class Resync {
  private history: Entry | null = null;
  private live: Entry[] = [];
  private held = 0;
  private last: number;

  constructor(
    private readonly pace: Pace['history'],
    private readonly begun: number,
  ) {
    this.last = begun;
  }

  /** A birth: history comes after it. */
  begin(now: number): void {
    this.last = now;
  }

  /** What may go on now. */
  take(entry: Entry, isHistory: boolean, now: number): Entry[] {
    if (!isHistory) {
      this.held += entry.values.length;
      this.live = together(this.live, entry);
      return [];
    }
    this.last = now;
    const all = together(this.history === null ? [] : [this.history], entry);
    this.history = all.pop() ?? null;
    return all;
  }

  isOver(now: number): boolean {
    return now - this.last >= this.pace.quiet || now - this.begun >= this.pace.most || this.held > MOST_HELD;
  }

  /** All that is left, history first. */
  finish(): Entry[] {
    return [...(this.history === null ? [] : [this.history]), ...this.live];
  }
}

/** An entry joined to the last one, or put after it where that is full. */
function together(entries: Entry[], { values, changes, receivedAt, ...entry }: Entry): Entry[] {
  const last = entries.at(-1);
  if (last === undefined || last.values.length + values.length > MOST_TOGETHER)
    return [...entries, { ...entry, values, changes, receivedAt }];
  const joined = { ...last, values: [...last.values, ...values], changes: [...last.changes, ...changes], receivedAt };
  return [...entries.slice(0, -1), joined];
}
