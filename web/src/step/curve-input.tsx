import { type ReactElement, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { glance } from '../parts/limit-position.js';
import { Status } from '../parts/mark.js';
import { plainDecimal, rangeText, unitText } from '../parts/number-format.js';
import { isOnCurve } from './curve-scale.js';
import { type Asked, FieldInput } from './field-input.js';
import css from './curve.module.css';

/** A value of a curve, in one row: its limits are drawn above, and said here. */
function PlaceInput({ field, value, change, active, activate, barred }: Asked): ReactElement {
  const { t } = useTranslation();
  const box = useRef<HTMLInputElement>(null);
  const row = useRef<HTMLLabelElement>(null);
  useEffect(() => {
    if (!active) return;
    box.current?.focus();
    row.current?.scrollIntoView({ block: 'end' });
  }, [active]);
  const typed = plainDecimal(value);
  const { title, unit, alert, action } = field;
  const verdict = typed === '' || Number.isNaN(Number(typed)) ? null : glance(Number(typed), alert, action);
  return (
    <label ref={row} className={css.row}>
      <b>{title}</b>
      <input
        ref={box}
        data-active={active}
        inputMode="none"
        autoComplete="off"
        value={value}
        readOnly={barred}
        onFocus={activate}
        onChange={(event) => change(event.currentTarget.value.replace(/[^\d.,-]/g, ''))}
      />
      <span className={css.of}>{unitText(unit)}</span>
      <span className={css.says}>
        {verdict === 'alert' || verdict === 'action' ? (
          <Status tone={verdict}>{t(verdict === 'alert' ? 'step.entry.willAlert' : 'step.entry.willAction')}</Status>
        ) : (
          action !== null && t('step.limits.action', { range: rangeText(action, unit) })
        )}
      </span>
    </label>
  );
}

/** What an entry with a curve asks for: its places in rows, anything else as usual. */
export const CurveInput = (asked: Asked): ReactElement =>
  isOnCurve(asked.field) ? <PlaceInput {...asked} /> : <FieldInput {...asked} />;
