import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { order } from '../api/client.js';
import { useConnection } from '../api/connection.js';
import { refresh } from '../api/refresh.js';
import { useCommand } from '../api/use-command.js';
import css from '../equipment/equipment.module.css';
import { Answer } from '../parts/answer.js';
import { usePerson } from '../session/use-session.js';
import { SignDialog } from '../step/sign-dialog.js';
import { ownTrainingQuery } from './queries.js';
import { needWords } from './standing.js';
import { type ReadingTask, Readings, Trainings } from './training-lists.js';

/** What is to be read, and the signature that it was read and understood. */
function SignReading({ task, close }: { task: ReadingTask; close: () => void }): ReactElement {
  const { t } = useTranslation();
  const client = useQueryClient();
  const person = usePerson();
  const offline = useConnection() === 'offline';
  const { meaning = '', hash = '' } = task.signing ?? {};
  const command = useCommand({ done: () => void refresh(client, [['people'], ['training']]).then(close) });
  return (
    <SignDialog
      at={{ person, barred: offline ? 'offline' : null }}
      meaning={meaning}
      role={person.role}
      hash={hash}
      content={
        <>
          <h2>{needWords(task)}</h2>
          {task.source === null ? (
            <p>{t('training.readFirst')}</p>
          ) : (
            <p>
              <Link to="/recipes/$recipe" params={{ recipe: task.source }}>
                {t('training.readRecipe')}
              </Link>
            </p>
          )}
        </>
      }
      busy={command.isPending}
      error={command.error}
      give={(credentials) =>
        command.mutate(order('/api/me/readings/{task}/sign', { task: task.id }, { ...credentials, meaning, hash }))
      }
      cancel={close}
    />
  );
}

/** What one has to read, and what one is trained in. */
export function OwnTraining(): ReactElement {
  const { t } = useTranslation();
  const query = useQuery(ownTrainingQuery);
  const [task, setTask] = useState<ReadingTask | null>(null);
  return (
    <section className={css.section} aria-label={t('training.own')}>
      <h2>{t('training.own')}</h2>
      <Answer query={query} what={t('training.loading')}>
        {({ tasks, trainings }) => (
          <>
            <h3>{t('training.tasks')}</h3>
            <Readings tasks={tasks} main word={t('training.readAndSign')} act={setTask} />
            <h3>{t('training.records')}</h3>
            <Trainings trainings={trainings} act={null} />
          </>
        )}
      </Answer>
      {task !== null && <SignReading task={task} close={() => setTask(null)} />}
    </section>
  );
}
