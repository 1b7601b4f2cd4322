import { type Fact, idOf, valuesOf } from './fact.js';
import type { RecordedFacts } from './ledger.js';
import type { BatchRecord } from './record.js';
import type { Report } from './report.js';

/** Where values of these tags are missing, in units of 100 ns since 1970. */
interface Span {
  tags: string[];
  from: string;
  to: string;
}

interface Stated {
  fact: Fact;
  state: string;
  /** as it was stated, and what is missing of it now */
  first: Span;
  rest: Span;
}

const isPartOf = (part: Span, whole: Span): boolean =>
  BigInt(part.from) >= BigInt(whole.from) &&
  BigInt(part.to) <= BigInt(whole.to) &&
  part.tags.every((tag) => whole.tags.includes(tag));

/** The gaps that units' streams state. Values that come late narrow one, split it, or close it, and never make it more. */
function statedGaps(report: Report, facts: RecordedFacts): Map<unknown, Stated> {
  const gaps = new Map<unknown, Stated>();
  for (const unit of facts.ofKind('unit').values())
    for (const fact of unit) {
      const { gap, of, tags, from, to } = valuesOf<Span & { gap?: string; of?: string }>(fact);
      const span = { tags, from, to };
      const known = gaps.get(gap);
      const wrong = (what: string, whole: Span): void => report.wrong(fact.stream, fact.seq, what, whole, span);
      if (fact.type === 'gap.recorded') {
        const whole = gaps.get(of);
        if (whole !== undefined && !isPartOf(span, whole.first))
          wrong('the rest of a gap is no part of it', whole.first);
        gaps.set(gap, { fact, state: 'open', first: span, rest: span });
      }
      if (known === undefined || !/^gap\.(narrowed|backfilled|accepted)$/.test(fact.type)) continue;
      if (known.state !== 'open')
        report.wrong(fact.stream, fact.seq, 'a gap that was closed is stated again', 'an open gap', known.state);
      if (fact.type === 'gap.narrowed') {
        if (!isPartOf(span, known.rest)) wrong('a gap was narrowed to what was no part of it', known.rest);
        known.rest = span;
      } else known.state = fact.type.slice('gap.'.length);
    }
  return gaps;
}

/** The gaps that the record lists are those that the units' streams state, with what became of them. */
export function checkGaps(report: Report, record: BatchRecord, facts: RecordedFacts): string {
  const gaps = statedGaps(report, facts);
  const listed = new Map(record.readings.gaps.map((gap) => [gap['id'], gap]));
  for (const [id, { fact, state, rest }] of gaps) {
    const { cause } = fact.values;
    const { from, to, tags } = rest;
    const expected = { id, unit: idOf(fact.stream), tags, fromTime: from, toTime: to, cause, state };
    const { stream, seq } = fact;
    report.same(stream, seq, 'the gap is not listed as it is stated', expected, listed.get(id) ?? 'not listed');
  }
  for (const id of listed.keys())
    if (!gaps.has(id)) report.wrong('readings', String(id), 'no fact states this gap', 'gap.recorded', 'none');
  return `${gaps.size} gaps`;
}
