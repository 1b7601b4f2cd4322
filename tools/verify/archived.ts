import type { Fact } from './fact.js';
import { sourceTimeOf } from './leaf.js';

/** Late values come up to thirty days back, and a clock may be a day ahead. */
const [LATE, AHEAD] = [30n * 864_000_000_000n, 864_000_000_000n];

interface Week {
  from: bigint | null;
  to: bigint;
}

/** Weeks whose readings were taken out of the plant's database, as facts of it say: these readings are not expected in a record. */
export class Archived {
  private readonly weeks: Week[];

  constructor(facts: Fact[]) {
    this.weeks = facts
      .filter(({ type }) => type === 'readings.detached')
      .map(({ values }) => ({
        from: typeof values['from'] === 'string' ? BigInt(values['from']) : null,
        to: BigInt(String(values['to'])),
      }));
  }

  /** Whether readings of these instants were archived, one at least. */
  within(from: string, to: string): boolean {
    return this.hasPartIn(sourceTimeOf(from), sourceTimeOf(to));
  }

  /** Whether readings under a seal that was closed at an instant may have been. */
  under({ at }: { at: string }): boolean {
    return this.hasPartIn(sourceTimeOf(at) - LATE, sourceTimeOf(at) + AHEAD);
  }

  private hasPartIn(first: bigint, last: bigint): boolean {
    return this.weeks.some(({ from, to }) => to > first && (from === null || from <= last));
  }
}
