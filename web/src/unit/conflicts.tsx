import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useUnitState } from '../api/live-values.js';
import { conflictsQuery, type TimeAsked } from '../api/queries.js';
import type { Conflict, Tag } from '../api/types.js';
import { Answer } from '../parts/answer.js';
import folds from '../parts/fold.module.css';
import { written } from '../parts/instant.js';
import { Mark } from '../parts/mark.js';
import { More } from '../parts/more.js';
import { decimalText, unitText } from '../parts/number-format.js';
import { statusWord } from '../parts/status-word.js';
import { word } from '../text/words.js';
import css from './unit.module.css';
import { useRefreshed } from './use-pages.js';

type Value = Conflict['readings'][number];

/** A good value as it was stored; of any other its status word, never a number. */
function ValueText({ reading, ucum }: { reading: Value; ucum: string | null }): ReactElement {
  const { t } = useTranslation();
  const { value, quality, status } = reading;
  if (quality !== 'good' || value === null) return <b>{statusWord(status)}</b>;
  if (typeof value === 'boolean') return <b>{t(value ? 'value.yes' : 'value.no')}</b>;
  return (
    <b>
      {typeof value === 'number' ? decimalText(String(value)) : value} {unitText(ucum)}
    </b>
  );
}

function Side({ reading, ucum, zone }: { reading: Value; ucum: string | null; zone: string }): ReactElement {
  const { t } = useTranslation();
  const { quality, arrival, origin, receivedAt } = reading;
  const facts = {
    value: <ValueText reading={reading} ucum={ucum} />,
    status: word('quality', quality),
    received: written(receivedAt, zone).seconds,
    origin: word('origin', origin),
    arrival,
  };
  return (
    <dl className={css.side}>
      {(Object.keys(facts) as (keyof typeof facts)[]).map((name) => (
        <div key={name}>
          <dt>{t(`unit.conflict.${name}`)}</dt>
          <dd>{facts[name]}</dd>
        </div>
      ))}
    </dl>
  );
}

function OneConflict({
  conflict,
  tags,
  zone,
}: {
  conflict: Conflict;
  tags: readonly Tag[];
  zone: string;
}): ReactElement {
  const { t } = useTranslation();
  const { tag, sourceAt, ucum, readings } = conflict;
  const title = tags.find((one) => one.tag === tag)?.title ?? tag;
  return (
    <li className={folds.fold}>
      <h3 className={css.head}>
        <Mark tone="alert" size={20} /> {title} · {written(sourceAt, zone).full} · {written(sourceAt, zone).seconds}
      </h3>
      <div className={css.sides}>
        {readings.length === 0 && <p>{t('unit.conflict.archived')}</p>}
        {readings.map((reading) => (
          <Side key={reading.arrival} reading={reading} ucum={ucum} zone={zone} />
        ))}
      </div>
    </li>
  );
}

interface Props {
  unit: string;
  tags: readonly Tag[];
  zone: string;
  /** source times; all where it is left out */
  span?: TimeAsked;
}

/** Instants about which the unit said different things: all of them, side by side. */
export function Conflicts({ unit, tags, zone, span }: Props): ReactElement {
  const { t } = useTranslation();
  const query = useInfiniteQuery(conflictsQuery(unit, span));
  const count = useUnitState(unit)?.conflicts ?? null;
  useRefreshed(conflictsQuery(unit, span).queryKey, count);
  return (
    <section className={css.section}>
      <h2>{t('unit.conflicts')}</h2>
      <Answer query={query} what={t('unit.conflicts.loading')}>
        {({ pages }) =>
          pages.every(({ conflicts }) => conflicts.length === 0) ? (
            <p>{t(span === undefined ? 'unit.conflicts.none' : 'unit.conflicts.none.then')}</p>
          ) : (
            <>
              {count !== null && span === undefined && <p>{t('unit.conflicts.count', { count })}</p>}
              <ul className={css.list}>
                {pages.flatMap(({ conflicts }) =>
                  conflicts.map((one) => (
                    <OneConflict key={`${one.tag} ${one.sourceTime}`} conflict={one} tags={tags} zone={zone} />
                  )),
                )}
              </ul>
              <More query={query} />
            </>
          )
        }
      </Answer>
    </section>
  );
}
