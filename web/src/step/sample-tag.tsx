import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Step } from '../api/types.js';
import { countdown } from '../parts/duration.js';
import { written } from '../parts/instant.js';
import { Status } from '../parts/mark.js';
import { useNow } from '../parts/use-now.js';
import css from './sample.module.css';

/** When a result is due; from then on, for how long it has been. */
function ResultDue({ dueAt }: { dueAt: string }): ReactElement {
  const { t } = useTranslation();
  const { left, over, near } = countdown(dueAt, useNow());
  return (
    <Status tone={over || near ? 'alert' : 'normal'}>{t(over ? 'result.overdue' : 'result.due', { left })}</Status>
  );
}

/** A sample as its label names it: id, container, and how far it is. */
export function SampleTag({ step, zone }: { step: Step; zone: string }): ReactElement | null {
  const { t } = useTranslation();
  const { sample, dueAt, kind, state } = step;
  if (sample === null) return null;
  const isWaited = kind === 'result' && state !== 'complete' && state !== 'stopped';
  return (
    <section className={css.tag} aria-label={t('sample.id')}>
      <p className={css.id}>
        <span>{t('sample.id')}</span>
        {sample.id === null ? (
          <b className={css.none}>{t(kind === 'result' ? 'result.not-taken' : 'sample.unassigned')}</b>
        ) : (
          <b>{sample.id}</b>
        )}
      </p>
      <p className={css.more}>
        <span>{t('sample.into', { container: sample.container })}</span>
        {sample.confirmedAt !== null && (
          <span>{t('sample.confirmed', { time: written(sample.confirmedAt, zone).full })}</span>
        )}
        {isWaited && dueAt !== null && <ResultDue dueAt={dueAt} />}
        {isWaited && dueAt === null && sample.confirmedAt !== null && <span>{t('result.not-timed')}</span>}
      </p>
    </section>
  );
}
