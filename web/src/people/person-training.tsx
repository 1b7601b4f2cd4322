import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { order } from '../api/client.js';
import { useConnection } from '../api/connection.js';
import { refresh } from '../api/refresh.js';
import type { PersonShown } from '../api/types.js';
import { useCommand } from '../api/use-command.js';
import css from '../equipment/equipment.module.css';
import { Action } from '../parts/action.js';
import { Answer } from '../parts/answer.js';
import { usePerson } from '../session/use-session.js';
import { ReasonPanel } from '../step/reason-panel.js';
import { AssignReading, RecordTraining } from './give-training.js';
import { personTrainingQuery } from './queries.js';
import { needWords } from './standing.js';
import { type ReadingTask, Readings, type Training, Trainings } from './training-lists.js';

type Open = { act: 'record' | 'assign' } | { act: 'revoke'; one: Training } | { act: 'withdraw'; one: ReadingTask };

/** Taking back a training or a reading, with its reason. */
function TakeBack({
  person,
  what,
  close,
}: {
  person: PersonShown;
  what: Extract<Open, { one: unknown }>;
  close: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const client = useQueryClient();
  const offline = useConnection() === 'offline';
  const command = useCommand({ done: () => void refresh(client, [['people'], ['training']]).then(close) });
  const { id } = person;
  const { act, one } = what;
  const give = (reason: string): void =>
    command.mutate(
      act === 'revoke'
        ? order('/api/people/{id}/training/{training}/revoke', { id, training: one.id }, { reason })
        : order('/api/people/{id}/readings/{task}/withdraw', { id, task: one.id }, { reason }),
    );
  return (
    <ReasonPanel
      at={{ barred: offline ? 'offline' : null }}
      title={needWords(one)}
      text={t(`training.${act}.text`)}
      submit={t(`training.${act}`)}
      busy={command.isPending}
      error={command.error}
      give={give}
      close={close}
    />
  );
}

/** What a person is trained in and has to read; a trainer puts it on record and takes it back, never of themselves. */
export function PersonTraining({ person }: { person: PersonShown }): ReactElement | null {
  const { t } = useTranslation();
  const { id: own, may } = usePerson();
  const [open, setOpen] = useState<Open | null>(null);
  const query = useQuery({ ...personTrainingQuery(person.id), enabled: may('training.read') });
  if (!may('training.read')) return null;
  const mayTakeBack = may('training.record') && person.id !== own;
  const mayRecord = mayTakeBack && person.status === 'active';
  const close = (): void => setOpen(null);
  return (
    <section className={css.section} aria-label={t('training.title')}>
      <div className={css.head}>
        <h2>{t('training.title')}</h2>
        {mayRecord && (
          <div className={css.ways}>
            <Action onPress={() => setOpen({ act: 'record' })}>{t('training.record')}</Action>
            <Action onPress={() => setOpen({ act: 'assign' })}>{t('training.assign')}</Action>
          </div>
        )}
      </div>
      <Answer query={query} what={t('training.loading')}>
        {({ trainings, tasks }) => (
          <>
            <Readings
              tasks={tasks}
              word={t('training.withdraw')}
              act={mayTakeBack ? (one) => setOpen({ act: 'withdraw', one }) : null}
            />
            <Trainings trainings={trainings} act={mayTakeBack ? (one) => setOpen({ act: 'revoke', one }) : null} />
          </>
        )}
      </Answer>
      {open?.act === 'record' && <RecordTraining person={person} close={close} />}
      {open?.act === 'assign' && <AssignReading person={person} close={close} />}
      {(open?.act === 'revoke' || open?.act === 'withdraw') && <TakeBack person={person} what={open} close={close} />}
    </section>
  );
}
