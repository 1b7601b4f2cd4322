import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { BatchSummary } from '../api/types.js';
import { Identity } from '../parts/band.js';
import { Status } from '../parts/mark.js';
import { word } from '../text/words.js';
import css from './room.module.css';

/** What is due in a batch: in one line, and the way to it. */
export function BatchRow({ batch }: { batch: BatchSummary }): ReactElement {
  const { t } = useTranslation();
  const { step, state, openExceptions } = batch;
  const calls =
    state === 'held' ? 'action' : openExceptions > 0 ? 'action' : step?.state === 'completing' ? 'note' : 'normal';
  return (
    <Link to="/batches/$batch" params={{ batch: batch.id }} className={css.row}>
      <Identity coi={batch.coi} />
      <span className={css.rowText}>
        <b>{batch.code}</b> {batch.unit?.code ?? t('batch.noUnit')}
        <span className={css.quiet}>{step?.title ?? t('tile.noStep')}</span>
      </span>
      <Status tone={calls}>
        {openExceptions > 0
          ? t('tile.exceptions', { count: openExceptions })
          : word('state', step?.state === 'completing' ? step.state : state)}
      </Status>
    </Link>
  );
}
