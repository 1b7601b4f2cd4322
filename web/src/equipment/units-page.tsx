import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { unitsQuery } from '../api/queries.js';
import type { Unit } from '../api/types.js';
import { Action } from '../parts/action.js';
import actions from '../parts/action.module.css';
import { Answer } from '../parts/answer.js';
import { Identity } from '../parts/band.js';
import { grouped } from '../parts/grouped.js';
import { Status } from '../parts/mark.js';
import { Blank } from '../parts/notice.js';
import { useZone } from '../session/use-session.js';
import { StatusLabel } from '../unit/status-label.js';
import { Connection } from '../unit/unit-facts.js';
import css from './equipment.module.css';
import { EquipmentPage } from './equipment-page.js';

const FILTERS = ['all', 'wants', 'free'] as const;
type Filter = (typeof FILTERS)[number];

/** Whether somebody has to do something before it can be used, or to reach it. */
const wants = ({ condition, connection, quarantine }: Unit): boolean =>
  condition.hindrances.length > 0 ||
  condition.lapsed ||
  quarantine !== null ||
  (connection !== null && connection.state !== 'live');

const passes = (filter: Filter, unit: Unit): boolean => {
  switch (filter) {
    case 'all':
      return true;
    case 'wants':
      return wants(unit);
    case 'free':
      return ['clean', 'ready'].includes(unit.condition.label) && unit.condition.hindrances.length === 0;
  }
};

function UnitLine({ unit, zone }: { unit: Unit; zone: string }): ReactElement {
  const { t } = useTranslation();
  const { code, title, condition, bound } = unit;
  return (
    <Link to="/units/$unit" params={{ unit: code }} search={{ tab: 'condition' }} className={css.row}>
      <b className={css.code}>{code}</b>
      <span className={css.name}>{title}</span>
      <span className={css.cell}>
        <StatusLabel condition={condition} zone={zone} />
        {condition.hindrances.length > 0 && (
          <Status tone="alert">{t('units.hindrances', { count: condition.hindrances.length })}</Status>
        )}
        {bound?.coi != null && <Identity coi={bound.coi} />}
      </span>
      <span className={css.cell}>
        <Connection unit={unit} zone={zone} />
      </span>
    </Link>
  );
}

function Room({ units, zone }: { units: readonly Unit[]; zone: string }): ReactElement {
  const { t } = useTranslation();
  const { site, room } = units[0]!;
  return (
    <section className={css.section}>
      <div className={css.head}>
        <h2>{t('units.room', { site, room })}</h2>
        <Link to="/equipment/logbook/$site/$room" params={{ site, room }} className={actions.action}>
          {t('units.logbook')}
        </Link>
      </div>
      <ul className={css.list}>
        {units.map((unit) => (
          <li key={unit.id}>
            <UnitLine unit={unit} zone={zone} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Every unit by room: its status label, what keeps it from use, and how it is reached. */
export function UnitsPage(): ReactElement {
  const { t } = useTranslation();
  const zone = useZone();
  const [filter, setFilter] = useState<Filter>('all');
  const query = useQuery({ ...unitsQuery, refetchInterval: 30_000 });
  return (
    <EquipmentPage at="units" title={t('equipment.title')} needs="plant.read">
      <Answer query={query} what={t('units.loading')}>
        {(units) => {
          if (units.length === 0)
            return (
              <Blank tone="off" title={t('units.empty')}>
                {t('units.empty.text')}
              </Blank>
            );
          const shown = units.filter((unit) => passes(filter, unit));
          const rooms = grouped(shown, ({ site, room }) => `${site} ${room}`);
          return (
            <>
              <div className={css.filters} role="group" aria-label={t('units.filter')}>
                {FILTERS.map((one) => (
                  <Action key={one} tone="quiet" pressed={one === filter} onPress={() => setFilter(one)}>
                    {t(`units.filter.${one}`, { count: units.filter((unit) => passes(one, unit)).length })}
                  </Action>
                ))}
              </div>
              {rooms.length === 0 && <p>{t('units.none')}</p>}
              {rooms.map(({ of, own }) => (
                <Room key={of} units={own} zone={zone} />
              ))}
            </>
          );
        }}
      </Answer>
    </EquipmentPage>
  );
}
