import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { UnitAlarms } from '../alarms/unit-alarms.js';
import { batchQuery, unitClassesQuery, unitQuery } from '../api/queries.js';
import type { Tag, Unit } from '../api/types.js';
import { Answer } from '../parts/answer.js';
import { Blank } from '../parts/notice.js';
import bars from '../parts/tabs.module.css';
import { Header } from '../session/header.js';
import { usePerson, useZone } from '../session/use-session.js';
import { TrailLink } from '../trail/trail-link.js';
import { PromptCard } from '../step/prompt-card.js';
import { Condition } from './condition.js';
import { Conflicts } from './conflicts.js';
import { ExportLink } from './export-link.js';
import { Gaps } from './gaps.js';
import { Logbook } from './logbook.js';
import { Rejects } from './rejects.js';
import { UNIT_TABS, type UnitTab } from './tabs.js';
import { ChosenDays, RangeChoice, Trends, useRange } from './trends.js';
import { Connection, UnitFacts } from './unit-facts.js';
import css from './unit.module.css';

const NO_TAGS: Tag[] = [];

/** Its values now and back to a time, and what was missing, contradictory or not stored of them. */
function UnitReadings({ unit }: { unit: Unit }): ReactElement {
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
  const shown = useRange(bound?.boundAt ?? null);
  const { from, to } = shown;
  return (
    <>
      <UnitFacts unit={unit} batch={batch} tags={tags} />
      <section className={css.section}>
        <div className={css.title}>
          <h2>{t('unit.trends')}</h2>
          <RangeChoice shown={shown} isBound={bound !== null} />
          <ExportLink unit={unit.code} from={from} to={to} />
        </div>
        <ChosenDays shown={shown} />
        <Trends unit={unit} batch={batch} tags={tags} zone={zone} from={from} to={to} />
      </section>
      <Gaps unit={unit.code} tags={tags} zone={zone} from={from} to={to} />
      <Conflicts unit={unit.code} tags={tags} zone={zone} />
      <Rejects unit={unit.code} zone={zone} />
    </>
  );
}

const Forbidden = (): ReactElement => {
  const { t } = useTranslation();
  return (
    <Blank tone="note" title={t('unit.forbidden')}>
      {t('unit.forbidden.text')}
    </Blank>
  );
};

function Shown({ unit, tab }: { unit: Unit; tab: UnitTab }): ReactElement {
  const { t } = useTranslation();
  const zone = useZone();
  const may = usePerson().may('readings.read');
  const { code, title, serial, site, room } = unit;
  switch (tab) {
    case 'readings':
      return may ? <UnitReadings unit={unit} /> : <Forbidden />;
    case 'condition':
      return <Condition unit={unit} zone={zone} />;
    case 'logbook':
      return (
        <Logbook
          place={{ unit: code }}
          heading={t('logbook.ofUnit', { unit: code, title })}
          about={t('logbook.ofUnit.about', { serial, site, room })}
        />
      );
  }
}

function Tabs({ unit, tab }: { unit: string; tab: UnitTab }): ReactElement {
  const { t } = useTranslation();
  return (
    <div className={bars.bar}>
      <nav className={bars.tabs} aria-label={t('unit.parts')}>
        {UNIT_TABS.map((one) => (
          <Link
            key={one}
            to="/units/$unit"
            params={{ unit }}
            search={one === 'readings' ? {} : { tab: one }}
            className={bars.tab}
            activeOptions={{ exact: true, includeSearch: true }}
            aria-current={one === tab ? 'page' : undefined}
          >
            {t(`unit.tab.${one}`)}
          </Link>
        ))}
      </nav>
      <TrailLink kind="unit" id={unit} />
      <UnitAlarms unit={unit} />
    </div>
  );
}

/** One unit: what its values did, how it stands and is kept, and its logbook. */
export function UnitPage({ code, tab }: { code: string; tab: UnitTab }): ReactElement {
  const { t } = useTranslation();
  const zone = useZone();
  const may = usePerson().may('plant.read');
  const query = useQuery({ ...unitQuery(code), enabled: may, refetchInterval: 30_000 });
  const unit = query.data;
  return (
    <>
      <Header back {...(unit?.bound?.coi == null ? {} : { coi: unit.bound.coi })}>
        <h1 className={css.code}>{code}</h1>
        {unit !== undefined && (
          <span className={css.of}>
            <span className={css.name}>{unit.title}</span>
            <span className={css.link}>
              <Connection unit={unit} zone={zone} />
            </span>
          </span>
        )}
      </Header>
      {may ? (
        <Answer query={query} what={t('unit.loading')}>
          {(known) => (
            <>
              <Tabs unit={code} tab={tab} />
              <main className={css.page}>
                {known.prompt !== null && <PromptCard prompt={known.prompt} step={known.prompt.step} zone={zone} />}
                <Shown key={`${known.code} ${tab}`} unit={known} tab={tab} />
              </main>
            </>
          )}
        </Answer>
      ) : (
        <main>
          <Forbidden />
        </main>
      )}
    </>
  );
}
