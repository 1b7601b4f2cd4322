import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { deviationsQuery } from '../api/queries.js';
import type { BatchException } from '../api/types.js';
import { Action } from '../parts/action.js';
import { Mark } from '../parts/mark.js';
import { word } from '../text/words.js';
import { ExceptionAnswer } from './exception-answer.js';
import { ExceptionComment } from './exception-comment.js';
import { ExceptionLine } from './exception-line.js';
import css from './exception.module.css';
import type { StepAtHand } from './step-at-hand.js';

function Deviation({ batch, id }: { batch: string; id: string }): ReactElement {
  const { t } = useTranslation();
  const code = useQuery(deviationsQuery(batch)).data?.find((deviation) => deviation.id === id)?.code;
  return (
    <p className={css.deviation}>
      <Mark tone="action" size={20} />
      <b>{code === undefined ? t('deviation.opened') : t('deviation.named', { code })}</b>
    </p>
  );
}

/** What happens next because of it. */
function Next({ exception }: { exception: BatchException }): ReactElement {
  const { t } = useTranslation();
  const { answer, answerBy, onBreach } = exception;
  if (answer !== null) return <p>{t('next.answered', { by: answerBy ?? '', answer: word('answer', answer) })}</p>;
  return <p>{t(`next.${onBreach}`)}</p>;
}

/** An exception with all that is due on it: the comment of who was there, the answer of a supervisor. */
export function ExceptionCard({ at, exception }: { at: StepAtHand; exception: BatchException }): ReactElement {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const { comment, commentBy, deviation, criticality, signing } = exception;
  const answerDue = signing !== null && exception.step !== null && at.step.state !== 'held' && at.batch.state === 'running';
  const settled = comment !== null && signing === null;
  return (
    <article className={settled ? css.settled : css.card}>
      <ExceptionLine exception={exception} names={at.names} zone={at.zone} />
      <p className={css.detail}>{word('criticality', criticality)}</p>
      {deviation !== null && <Deviation batch={at.batch.id} id={deviation} />}
      <Next exception={exception} />
      {comment === null ? (
        <ExceptionComment at={at} exception={exception} />
      ) : (
        <blockquote className={css.comment}>
          <span>{t('exception.comment.by', { by: commentBy ?? '' })}</span> {comment}
        </blockquote>
      )}
      {answerDue && !open && (
        <Action off={at.barred === 'offline'} onPress={() => setOpen(true)}>
          {t('exception.answer.title')}: {t('exception.open')}
        </Action>
      )}
      {answerDue && open && <ExceptionAnswer at={at} exception={exception} signing={signing} close={() => setOpen(false)} />}
    </article>
  );
}
