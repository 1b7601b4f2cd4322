import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useUnitState } from '../api/live-values.js';
import { rejectsQuery, type TimeAsked } from '../api/queries.js';
import type { Reject, RejectsPage } from '../api/types.js';
import { Answer } from '../parts/answer.js';
import folds from '../parts/fold.module.css';
import { written } from '../parts/instant.js';
import { Mark } from '../parts/mark.js';
import { More } from '../parts/more.js';
import { decimalText } from '../parts/number-format.js';
import { visibleText } from '../parts/visible-text.js';
import { word } from '../text/words.js';
import css from './unit.module.css';
import { useRefreshed } from './use-pages.js';

const keptOf = (base64: string): number => Math.floor((base64.replace(/=+$/, '').length * 3) / 4);

function OneReject({ reject, zone }: { reject: Reject; zone: string }): ReactElement {
  const { t } = useTranslation();
  const { reason, source, bytes, text, length, sha256, receivedAt } = reject;
  const kept = keptOf(bytes);
  return (
    <li>
      <details className={folds.fold}>
        <summary className={folds.summary}>
          <Mark tone="alert" size={20} />
          <b>{word('reject', reason)}</b>
          <span>{t('unit.reject.from', { source: visibleText(source) })}</span>
          <time dateTime={receivedAt}>{written(receivedAt, zone).seconds}</time>
        </summary>
        <div className={css.raw}>
          <p>
            {kept < length
              ? t('unit.reject.cut', { length: decimalText(`${length}`), kept: decimalText(`${kept}`) })
              : t('unit.reject.length', { length: decimalText(`${length}`) })}{' '}
            · {written(receivedAt, zone).full}
          </p>
          <h4>{t(text === null ? 'unit.reject.bytes' : 'unit.reject.text')}</h4>
          <pre tabIndex={0}>{text === null ? bytes : visibleText(text)}</pre>
          <h4>{t('unit.reject.sha256')}</h4>
          <pre tabIndex={0}>{sha256}</pre>
        </div>
      </details>
    </li>
  );
}

function Page({ page, zone }: { page: RejectsPage; zone: string }): ReactElement {
  const { t } = useTranslation();
  return (
    <>
      {page.more.map(({ minute, count }) => (
        <li key={minute} className={css.row}>
          {t('unit.rejects.more', { count, time: written(minute, zone).time })}
        </li>
      ))}
      {page.rejects.map((reject) => (
        <OneReject key={reject.id} reject={reject} zone={zone} />
      ))}
    </>
  );
}

/** What came of the unit and was not stored: why, from where, and as it came. */
export function Rejects({ unit, zone, span }: { unit: string; zone: string; span?: TimeAsked }): ReactElement {
  const { t } = useTranslation();
  const query = useInfiniteQuery(rejectsQuery(unit, span));
  const count = useUnitState(unit)?.rejects ?? null;
  useRefreshed(rejectsQuery(unit, span).queryKey, count);
  return (
    <section className={css.section}>
      <h2>{t('unit.rejects')}</h2>
      <Answer query={query} what={t('unit.rejects.loading')}>
        {({ pages }) =>
          pages.every(({ rejects, more }) => rejects.length + more.length === 0) ? (
            <p>{t(span === undefined ? 'unit.rejects.none' : 'unit.rejects.none.then')}</p>
          ) : (
            <>
              {count !== null && span === undefined && <p>{t('unit.rejects.count', { count })}</p>}
              <ul className={css.list}>
                {pages.map((page, index) => (
                  <Page key={index} page={page} zone={zone} />
                ))}
              </ul>
              <More query={query} />
            </>
          )
        }
      </Answer>
    </section>
  );
}
