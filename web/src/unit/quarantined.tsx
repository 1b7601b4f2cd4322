import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { quarantinedQuery, type TimeAsked } from '../api/queries.js';
import type { QuarantinedReading, Tag } from '../api/types.js';
import { Answer } from '../parts/answer.js';
import folds from '../parts/fold.module.css';
import { written } from '../parts/instant.js';
import { Mark } from '../parts/mark.js';
import { More } from '../parts/more.js';
import { decimalText, unitText } from '../parts/number-format.js';
import { word } from '../text/words.js';
import { stamp } from './logbook-words.js';
import css from './unit.module.css';

/** An instant; one in a year that no calendar here has, as it came. */
const when = (at: string, zone: string): string =>
  /^\d{4}-/.test(at) && !Number.isNaN(Date.parse(at)) ? stamp(at, zone) : at;

const valueText = (value: QuarantinedReading['value']): string => {
  if (value === null) return '–';
  return typeof value === 'number' ? decimalText(`${value}`) : String(value);
};

function One({
  reading,
  tags,
  zone,
}: {
  reading: QuarantinedReading;
  tags: readonly Tag[];
  zone: string;
}): ReactElement {
  const { t } = useTranslation();
  const { tag, ucum, value, reason, sourceAt, receivedAt, quality, origin } = reading;
  const titled = tags.find((one) => one.tag === tag)?.title ?? tag;
  const said = [
    [t('unit.conflict.value'), `${valueText(value)} ${unitText(ucum)}`.trim()],
    [t('unit.quarantined.saidAt'), when(sourceAt, zone)],
    [t('unit.conflict.received'), stamp(receivedAt, zone)],
    [t('unit.quarantined.quality'), word('quality', quality)],
    [t('unit.conflict.origin'), word('origin', origin)],
  ] as const;
  return (
    <li className={folds.fold}>
      <h3 className={css.head}>
        <Mark tone="alert" size={20} /> {titled}: {word('reject', reason)}
      </h3>
      <div className={css.sides}>
        <dl className={css.side}>
          {said.map(([name, text]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
      </div>
    </li>
  );
}

/** Values that came with the time of a wrong clock: whole, and in no trend, judged by nothing. */
export function Quarantined({
  unit,
  tags,
  zone,
  span,
}: {
  unit: string;
  tags: readonly Tag[];
  zone: string;
  span: TimeAsked;
}): ReactElement {
  const { t } = useTranslation();
  const query = useInfiniteQuery(quarantinedQuery(unit, span));
  return (
    <section className={css.section}>
      <h2>{t('unit.quarantined')}</h2>
      <p>{t('unit.quarantined.text')}</p>
      <Answer query={query} what={t('unit.quarantined.loading')}>
        {({ pages }) =>
          pages.every(({ readings, more }) => readings.length + more.length === 0) ? (
            <p>{t('unit.quarantined.none')}</p>
          ) : (
            <>
              <ul className={css.list}>
                {pages.flatMap(({ readings, more }) => [
                  ...more.map(({ minute, count }) => (
                    <li key={minute} className={css.row}>
                      {t('unit.rejects.more', { count, time: written(minute, zone).time })}
                    </li>
                  )),
                  ...readings.map((reading) => <One key={reading.id} reading={reading} tags={tags} zone={zone} />),
                ])}
              </ul>
              <More query={query} />
            </>
          )
        }
      </Answer>
    </section>
  );
}
