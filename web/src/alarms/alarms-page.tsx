import { useQueries, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sitesQuery, unitsQuery } from '../api/queries.js';
import type { Alarm, AlarmSummary } from '../api/types.js';
import actions from '../parts/action.module.css';
import { Answer } from '../parts/answer.js';
import { Blank, Notice } from '../parts/notice.js';
import { Select } from '../parts/select.js';
import bars from '../parts/tabs.module.css';
import { Header } from '../session/header.js';
import { usePerson } from '../session/use-session.js';
import { AlarmActs } from './alarm-acts.js';
import { AlarmDetail } from './alarm-detail.js';
import { AlarmHistory } from './alarm-history.js';
import { AlarmLine } from './alarm-line.js';
import type { AlarmAct } from './alarm-words.js';
import css from './alarms.module.css';
import { alarmsQuery, roomsQuery } from './queries.js';
import { useTitles } from './use-titles.js';
import { ALARM_LISTS, type AlarmList, type AlarmsSearch } from './search.js';

const standing = ({ active }: AlarmSummary): number => Object.values(active).reduce((sum, count) => sum + count, 0);

const countOf = (summary: AlarmSummary, list: AlarmList): number | null => {
  switch (list) {
    case 'active':
      return standing(summary);
    case 'shelved':
      return summary.shelved;
    case 'suppressed':
      return summary.suppressed;
    case 'out-of-service':
      return summary.outOfService;
    case 'history':
      return null;
  }
};

const without = (search: AlarmsSearch): AlarmsSearch =>
  Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined));

/** The lists, each with how many it has over all units. */
function Lists({ search, summary }: { search: AlarmsSearch; summary: AlarmSummary | undefined }): ReactElement {
  const { t } = useTranslation();
  const { may } = usePerson();
  const { list: at = 'active', open: _, ...filter } = search;
  const titleOf = (list: AlarmList): string => {
    // counted over all units
    const isWhole = summary !== undefined && Object.keys(filter).length === 0;
    const count = isWhole ? countOf(summary, list) : null;
    const title = t(`alarms.list.${list}`);
    return count === null ? title : t('alarms.list.count', { list: title, count });
  };
  return (
    <div className={bars.bar}>
      <nav className={bars.tabs} aria-label={t('alarms.lists')}>
        {ALARM_LISTS.map((list) => (
          <Link
            key={list}
            to="/alarms"
            search={list === 'active' ? filter : { ...filter, list }}
            activeOptions={{ exact: true, includeSearch: true }}
            className={bars.tab}
            aria-current={list === at ? 'page' : undefined}
          >
            {titleOf(list)}
          </Link>
        ))}
      </nav>
      {may('alarm.escalation') && (
        <Link to="/alarms/escalation" className={actions.action}>
          {t('alarms.escalation')}
        </Link>
      )}
    </div>
  );
}

/** More than anybody can answer, or how many come. */
function Rate({ flood }: AlarmSummary): ReactElement {
  const { t } = useTranslation();
  const { now: count, worst, average } = flood;
  if (!flood.flood) return <p className={css.quiet}>{t('alarms.rate', { now: count, worst, average })}</p>;
  return (
    <Notice tone="alert" title={t('alarms.flood', { count })}>
      {t('alarms.flood.text')}
    </Notice>
  );
}

