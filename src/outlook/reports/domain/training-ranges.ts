import { askedBy, type MasterRecipe } from '../../../definition/recipes/domain/index.js';
import type { Fact } from '../../../trust/ledger/domain/index.js';
import { type Need, sameNeed } from '../../../trust/qualifications/domain/index.js';
import { runsOf } from './runs.js';
import type { WantedRange } from './unit-ranges.js';

/**
 * The parts of a person's training that a batch's steps ask for: each training in it and its revocation, each reading of it with
 * the signature under it. What else they were trained in, or read for others, is never in this record.
 */
export function trainingRanges(facts: readonly Fact[], needs: readonly Need[]): WantedRange[] {
  const asked = ({ values }: Fact): boolean => {
    const { kind, code, version } = values as unknown as Need;
    return needs.some((need) => sameNeed(need, { kind, code, version }));
  };
  const of = (type: string): Fact[] => facts.filter((fact) => fact.type === type);
  const ids = new Set([
    ...of('training.recorded').flatMap((fact) => (asked(fact) ? [String(fact.values['training'])] : [])),
    ...of('reading.assigned').flatMap((fact) => (asked(fact) ? [String(fact.values['task'])] : [])),
  ]);
  const wanted = facts.filter(({ type, values }) => {
    const { training, task, subject } = values;
    return ids.has(String(type === 'signature.given' ? subject : (training ?? task)));
  });
  return runsOf(
    wanted.map(({ seq }) => seq),
    'what a person who acted or signed is trained in, of what the steps ask',
  );
}

/** All that the steps of a batch may ask of people, by the recipes that it was made by. */
export const needsIn = (batchFacts: readonly Fact[]): Need[] =>
  batchFacts.flatMap(({ type, values }) => {
    if (type !== 'batch.issued' && type !== 'batch.recipe-changed') return [];
    const { frozen } = values['recipe'] as { frozen?: MasterRecipe };
    return frozen === undefined ? [] : askedBy(frozen);
  });
