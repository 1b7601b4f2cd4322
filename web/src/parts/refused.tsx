import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../api/problem.js';
import { problemWords } from '../text/words.js';
import { Notice } from './notice.js';

/** Why the last command was not taken, beside where it was given; it stays until the next one. */
export function Refused({ error }: { error: Problem | null }): ReactElement | null {
  const { t } = useTranslation();
  if (error === null || error.code === 'session.ended' || error.code === 'session.missing') return null;
  const { title, text } = problemWords(t, error);
  return (
    <Notice urgent tone={error.code.startsWith('scan.') ? 'identity' : 'action'} title={title}>
      {text}
    </Notice>
  );
}
