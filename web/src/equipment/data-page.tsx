import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { batchesQuery, unitClassesQuery, unitsQuery } from '../api/queries.js';
import type { Tag } from '../api/types.js';
import { Action } from '../parts/action.js';
import { dayIn } from '../parts/day.js';
import { Select } from '../parts/select.js';
import { usePerson, useZone } from '../session/use-session.js';
import { Conflicts } from '../unit/conflicts.js';
import { DaySpan } from '../unit/day-span.js';
import { type Days, spanOf } from '../unit/days.js';
import { Quarantined } from '../unit/quarantined.js';
import { Rejects } from '../unit/rejects.js';
import css from './equipment.module.css';
import { EquipmentPage } from './equipment-page.js';
import { GapList } from './gap-list.js';
import { SHOWN, type Shown } from './shown.js';

export interface DataSearch {
  show?: Shown;
  unit?: string;
  batch?: string;
  /** also gaps that are filled or reviewed */
  all?: boolean;
}

/** Of one unit: what stands twice at one instant, what was not stored, or what has the time of a wrong clock, in a time. */
function OfUnit({ unit, show, days }: { unit: string; show: Exclude<Shown, 'missing'>; days: Days }): ReactElement {
  const zone = useZone();
  const classes = useQuery(unitClassesQuery).data;
  const kind = useQuery(unitsQuery).data?.find(({ code }) => code === unit)?.unitClass;
  const tags = (classes?.find(({ code }) => code === kind)?.definition.tags ?? []) as Tag[];
  const { from, until } = spanOf(days, zone);
  const span = { ...(from === undefined ? {} : { from }), ...(until === undefined ? {} : { to: until }) };
  switch (show) {
    case 'twice':
      return <Conflicts unit={unit} tags={tags} zone={zone} span={span} />;
    case 'refused':
      return <Rejects unit={unit} zone={zone} span={span} />;
    case 'quarantined':
      return <Quarantined unit={unit} tags={tags} zone={zone} span={span} />;
  }
}

function Found({ show = 'missing', unit, batch, all = false, days }: DataSearch & { days: Days }): ReactElement {
  const { t } = useTranslation();
  const zone = useZone();
  const { from, until } = spanOf(days, zone);
  if (show !== 'missing')
    return unit === undefined ? <p>{t('data.unit.missing')}</p> : <OfUnit {...{ unit, show, days }} />;
  return (
    <GapList
      filter={{
        ...(unit === undefined ? {} : { unit }),
        ...(batch === undefined ? {} : { batch }),
        ...(all ? {} : { state: 'open' }),
        ...(from === undefined ? {} : { from }),
        ...(until === undefined ? {} : { to: until }),
      }}
    />
  );
}

function Filtered(search: DataSearch): ReactElement {
  const { t } = useTranslation();
  const zone = useZone();
  const navigate = useNavigate();
  const [days, setDays] = useState<Days>({ from: '', to: '' });
  const units = useQuery(unitsQuery).data ?? [];
  const batches = useQuery({ ...batchesQuery, enabled: usePerson().may('batch.read') }).data ?? [];
  const { show = 'missing', unit, batch, all = false } = search;
  const change = (next: DataSearch): void => {
    const kept = Object.fromEntries(Object.entries({ ...search, ...next }).filter(([, value]) => value !== undefined));
    void navigate({ to: '/equipment/data', search: kept, replace: true });
  };
  const chooseBatch = (id: string | undefined): void => {
    const chosen = batches.find((one) => one.id === id);
    const day = (at: string | null): string => (at === null ? '' : dayIn(zone, Date.parse(at)));
    setDays(chosen === undefined ? { from: '', to: '' } : { from: day(chosen.issuedAt), to: day(chosen.endedAt) });
    change({ batch: id });
  };
  return (
    <>
      <div className={css.filters} role="group" aria-label={t('data.show')}>
        {SHOWN.map((one) => (
          <Action key={one} tone="quiet" pressed={one === show} onPress={() => change({ show: one })}>
            {t(`data.show.${one}`)}
          </Action>
        ))}
      </div>
      <div className={css.filters}>
        <Select
          label={t('data.unit')}
          every={t('data.unit.all')}
          value={unit}
          options={units.map(({ code, title }) => ({ value: code, title: `${code}, ${title}` }))}
          change={(code) => change({ unit: code })}
        />
        <Select
          label={t('data.batch')}
          every={t('data.batch.all')}
          value={batch}
          options={batches.map(({ id, code }) => ({ value: id, title: code }))}
          change={chooseBatch}
        />
        <DaySpan days={days} change={setDays} />
        {show === 'missing' && (
          <Action tone="quiet" pressed={all} onPress={() => change({ all: all ? undefined : true })}>
            {t('gaps.all')}
          </Action>
        )}
      </div>
      <Found {...search} days={days} />
    </>
  );
}

/** Over units and batches: readings that are missing, that stand twice, and that were not stored. */
export function DataPage(search: DataSearch): ReactElement {
  const { t } = useTranslation();
  return (
    <EquipmentPage at="data" title={t('data.title')} needs="readings.read">
      <Filtered {...search} />
    </EquipmentPage>
  );
}
