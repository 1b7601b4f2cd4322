import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { order } from '../api/client.js';
import { useConnection } from '../api/connection.js';
import type { BatchAnswer, Prompt } from '../api/types.js';
import { useCommand } from '../api/use-command.js';
import { Action } from '../parts/action.js';
import calls from '../parts/call.module.css';
import { written } from '../parts/instant.js';
import { Mark } from '../parts/mark.js';
import { Refused } from '../parts/refused.js';
import { usePerson } from '../session/use-session.js';
import css from './prompt.module.css';

interface Props {
  prompt: Prompt;
  /** by which it is answered; null where that cannot be from here */
  step: string | null;
  zone: string;
}

/** The answers that this person may give, each a button, and those that a supervisor may. */
function Answers({ prompt, step }: { prompt: Prompt; step: string }): ReactElement {
  const { t } = useTranslation();
  const { may } = usePerson();
  const offline = useConnection() === 'offline';
  const command = useCommand<BatchAnswer>();
  const { id, batch, answers, sent } = prompt;
  const own = answers.filter(({ by }) => may(by === 'supervisor' ? 'step.supervise' : 'step.perform'));
  const others = answers.filter((one) => !own.includes(one)).map(({ title }) => title);
  const places = { id: batch ?? '', step, prompt: id };
  return (
    <>
      <div className={`${css.answers} ${calls.under}`}>
        {own.map(({ code, title }) => (
          <Action
            key={code}
            off={offline || sent !== null}
            busy={command.isPending}
            onPress={() =>
              command.mutate(order('/api/batches/{id}/steps/{step}/prompts/{prompt}/answer', places, { answer: code }))
            }
          >
            {title}
          </Action>
        ))}
      </div>
      {others.length > 0 && <p className={calls.under}>{t('prompt.supervisor', { answers: others.join(', ') })}</p>}
      <Refused error={command.error} />
    </>
  );
}

/** What a unit waits for, why, and what may be said to it. */
export function PromptCard({ prompt, step, zone }: Props): ReactElement {
  const { t } = useTranslation();
  const { unitCode, code, text, title, cause, since, answers, sent, batch } = prompt;
  const said = answers.find((answer) => answer.code === sent)?.title ?? sent;
  return (
    <article className={calls.card} aria-label={t('prompt.waits', { unit: unitCode })}>
      <p className={calls.line}>
        <Mark tone="action" size={20} />
        <span>
          <b>{t('prompt.waits', { unit: unitCode })}</b> · {t('prompt.since', { time: written(since, zone).seconds })}
          <b className={css.title}>{title ?? t('prompt.unknown', { code })}</b>
          {cause}
          {text !== '' && <span className={css.words}>{t('prompt.says', { words: text })}</span>}
        </span>
      </p>
      {sent !== null && <p className={calls.under}>{t('prompt.sent', { answer: said ?? '' })}</p>}
      {title === null && <p className={calls.under}>{t('prompt.unknown.next')}</p>}
      {title !== null && step === null && <p>{t(batch === null ? 'prompt.atUnit' : 'prompt.atStep')}</p>}
      {title !== null && step !== null && <Answers prompt={prompt} step={step} />}
    </article>
  );
}
