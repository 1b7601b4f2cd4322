import type { Instant } from '../../../kernel/ids.js';
import type { Fact } from '../../../trust/ledger/domain/index.js';

/** A part of a unit's stream that a batch rests on; `to` null: as far as it goes. */
export interface WantedRange {
  why: string;
  from: number;
  to: number | null;
}

/** The types of fact by which the ranges of a unit's stream are found. */
export const MARKS = [
  'unit.defined',
  'unit.redefined',
  'unit.bound',
  'unit.released',
  'gap.recorded',
  'gap.narrowed',
  'gap.backfilled',
  'gap.accepted',
];

const TICKS_A_MS = 10_000n;
const ticks = (instant: Instant): bigint => BigInt(Date.parse(instant)) * TICKS_A_MS;

/** From each bind of the batch to its release, what the unit was then, and later facts about gaps and evidence of that time. */
export function unitRanges(marks: Fact[], batch: string, seals: number[]): WantedRange[] {
  const held = marks
    .filter(({ type, values }) => type === 'unit.bound' && values['batch'] === batch)
    .map((bound) => ({ bound, released: releaseOf(marks, bound, batch) }));
  const ranges = held
    .filter(({ bound }) => !isOfPosition(bound))
    .map(({ bound, released }) => ({ why: HELD, from: bound.seq, to: released?.seq ?? null }));
  const single = (why: string, seqs: number[]): WantedRange[] => seqs.map((seq) => ({ why, from: seq, to: seq }));
  const outside = [
    ...single(
      HELD,
      held
        .filter(({ bound }) => isOfPosition(bound))
        .flatMap((one) => [one.bound.seq, ...(one.released ? [one.released.seq] : [])]),
    ),
    ...single(
      'what the unit is',
      held.flatMap(({ bound }) => definitionBefore(marks, bound)),
    ),
    ...single(
      'gap in the readings of the batch',
      held.flatMap(({ bound, released }) => gapsDuring(marks, bound, released)),
    ),
    ...single('seal over evidence, from outside the bind', seals),
  ].filter(({ from }) => !ranges.some((range) => from >= range.from && from <= (range.to ?? Infinity)));
  const first = new Map(outside.reverse().map((range) => [range.from, range]));
  return [...ranges, ...first.values()].sort((a, b) => a.from - b.from);
}

const HELD = 'unit held by the batch';

/** Other batches may hold other positions of the unit meanwhile: what is theirs is never in this record. */
const isOfPosition = ({ values: { position } }: Fact): boolean =>
  position !== undefined && position !== 'whole' && position !== 'session';

const releaseOf = (marks: Fact[], { seq: from, values: bound }: Fact, batch: string): Fact | undefined =>
  marks.find(
    ({ type, seq, values }) =>
      type === 'unit.released' && seq > from && values['batch'] === batch && values['binding'] === bound['binding'],
  );

function definitionBefore(marks: Fact[], bound: Fact): number[] {
  const last = marks.filter(({ type, seq }) => /^unit\.(re)?defined$/.test(type) && seq < bound.seq).at(-1);
  return last === undefined ? [] : [last.seq];
}

/** Every fact on gaps of the time of a bind, and on gaps that were stated then: values that come late narrow and close them long after. */
function gapsDuring(marks: Fact[], bound: Fact, released: Fact | undefined): number[] {
  const stated = marks.filter(({ type, seq, values }) => {
    if (type !== 'gap.recorded') return false;
    const meanwhile = seq > bound.seq && (released === undefined || seq < released.seq);
    const before = BigInt(String(values['to'])) < ticks(bound.at);
    const after = released !== undefined && BigInt(String(values['from'])) > ticks(released.at);
    return meanwhile || !(before || after);
  });
  const gaps = new Set(stated.map(({ values }) => values['gap']));
  return marks.filter(({ type, values }) => type.startsWith('gap.') && gaps.has(values['gap'])).map(({ seq }) => seq);
}
