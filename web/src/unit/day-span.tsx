import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { isDay } from '../parts/day.js';
import { instantIn } from '../parts/instant-in.js';
import css from './day-span.module.css';

const DAY_MS = 86_400_000;

/** Days at the site, both to their end; an empty one leaves that side open. */
export interface Days {
  from: string;
  to: string;
}

/** From the first instant of one day up to the first after the other. */
export function spanOf({ from, to }: Days, zone: string): { from?: string; until?: string } {
  const after = isDay(to) ? new Date(Date.parse(`${to}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10) : '';
  const begin = isDay(from) ? instantIn(zone, `${from}T00:00`) : undefined;
  const end = isDay(after) ? instantIn(zone, `${after}T00:00`) : undefined;
  return { ...(begin === undefined ? {} : { from: begin }), ...(end === undefined ? {} : { until: end }) };
}

/** From which day to which is shown. */
export function DaySpan({ days, change }: { days: Days; change: (days: Days) => void }): ReactElement {
  const { t } = useTranslation();
  return (
    <>
      {(['from', 'to'] as const).map((which) => (
        <label key={which} className={css.day}>
          {t(`logbook.${which}`)}
          <input
            type="date"
            className={css.input}
            value={days[which]}
            onChange={({ currentTarget }) => change({ ...days, [which]: currentTarget.value })}
          />
        </label>
      ))}
    </>
  );
}
