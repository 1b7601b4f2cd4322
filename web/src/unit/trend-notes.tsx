import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Batch, Tag } from '../api/types.js';
import { happeningWords } from '../parts/happening.js';
import { written } from '../parts/instant.js';
import { Mark } from '../parts/mark.js';
import { statusWord } from '../parts/status-word.js';
import type { EmptySpan } from '../parts/trend-spans.js';
import type { Happening } from '../parts/batch-marks.js';
import css from './unit.module.css';

/** How many of each are named; the plot shows all. */
const NAMED = 3;

interface Props {
  batch: Batch | undefined;
  tag: Tag;
  zone: string;
  happenings: readonly Happening[];
  spans: readonly EmptySpan[];
}

function During({ from, to, zone }: { from: number; to: number | null; zone: string }): string {
  const { t } = useTranslation();
  const start = written(from, zone).seconds;
  return to === null
    ? t('trend.note.open', { from: start })
    : t('trend.note', { from: start, to: written(to, zone).seconds });
}

function Exceptions({ batch, tag, zone, happenings }: Props & { batch: Batch }): ReactElement {
  return (
    <>
      {happenings.slice(-NAMED).map(({ happening, mark }) => (
        <li key={mark.id}>
          <Link
            to="/batches/$batch"
            params={{ batch: batch.id }}
            {...(happening.step === null || happening.step === batch.step?.id
              ? {}
              : { search: { step: happening.step } })}
            className={css.happening}
          >
            <Mark tone={mark.tone} size={20} />
            <span>
              <b>
                {mark.id} {happeningWords(happening, { fields: [], windows: [], tags: [tag] }).title}
              </b>{' '}
              · <During {...mark} zone={zone} />
            </span>
          </Link>
        </li>
      ))}
    </>
  );
}

/** In words what a trend marks: exceptions, which lead to their steps, and readings that are not good. */
export function TrendNotes(props: Props): ReactElement | null {
  const { t } = useTranslation();
  const { batch, tag, zone, happenings, spans } = props;
  const bad = spans.flatMap((span) => (span.kind === 'bad' ? [span] : []));
  const shown = bad.slice(-NAMED);
  const rest = bad.length - shown.length + Math.max(0, happenings.length - NAMED);
  if (bad.length + happenings.length === 0) return null;
  return (
    <ul className={css.notes} aria-label={t('trend.notes', { tag: tag.title })}>
      {batch !== undefined && <Exceptions {...props} batch={batch} />}
      {shown.map(({ from, to, status }) => (
        <li key={from} className={css.note}>
          <Mark tone="alert" size={20} />
          <span>
            <b>{statusWord(status)}</b> · <During from={from} to={to} zone={zone} />
          </span>
        </li>
      ))}
      {rest > 0 && <li className={css.note}>{t('trend.note.more', { count: rest })}</li>}
    </ul>
  );
}
