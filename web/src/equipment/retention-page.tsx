import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Retention } from '../api/types.js';
import { Action } from '../parts/action.js';
import { Answer } from '../parts/answer.js';
import { written } from '../parts/instant.js';
import { Lines } from '../parts/lines.js';
import { usePerson, useZone } from '../session/use-session.js';
import { word } from '../text/words.js';
import { ChangeRetention } from './change-retention.js';
import css from './equipment.module.css';
import { EquipmentPage } from './equipment-page.js';
import { retentionQuery } from './queries.js';
import { periodText } from './retention-words.js';
import { RetentionWeeks } from './retention-weeks.js';

type Said = Retention['history'][number];

/** What a policy says, as names and values. */
function usePolicyRows(): (policy: Pick<Retention, 'keep' | 'afterBatch'>) => { name: string; value: string }[] {
  const { t } = useTranslation();
  return ({ keep, afterBatch }) => [
    {
      name: t('retention.keep'),
      value: keep === null ? t('retention.keep.ever') : t('retention.keep.for', { period: periodText(keep) }),
    },
    { name: t('retention.afterBatch'), value: t('retention.afterBatch.for', { period: periodText(afterBatch) }) },
  ];
}

function Policy({ retention }: { retention: Retention }): ReactElement {
  const { t } = useTranslation();
  const zone = useZone();
  const may = usePerson().may('readings.retain');
  const rowsOf = usePolicyRows();
  const [open, setOpen] = useState(false);
  const [last] = retention.history;
  const said = (one: Said): string =>
    t('retention.said', { name: one.by, role: word('role', one.role), time: written(one.at, zone).full });
  return (
    <section className={css.certificate} aria-label={t('retention.policy')}>
      <div className={css.head}>
        <h2>{t('retention.policy')}</h2>
        {may && <Action onPress={() => setOpen(true)}>{t('retention.change')}</Action>}
      </div>
      <Lines
        rows={[
          ...rowsOf(retention),
          ...(last === undefined
            ? []
            : [
                { name: t('retention.by'), value: said(last) },
                { name: t('retention.reason'), value: last.reason },
              ]),
        ]}
      />
      {last === undefined && <p>{t('retention.nobody')}</p>}
      {!may && <p className={css.quiet}>{t('retention.readOnly')}</p>}
      {open && <ChangeRetention retention={retention} close={() => setOpen(false)} />}
    </section>
  );
}

/** What no policy can do, so that nobody has to find out. */
function Bounds({ least }: Pick<Retention, 'least'>): ReactElement {
  const { t } = useTranslation();
  const values = { keep: periodText(least.keep ?? ''), afterBatch: periodText(least.afterBatch) };
  return (
    <section className={css.section} aria-label={t('retention.bounds')}>
      <h2>{t('retention.bounds')}</h2>
      <ul className={css.bullets}>
        {(['young', 'open', 'batch', 'never', 'back', 'rest'] as const).map((one) => (
          <li key={one}>{t(`retention.bounds.${one}`, values)}</li>
        ))}
      </ul>
    </section>
  );
}

/** Each time that somebody said how long, the newest first. */
function History({ history }: Pick<Retention, 'history'>): ReactElement {
  const { t } = useTranslation();
  const zone = useZone();
  const rowsOf = usePolicyRows();
  return (
    <section className={css.section} aria-label={t('retention.history')}>
      <h2>{t('retention.history')}</h2>
      {history.length === 0 && <p>{t('retention.history.none')}</p>}
      <ol className={css.list}>
        {history.map((one) => (
          <li key={one.at} className={css.certificate}>
            <h3>
              {t('retention.said', { name: one.by, role: word('role', one.role), time: written(one.at, zone).full })}
            </h3>
            <Lines rows={[...rowsOf(one), { name: t('retention.reason'), value: one.reason }]} />
          </li>
        ))}
      </ol>
    </section>
  );
}

/** How long readings stay, why, what that has done to each week of them, and what no policy can do. */
export function RetentionPage(): ReactElement {
  const { t } = useTranslation();
  const query = useQuery(retentionQuery);
  return (
    <EquipmentPage at="retention" title={t('retention.title')} needs="plant.read">
      <Answer query={query} what={t('retention.loading')}>
        {(retention) => (
          <>
            <Policy retention={retention} />
            <Bounds least={retention.least} />
            <RetentionWeeks keep={retention.keep} />
            <History history={retention.history} />
          </>
        )}
      </Answer>
    </EquipmentPage>
  );
}
