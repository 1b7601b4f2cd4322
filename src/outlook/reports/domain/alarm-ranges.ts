import type { Fact } from '../../../trust/ledger/domain/index.js';
import type { WantedRange } from './unit-ranges.js';

/**
 * The parts of an alarm's stream that a batch rests on: each time that it was raised while the batch held the unit, to its last
 * fact, and how the alarm was rationalised then. What else was raised between may be of other batches, and is never in this record.
 */
export function alarmRanges(facts: readonly Fact[], batch: string): WantedRange[] {
  const raised = facts.filter(({ type, values }) => {
    return type === 'alarm.raised' && (values['batches'] as unknown[] | undefined)?.includes(batch);
  });
  const wanted = new Set(raised.flatMap((first) => [...listedBefore(facts, first), ...storyOf(facts, first)]));
  const ranges: WantedRange[] = [];
  for (const seq of [...wanted].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last?.to === seq - 1) last.to = seq;
    else ranges.push({ why: 'alarm while the batch held the unit', from: seq, to: seq });
  }
  return ranges;
}

function listedBefore(facts: readonly Fact[], { seq: before }: Fact): number[] {
  const listed = facts.filter(({ type, seq }) => type === 'alarm.listed' && seq < before).at(-1);
  return listed === undefined ? [] : [listed.seq];
}

function storyOf(facts: readonly Fact[], { seq: first, values: { occurrence } }: Fact): number[] {
  const own = (fact: Fact): boolean => fact.values['occurrence'] === occurrence;
  const last = facts.findLast(own)!.seq;
  const between = facts.filter(({ seq }) => seq >= first && seq <= last);
  return between.filter((fact) => own(fact) || fact.values['occurrence'] === undefined).map(({ seq }) => seq);
}
