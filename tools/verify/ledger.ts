import { type Fact, idOf } from './fact.js';
import type { StreamRange } from './record.js';

/** The facts of a record by stream. A unit's stream may be there in several ranges. */
export class RecordedFacts {
  constructor(private readonly ranges: { range: StreamRange; facts: Fact[] }[]) {}

  /** Streams of a kind, by their id without the kind. */
  ofKind(kind: string): Map<string, Fact[]> {
    const found = new Map<string, Fact[]>();
    for (const { range, facts } of this.ranges)
      if (range.stream.startsWith(`${kind}/`)) {
        const id = idOf(range.stream);
        found.set(
          id,
          [...(found.get(id) ?? []), ...facts].sort((a, b) => a.seq - b.seq),
        );
      }
    return found;
  }

  of(stream: string): Fact[] {
    return this.ranges.filter(({ range }) => range.stream === stream).flatMap(({ facts }) => facts);
  }

  all(): Fact[] {
    return this.ranges.flatMap(({ facts }) => facts);
  }

  /** Ranges of one kind, each with its facts. */
  rangesOf(kind: string): { range: StreamRange; facts: Fact[] }[] {
    return this.ranges.filter(({ range }) => range.stream.startsWith(`${kind}/`));
  }
}
