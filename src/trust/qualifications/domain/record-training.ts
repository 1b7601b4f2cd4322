import { Refusal } from '../../../kernel/refusal.js';
import { isDay, isExpired, siteDay } from '../../../kernel/site-day.js';
import type { NewFact } from '../../ledger/domain/index.js';
import type { Moment } from './lacks.js';
import type { Need } from './need.js';
import type { TrainingState } from './training.js';
import { lastDayOf } from './validity.js';

/** Who trains, and whom. */
export interface Pair {
  person: string;
  trainer: string;
}

export type GivenTraining = Need & {
  training: string;
  day: string;
  /** of the skill, ISO 8601; null for ever */
  validity: string | null;
  evidence: string;
};

/** 211.25: nobody states of themselves that they were trained. */
export function refuseOwn({ person, trainer }: Pair): void {
  if (person === trainer) throw new Refusal('forbidden', 'training.own');
}

/** A person was trained, which the trainer states. Refuses a day to come, and a training that has lapsed already. */
export function recordTraining(given: GivenTraining, pair: Pair, { now, zone }: Moment): NewFact[] {
  refuseOwn(pair);
  const { validity, ...said } = given;
  const today = siteDay(now, zone);
  const { day } = said;
  if (!isDay(day)) throw new Refusal('invalid', 'training.no-such-day', { day });
  if (day > today) throw new Refusal('unprocessable', 'training.in-future', { day, today });
  const lastDay = validity === null ? null : lastDayOf(day, validity);
  if (lastDay !== null && isExpired(lastDay, today))
    throw new Refusal('unprocessable', 'training.lapsed-already', { day: lastDay });
  return [{ type: 'training.recorded', values: { ...said, lastDay } }];
}

/** It counts no more, from now on. */
export function revokeTraining(
  state: TrainingState,
  { training, reason }: { training: string; reason: string },
  pair: Pair,
): NewFact[] {
  refuseOwn(pair);
  const row = state.training[training];
  if (row === undefined) throw new Refusal('not-found', 'training.not-found', { training });
  if (row.revokedAt !== null) throw new Refusal('conflict', 'training.revoked');
  return [{ type: 'training.revoked', values: { training }, reason }];
}
