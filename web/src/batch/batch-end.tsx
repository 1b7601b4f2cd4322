import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Batch } from '../api/types.js';
import actions from '../parts/action.module.css';
import { written } from '../parts/instant.js';
import { Notice } from '../parts/notice.js';
import { usePerson, useZone } from '../session/use-session.js';
import { ExceptionLine } from '../step/exception-line.js';
import { Signed } from '../step/signed.js';
import { useNames } from '../step/step-at-hand.js';
import css from './batch.module.css';
import { KeptUntil } from './kept.js';

/** What a finished batch leaves: its record, how to check it, its exceptions, who signed. */
export function BatchEnd({ batch }: { batch: Batch }): ReactElement {
  const { t } = useTranslation();
  const person = usePerson();
  const zone = useZone();
  const names = useNames(batch);
  const exceptions = [...batch.steps.flatMap((step) => step.exceptions), ...batch.exceptionsOfBatch];
  const complete = batch.state === 'complete';
  return (
    <section className={css.panel}>
      <div className={css.end}>
        <Notice
          tone={complete ? 'normal' : 'action'}
          title={t(
            complete
              ? 'batch.complete.title'
              : batch.state === 'aborted'
                ? 'batch.aborted.title'
                : 'batch.stopped.title',
          )}
        >
          {t(complete ? 'batch.complete.text' : 'batch.stopped.text')}
        </Notice>
        <KeptUntil batch={batch.id} />
        {batch.lot !== null && (
          <p>
            <b>
              {t('batch.yielded', {
                ...{ lot: batch.lot.lot, material: batch.lot.material },
                until: written(batch.lot.expiresAt, zone).full,
              })}
            </b>
          </p>
        )}
        {person.may('record.read') && (
          <div className={css.verify}>
            <a className={`${actions.action} ${actions.main}`} href={`/api/batches/${batch.id}/record`} download>
              {t('record.download')}
            </a>
            <p>{t('record.verify')}</p>
            <code className={css.code}>{t('record.command', { code: batch.code })}</code>
          </div>
        )}
        <section className={css.list}>
          <h2>{t('exceptions.title')}</h2>
          {exceptions.length === 0 && <p>{t('exceptions.none')}</p>}
          {exceptions.map((exception) => (
            <ExceptionLine key={exception.id} exception={exception} names={names} zone={zone} />
          ))}
        </section>
        <section className={css.list}>
          <h2>{t('signatures.title')}</h2>
          {batch.steps
            .filter(({ signatures }) => signatures.length > 0)
            .map(({ id, position, title, signatures }) => (
              <div key={id} className={css.list}>
                <h3>
                  {position} {title}
                </h3>
                <Signed signatures={signatures} zone={zone} />
              </div>
            ))}
        </section>
      </div>
    </section>
  );
}
