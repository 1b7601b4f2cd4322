import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { isSignedOut, Problem } from '../api/problem.js';
import { problemWords } from '../text/words.js';
import { Action } from './action.js';
import { Blank } from './notice.js';

interface Props<T> {
  query: UseQueryResult<T>;
  /** what is being loaded, as in `Loading the batch…` */
  what: string;
  children: (data: T) => ReactNode;
}

const Waiting = ({ what }: { what: string }): ReactElement => {
  const { t } = useTranslation();
  return (
    <div role="status">
      <Blank tone="off" title={t('state.loading', { what })} />
    </div>
  );
};

/** What was asked of the server, or why it is not there: loading, forbidden, in error. What was shown before stays. */
export function Answer<T>({ query, what, children }: Props<T>): ReactNode {
  const { t } = useTranslation();
  if (query.data !== undefined) return children(query.data);
  if (!query.isError || isSignedOut(query.error)) return <Waiting what={what} />;
  const { title, text } = problemWords(t, query.error);
  const again = <Action onPress={() => void query.refetch()}>{t('state.tryAgain')}</Action>;
  const forbidden = query.error instanceof Problem && query.error.status === 403;
  return (
    <Blank tone={forbidden ? 'note' : 'action'} title={title} way={forbidden ? undefined : again}>
      {text}
    </Blank>
  );
}
