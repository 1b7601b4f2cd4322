import type { Fact } from '../../../trust/ledger/domain/index.js';
import { runsOf } from './runs.js';
import type { WantedRange } from './unit-ranges.js';

/**
 * The parts of an alarm's stream that a batch rests on: each time that it was there while the batch held the unit, from when it
 * was raised to its last fact, and how the alarm was rationalised then. What else was raised between may be of other batches, and
 * is never in this record, nor what adds another batch.
 */
export function alarmRanges(facts: readonly Fact[], batch: string): WantedRange[] {
  const raised = facts.filter(
    ({ type, values }) => type === 'alarm.raised' && batchesNamed(facts, String(values['occurrence'])).includes(batch),
  );
  const wanted = raised.flatMap((first) => [...listedBefore(facts, first), ...storyOf(facts, first, batch)]);
  return runsOf(wanted, 'alarm while the batch held the unit');
}

/** The batches that facts name for one time that an alarm was raised; those of an earlier form do so at once. */
export const batchesNamed = (facts: readonly Fact[], occurrence: string): string[] =>
  facts.flatMap(({ type, values }): string[] => {
    if (values['occurrence'] !== occurrence) return [];
    if (type === 'alarm.raised') return (values['batches'] as string[] | undefined) ?? [];
    return type === 'alarm.batch-added' ? [String(values['batch'])] : [];
  });

function listedBefore(facts: readonly Fact[], { seq: before }: Fact): number[] {
  const listed = facts.filter(({ type, seq }) => type === 'alarm.listed' && seq < before).at(-1);
  return listed === undefined ? [] : [listed.seq];
}

function storyOf(facts: readonly Fact[], { seq: first, values: { occurrence } }: Fact, batch: string): number[] {
  const own = ({ type, values }: Fact): boolean =>
    values['occurrence'] === occurrence && (type !== 'alarm.batch-added' || values['batch'] === batch);
  const last = facts.findLast(own)!.seq;
  const between = facts.filter(({ seq }) => seq >= first && seq <= last);
  return between.filter((fact) => own(fact) || fact.values['occurrence'] === undefined).map(({ seq }) => seq);
}
