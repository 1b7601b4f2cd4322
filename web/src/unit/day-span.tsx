import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { TextField } from '../parts/text-field.js';
import css from './day-span.module.css';
import type { Days } from './days.js';

/** From which day to which is shown. */
export function DaySpan({ days, change }: { days: Days; change: (days: Days) => void }): ReactElement {
  const { t } = useTranslation();
  return (
    <div className={css.days}>
      {(['from', 'to'] as const).map((which) => (
        <TextField
          key={which}
          type="date"
          label={t(`logbook.${which}`)}
          value={days[which]}
          change={(day) => change({ ...days, [which]: day })}
        />
      ))}
    </div>
  );
}