function Filters({ search, change }: { search: AlarmsSearch; change: (next: AlarmsSearch) => void }): ReactElement {
  const { t } = useTranslation();
  const units = useQuery(unitsQuery).data ?? [];
  const sites = useQuery(sitesQuery).data ?? [];
  const rooms = useQueries({
    queries: sites.map(({ code }) => roomsQuery(code)),
    combine: (results) => results.flatMap(({ data = [] }) => data),
  });
  const siteOf = (id: string): string => sites.find((site) => site.id === id)?.name ?? '';
  return (
    <div className={css.filters}>
      <Select
        label={t('alarms.unit')}
        every={t('alarms.unit.all')}
        value={search.unit}
        options={units.map(({ code, title }) => ({ value: code, title: `${code}, ${title}` }))}
        change={(unit) => change({ unit })}
      />
      {(rooms.length > 1 || search.room !== undefined) && (
        <Select
          label={t('alarms.room')}
          every={t('alarms.room.all')}
          value={search.room}
          options={rooms.map(({ id, name, site }) => ({
            value: id,
            title: sites.length > 1 ? t('alarms.room.of', { room: name, site: siteOf(site) }) : name,
          }))}
          change={(room) => change({ room })}
        />
      )}
    </div>
  );
}

interface ListProps {
  list: Exclude<AlarmList, 'history'>;
  search: AlarmsSearch;
  change: (next: AlarmsSearch) => void;
}

function Alarms({ list, search, change }: ListProps): ReactElement {
  const { t } = useTranslation();
  const { open, list: _, ...filter } = search;
  const query = useQuery(alarmsQuery(list, filter));
  const units = useQuery(unitsQuery).data ?? [];
  const titleOf = useTitles();
  const [acting, setActing] = useState<{ act: AlarmAct; alarm: Alarm } | null>(null);
  const placeOf = ({ unit }: Alarm): string => units.find(({ code }) => code === unit)?.room ?? '';
  const act = (chosen: AlarmAct, alarm: Alarm): void => setActing({ act: chosen, alarm });
  return (
    <Answer query={query} what={t('alarms.loading')}>
      {({ alarms }) => (
        <>
          {alarms.length === 0 ? (
            <Blank tone="done" title={t(`alarms.empty.${list}`)}>
              {t(Object.keys(filter).length === 0 ? `alarms.empty.${list}.text` : 'alarms.empty.filtered')}
            </Blank>
          ) : (
            <ul className={css.list} aria-label={t(`alarms.list.${list}`)}>
              {alarms.map((alarm) => (
                <AlarmLine
                  key={alarm.id}
                  alarm={alarm}
                  place={placeOf(alarm)}
                  isOpen={alarm.id === open}
                  toggle={() => change({ open: alarm.id === open ? undefined : alarm.id })}
                  titleOf={titleOf}
                  act={act}
                >
                  <AlarmDetail alarm={alarm} titleOf={titleOf} act={act} />
                </AlarmLine>
              ))}
            </ul>
          )}
          {acting !== null && <AlarmActs {...acting} close={() => setActing(null)} />}
        </>
      )}
    </Answer>
  );
}

function Found(search: AlarmsSearch): ReactElement {
  const navigate = useNavigate();
  const { list = 'active', open, ...filter } = search;
  const summary = useQuery(alarmsQuery()).data?.summary;
  const change = (next: AlarmsSearch): void =>
    void navigate({ to: '/alarms', search: without({ ...search, ...next }), replace: true });
  return (
    <>
      <Lists search={search} summary={summary} />
      <main className={css.page}>
        <div className={css.head}>
          <Filters search={search} change={change} />
          {summary !== undefined && <Rate {...summary} />}
        </div>
        {list === 'history' ? (
          <AlarmHistory filter={filter} open={open} change={(one) => change({ open: one })} />
        ) : (
          <Alarms key={list} list={list} search={search} change={change} />
        )}
      </main>
    </>
  );
}

/** Alarms after ISA-18.2: what stands, the most urgent first; what is withheld and why; and what was. */
export function AlarmsPage(search: AlarmsSearch): ReactElement {
  const { t } = useTranslation();
  const { may } = usePerson();
  return (
    <>
      <Header back>
        <h1 className={css.title}>{t('alarms.title')}</h1>
      </Header>
      {may('plant.read') ? (
        <Found {...search} />
      ) : (
        <main>
          <Blank tone="note" title={t('alarms.forbidden')}>
            {t('alarms.forbidden.text')}
          </Blank>
        </main>
      )}
    </>
  );
}
