import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { order } from '../api/client.js';
import { Problem } from '../api/problem.js';
import { useCommand } from '../api/use-command.js';
import { Action } from '../parts/action.js';
import { Notice } from '../parts/notice.js';
import { Refused } from '../parts/refused.js';
import css from './answer.module.css';

/** What is no address of an answer at all is as unknown as one that nobody was given. */
const CUT_OFF = new Problem(404, 'alarm.answer-unknown');

/** On the phone of somebody outside the room, who is not signed in: that they know, which acknowledges nothing. */
export function AnswerPage({ token }: { token: string }): ReactElement {
  const { t } = useTranslation();
  const command = useCommand();
  return (
    <main className={css.page}>
      <h1 className={css.title}>
        <img src="/icon.svg" alt="" width={40} height={40} /> {t('app.name')}
      </h1>
      {command.isSuccess ? (
        <div role="status" className={css.done}>
          <Notice tone="done" title={t('answer.done')}>
            {t('answer.done.text')}
          </Notice>
        </div>
      ) : (
        <>
          <h2>{t('answer.title')}</h2>
          <p>{t('answer.text')}</p>
          <Notice tone="alert" title={t('answer.warn')}>
            {t('answer.warn.text')}
          </Notice>
          <Refused error={command.error?.code === 'request.invalid' ? CUT_OFF : command.error} />
          <Action
            tone="main"
            busy={command.isPending}
            onPress={() => command.mutate(order('/api/alarms/answers/{token}', { token }, undefined))}
          >
            {t('answer.submit')}
          </Action>
        </>
      )}
    </main>
  );
}
