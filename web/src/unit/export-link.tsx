import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { address } from '../api/routes.js';
import actions from '../parts/action.module.css';
import { useNow } from '../parts/use-now.js';

/** The longest time of one file. */
const LONGEST_MS = 31 * 86_400_000;
const MINUTE_MS = 60_000;

/** Every reading of the shown time as a file; of a longer one its last 31 days. */
export function ExportLink({ unit, from }: { unit: string; from: string }): ReactElement {
  const { t } = useTranslation();
  const to = Math.ceil(useNow() / MINUTE_MS) * MINUTE_MS;
  const asked = {
    from: new Date(Math.max(Date.parse(from), to - LONGEST_MS)).toISOString(),
    to: new Date(to).toISOString(),
  };
  return (
    <a className={actions.action} href={address('/api/units/{code}/readings.csv', { code: unit }, asked)} download>
      {t('unit.csv')}
    </a>
  );
}
