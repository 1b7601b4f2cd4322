import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { batchQuery, unitClassesQuery, unitQuery } from '../api/queries.js';
import type { Tag, Unit } from '../api/types.js';
import { Answer } from '../parts/answer.js';
import { Blank } from '../parts/notice.js';
import { Header } from '../session/header.js';
import { usePerson, useZone } from '../session/use-session.js';
import { Conflicts } from './conflicts.js';
import { Gaps } from './gaps.js';
import { Rejects } from './rejects.js';
import { RangeChoice, Trends, useRange } from './trends.js';
import { Connection, UnitFacts } from './unit-facts.js';
import css from './unit.module.css';

const NO_TAGS: Tag[] = [];

function Known({ unit }: { unit: Unit }): ReactElement {
  const { t } = useTranslation();
  const zone = useZone();
  const person = usePerson();
  const classes = useQuery(unitClassesQuery).data;
  const tags: Tag[] = classes?.find(({ code }) => code === unit.unitClass)?.definition.tags ?? NO_TAGS;
  const { bound } = unit;
  const batch = useQuery({
    ...batchQuery(bound?.batch ?? ''),
    enabled: bound !== null && person.may('batch.read'),
  }).data;
  const { range, from, choose } = useRange(bound?.boundAt ?? null);
  return (
    <main className={css.page}>
      <UnitFacts unit={unit} batch={batch} />
      <section className={css.section}>
        <div className={css.title}>
          <h2>{t('unit.trends')}</h2>
          <RangeChoice range={range} isBound={bound !== null} choose={choose} />
        </div>
        <Trends unit={unit} batch={batch} tags={tags} zone={zone} from={from} />
      </section>
      <Gaps unit={unit.code} tags={tags} zone={zone} from={from} />
      <Conflicts unit={unit.code} tags={tags} zone={zone} />
      <Rejects unit={unit.code} zone={zone} />
    </main>
  );
}

/** One unit: how it stands, what its values did, and what was missing, contradictory or not stored. */
export function UnitPage({ code }: { code: string }): ReactElement {
  const { t } = useTranslation();
  const zone = useZone();
  const may = usePerson().may('readings.read');
  const query = useQuery({ ...unitQuery(code), enabled: may });
  const unit = query.data;
  return (
    <>
      <Header back {...(unit?.bound?.coi == null ? {} : { coi: unit.bound.coi })}>
        <h1 className={css.code}>{code}</h1>
        {unit !== undefined && (
          <span className={css.of}>
            <span>{unit.title}</span>
            <span className={css.link}>
              <Connection unit={unit} zone={zone} />
            </span>
          </span>
        )}
      </Header>
      {may ? (
        <Answer query={query} what={t('unit.loading')}>
          {(known) => <Known key={known.code} unit={known} />}
        </Answer>
      ) : (
        <main>
          <Blank tone="note" title={t('unit.forbidden')}>
            {t('unit.forbidden.text')}
          </Blank>
        </main>
      )}
    </>
  );
}
