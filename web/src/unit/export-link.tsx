import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { weeksQuery } from '../api/queries.js';
import { address } from '../api/routes.js';
import actions from '../parts/action.module.css';
import { useNow } from '../parts/use-now.js';

/** The longest time of one file. */
const LONGEST_MS = 31 * 86_400_000;
const MINUTE_MS = 60_000;

/** Every reading of the shown time as a file; of a longer one its last 31 days; none where a part of it is archived. */
export function ExportLink({ unit, from, to }: { unit: string; from: string; to: string | null }): ReactElement {
  const { t } = useTranslation();
  const now = Math.ceil(useNow() / MINUTE_MS) * MINUTE_MS;
  const weeks = useQuery({ ...weeksQuery, enabled: to !== null }).data ?? [];
  const end = to === null ? now : Date.parse(to);
  const start = Math.max(Date.parse(from), end - LONGEST_MS);
  const isArchived = weeks.some(
    ({ state, fromAt, toAt }) =>
      state === 'detached' && Date.parse(toAt) > start && (fromAt === null || Date.parse(fromAt) <= end),
  );
  if (isArchived) return <p>{t('unit.csv.archived')}</p>;
  const asked = { from: new Date(start).toISOString(), to: new Date(end).toISOString() };
  return (
    <a className={actions.action} href={address('/api/units/{code}/readings.csv', { code: unit }, asked)} download>
      {t('unit.csv')}
    </a>
  );
}
