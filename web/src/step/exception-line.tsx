import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { BatchException } from '../api/types.js';
import { happeningWords, type Names } from '../parts/happening.js';
import { written } from '../parts/instant.js';
import { Mark } from '../parts/mark.js';
import calls from '../parts/call.module.css';
import css from './exception.module.css';

interface Props {
  exception: BatchException;
  names: Names;
  zone: string;
}

/** One exception as a line: which, what, when. */
export function ExceptionLine({ exception, names, zone }: Props): ReactElement {
  const { t } = useTranslation();
  const { title, text } = happeningWords(exception, names);
  const { id, startedAt, endedAt } = exception;
  const from = written(startedAt, zone).seconds;
  const during =
    endedAt === null
      ? t('exception.since', { time: from })
      : endedAt === startedAt
        ? t('exception.at', { time: from })
        : t('exception.span', { from, to: written(endedAt, zone).seconds });
  return (
    <p className={calls.line}>
      <Mark tone="action" size={20} />
      <span>
        <b>
          {id} {title}
        </b>{' '}
        · {during}
        {text !== '' && <span className={css.detail}>{text}</span>}
      </span>
    </p>
  );
}
