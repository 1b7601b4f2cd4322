import { hashOf } from '../../kernel/canonical-json.js';
import { siteDay } from '../../kernel/site-day.js';
import {
  isOverdue,
  type Moment,
  READ,
  readingContent,
  type ReadingTaskRow,
  type SkillRow,
  stateOf,
  type TrainingRow,
} from './domain/index.js';
import type { PersonTrainingDto, ReadingTaskDto, SkillDto, TrainingDto } from './qualification.dto.js';

export const skillOf = ({ id: code, title, validity }: SkillRow): SkillDto => ({ code, title, validity });

function trainingOf(row: TrainingRow, today: string): TrainingDto {
  const { person: _, trainer: __, recordedAt: ___, ...shown } = row;
  return { ...shown, state: stateOf(row, today) };
}

function taskOf(row: ReadingTaskRow, today: string): ReadingTaskDto {
  const { person: _, hash: __, ...shown } = row;
  const content = readingContent(row);
  const signing = row.status === 'open' ? { meaning: READ, hash: hashOf(content), content } : null;
  return { ...shown, overdue: isOverdue(row, today), signing };
}

/** What a person was trained in, the newest first, and what they have to read, what is open first. */
export function personTraining(
  trainings: readonly TrainingRow[],
  tasks: readonly ReadingTaskRow[],
  { now, zone }: Moment,
): PersonTrainingDto {
  const today = siteDay(now, zone);
  const open = ({ status }: ReadingTaskRow): number => (status === 'open' ? 0 : 1);
  return {
    trainings: trainings
      .toSorted((a, b) => b.day.localeCompare(a.day) || b.id.localeCompare(a.id))
      .map((row) => trainingOf(row, today)),
    tasks: tasks.toSorted((a, b) => open(a) - open(b) || b.id.localeCompare(a.id)).map((row) => taskOf(row, today)),
  };
}
