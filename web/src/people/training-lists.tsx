import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { PersonTraining } from '../api/types.js';
import css from '../equipment/equipment.module.css';
import { Action } from '../parts/action.js';
import { dayWords } from '../parts/day.js';
import looks from './people.module.css';
import { needWords, StandingMark } from './standing.js';

export type Training = PersonTraining['trainings'][number];
export type ReadingTask = PersonTraining['tasks'][number];

/** What a person was trained in and has read, the newest first. `act`: what may be done about one that counts. */
export function Trainings({
  trainings,
  act,
}: {
  trainings: readonly Training[];
  act: ((training: Training) => void) | null;
}): ReactElement {
  const { t } = useTranslation();
  if (trainings.length === 0) return <p>{t('training.nothing')}</p>;
  return (
    <ul className={css.list} aria-label={t('training.records')}>
      {trainings.map((one) => (
        <li key={one.id} className={looks.row}>
          <span>
            <b>{needWords(one)}</b>
            <small>
              <StandingMark state={one.state} day={one.state === 'revoked' ? null : one.lastDay} />
            </small>
          </span>
          <span>
            {t(one.how === 'read' ? 'training.readOn' : 'training.trainedOn', {
              day: dayWords(one.day),
              name: one.trainerName ?? '',
            })}
            <small>{one.revokedBecause ?? one.evidence}</small>
          </span>
          {act !== null && one.revokedAt === null && (
            <Action label={t('training.revokeOf', { what: needWords(one) })} onPress={() => act(one)}>
              {t('training.revoke')}
            </Action>
          )}
        </li>
      ))}
    </ul>
  );
}

/** What a person has to read. `act` with its word: what may be done about one. */
export function Readings({
  tasks,
  word,
  main = false,
  act,
}: {
  tasks: readonly ReadingTask[];
  word: string;
  /** what the page is there for */
  main?: boolean;
  act: ((task: ReadingTask) => void) | null;
}): ReactElement {
  const { t } = useTranslation();
  const tone = main ? ({ tone: 'main' } as const) : {};
  const open = tasks.filter(({ status }) => status === 'open');
  if (open.length === 0) return <p>{t('training.nothingToRead')}</p>;
  return (
    <ul className={css.list} aria-label={t('training.tasks')}>
      {open.map((task) => (
        <li key={task.id} className={looks.row}>
          <span>
            <b>{needWords(task)}</b>
            <small>
              <StandingMark state={task.overdue ? 'overdue' : 'open'} day={task.due} />
            </small>
          </span>
          <span>{task.assignedBy === null ? '' : t('training.assignedBy', { name: task.assignedBy })}</span>
          {act !== null && (
            <Action {...tone} label={`${word}: ${needWords(task)}`} onPress={() => act(task)}>
              {word}
            </Action>
          )}
        </li>
      ))}
    </ul>
  );
}
