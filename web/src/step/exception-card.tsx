import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { deviationsQuery } from '../api/queries.js';
import type { BatchException } from '../api/types.js';
import { Action } from '../parts/action.js';
import { word } from '../text/words.js';
import { ExceptionAnswer } from './exception-answer.js';
import { ExceptionComment } from './exception-comment.js';
import { ExceptionLine } from './exception-line.js';
import calls from '../parts/call.module.css';
import css from './exception.module.css';
import { canBeSetBack, SetBack } from './set-back.js';
import type { StepAtHand } from './step-at-hand.js';

function Deviation({ batch, id }: { batch: string; id: string }): ReactElement {
  const { t } = useTranslation();
  const code = useQuery(deviationsQuery(batch)).data?.find((deviation) => deviation.id === id)?.code;
  return <b>{code === undefined ? t('deviation.opened') : t('deviation.named', { code })}</b>;
}

/** What happens next because of it. */
function Next({ exception }: { exception: BatchException }): ReactElement {
  const { t } = useTranslation();
  const { answer, answerBy, onBreach } = exception;
  if (answer !== null) return <span>{t('next.answered', { by: answerBy ?? '', answer: word('answer', answer) })}</span>;
  return <span>{t(`next.${onBreach}`)}</span>;
}

/** An exception with all that is due on it: the comment of who was there, the answer of a supervisor. */
export function ExceptionCard({ at, exception }: { at: StepAtHand; exception: BatchException }): ReactElement {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const { comment, commentBy, deviation, criticality, signing } = exception;
  const answerDue =
    signing !== null && exception.step !== null && at.step.state !== 'held' && at.batch.state === 'running';
  const settled = comment !== null && signing === null;
  return (
    <article className={settled ? `${calls.card} ${calls.settled}` : calls.card}>
      <ExceptionLine exception={exception} names={at.names} zone={at.zone} />
      <div className={`${css.meta} ${calls.under}`}>
        {deviation !== null && <Deviation batch={at.batch.id} id={deviation} />}
        <span>{word('criticality', criticality)}</span>
        <Next exception={exception} />
      </div>
      {canBeSetBack(at, exception) && <SetBack at={at} exception={exception} />}
      {comment === null ? (
        <ExceptionComment at={at} exception={exception} />
      ) : (
        <blockquote className={css.comment}>
          <b>{t('exception.comment.by', { by: commentBy ?? '' })}:</b> {comment}
        </blockquote>
      )}
      {answerDue && !open && (
        <p className={`${css.due} ${calls.under}`}>
          <b>{t('exception.answer.title')}</b>
          <Action off={at.barred === 'offline'} onPress={() => setOpen(true)}>
            {t('exception.open')}
          </Action>
        </p>
      )}
      {answerDue && open && (
        <ExceptionAnswer at={at} exception={exception} signing={signing} close={() => setOpen(false)} />
      )}
    </article>
  );
}
