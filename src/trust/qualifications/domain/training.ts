import type { Instant } from '../../../kernel/ids.js';
import { type Fact, patch, type Projection, put } from '../../ledger/domain/index.js';
import { applySignature, type SignatureRow } from '../../signatures/domain/index.js';
import type { Need } from './need.js';

/** That a person was trained in something, by another; or has read something, and signed that they understood. */
export interface TrainingRow extends Need {
  id: string;
  person: string;
  how: 'trained' | 'read';
  recordedAt: Instant;
  /** when, YYYY-MM-DD */
  day: string;
  /** to the end of which it is good, in site time; null for ever */
  lastDay: string | null;
  /** who trained them; null of what they read */
  trainer: string | null;
  trainerName: string | null;
  evidence: string | null;
  revokedAt: Instant | null;
  revokedBecause: string | null;
}

/** Something for a person to read and to sign as understood. */
export interface ReadingTaskRow extends Need {
  id: string;
  person: string;
  version: string;
  kind: 'document' | 'recipe';
  /** of what is to be read, where it is known: hex SHA-256 */
  hash: string | null;
  /** id of the recipe's version */
  source: string | null;
  /** YYYY-MM-DD */
  due: string | null;
  assignedAt: Instant;
  assignedBy: string | null;
  status: 'open' | 'signed' | 'withdrawn';
  closedAt: Instant | null;
}

/** What one person was trained in and has to read, in the stream `training/<id of the person>`. */
export type TrainingState = {
  training: Readonly<Record<string, TrainingRow>>;
  reading_task: Readonly<Record<string, ReadingTaskRow>>;
  signature: Readonly<Record<string, SignatureRow>>;
};

type NeedSaid = Pick<Need, keyof Need>;
export type RecordedTraining = NeedSaid & {
  training: string;
  day: string;
  lastDay: string | null;
  evidence: string;
};
export type AssignedReading = Pick<
  ReadingTaskRow,
  'kind' | 'code' | 'version' | 'title' | 'hash' | 'source' | 'due'
> & { task: string };

export type TrainingFact =
  | Fact<'training.recorded', RecordedTraining>
  | Fact<'training.revoked', { training: string }>
  | Fact<'reading.assigned', AssignedReading>
  | Fact<'reading.signed', { task: string; signature: string; day: string }>
  | Fact<'reading.withdrawn', { task: string }>;

const isTrainingFact = (fact: Fact): fact is TrainingFact => fact.type !== 'signature.given';

const standing = { revokedAt: null, revokedBecause: null };

export const trainingProjection: Projection<TrainingState> = {
  kind: 'training',
  empty: { training: {}, reading_task: {}, signature: {} },
  apply(state, fact) {
    if (!isTrainingFact(fact)) return applySignature(state, fact);
    const person = fact.stream.slice('training/'.length);
    const { at, by } = fact;
    const [trainer, trainerName] = 'person' in by ? [by.person, by.name] : [null, null];
    switch (fact.type) {
      case 'training.recorded': {
        const { training: id, ...said } = fact.values;
        return put(state, 'training', id, {
          ...{ id, person, how: 'trained', recordedAt: at, trainer, trainerName },
          ...said,
          ...standing,
        });
      }
      case 'training.revoked':
        return patch(state, 'training', fact.values.training, { revokedAt: at, revokedBecause: fact.reason ?? null });
      case 'reading.assigned': {
        const { task: id, ...said } = fact.values;
        const open = { assignedAt: at, assignedBy: trainerName, status: 'open' as const, closedAt: null };
        return put(state, 'reading_task', id, { id, person, ...said, ...open });
      }
      case 'reading.signed': {
        const { task, day } = fact.values;
        const { kind, code, version, title } = state.reading_task[task]!;
        const closed = patch(state, 'reading_task', task, { status: 'signed', closedAt: at });
        return put(closed, 'training', task, {
          ...{ id: task, person, kind, code, version, title, how: 'read', recordedAt: at, day, lastDay: null },
          ...{ trainer: null, trainerName: null, evidence: null },
          ...standing,
        });
      }
      case 'reading.withdrawn':
        return patch(state, 'reading_task', fact.values.task, { status: 'withdrawn', closedAt: at });
    }
  },
};
