import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Condition } from '../api/types.js';
import { countdown } from '../parts/duration.js';
import { written } from '../parts/instant.js';
import { Status } from '../parts/mark.js';
import type { Tone } from '../parts/tone.js';
import { useNow } from '../parts/use-now.js';
import { word } from '../text/words.js';
import css from './condition.module.css';

const TONES: Record<Condition['label'], Tone> = {
  'in-use': 'current',
  clean: 'done',
  ready: 'normal',
  'to-clean': 'note',
  'out-of-service': 'alert',
  quarantined: 'alert',
};

/** What stands on the unit's status label, and the clock of its clean or dirty hold. */
export function StatusLabel({ condition, zone }: { condition: Condition; zone: string }): ReactElement {
  const { t } = useTranslation();
  const now = useNow();
  const { label, until, cleaned } = condition;
  const clock = until === null ? null : countdown(until, now);
  const hold = cleaned?.until === until ? 'clean' : 'dirty';
  const over = condition.lapsed || (clock?.over ?? false);
  const values = { left: clock?.left, time: until === null ? '' : written(until, zone).full };
  return (
    <span className={css.label}>
      <Status tone={over ? 'alert' : TONES[label]}>{word('statusLabel', label)}</Status>
      {clock !== null && (
        <span>{over ? t(`condition.${hold}.over`, values) : t(`condition.${hold}.left`, values)}</span>
      )}
    </span>
  );
}
