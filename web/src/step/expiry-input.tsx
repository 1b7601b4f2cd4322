import { type ReactElement, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { dayDigits, dayIn, daysBetween, dayText, dayWords, isDay } from '../parts/day.js';
import { Status } from '../parts/mark.js';
import { useNow } from '../parts/use-now.js';
import css from './material.module.css';

interface Props {
  /** digits, year first */
  value: string;
  change: (digits: string) => void;
  active: boolean;
  activate: () => void;
  barred: boolean;
  zone: string;
}

/** Beyond this an expiry was more likely mistyped. */
const FAR_DAYS = 3653;

/** What the digits mean: the day in words and how far it is, so that a slip is seen before it is recorded. */
function Meaning({ day, zone }: { day: string; zone: string }): ReactElement | null {
  const { t } = useTranslation();
  const today = dayIn(zone, useNow());
  if (day.length < 10) return null;
  if (!isDay(day)) return <Status tone="action">{t('material.expiry.no-day')}</Status>;
  const days = daysBetween(today, day);
  const left =
    days === 0
      ? t('material.expiry.today')
      : days < 60
        ? t('material.expiry.days', { count: days })
        : t('material.expiry.months', { count: Math.floor(days / 30.44) });
  return (
    <>
      <b className={css.words}>{dayWords(day)}</b>
      {days < 0 ? (
        <Status tone="action">{t('material.expiry.past')}</Status>
      ) : days > FAR_DAYS ? (
        <Status tone="alert">{t('material.expiry.far')}</Status>
      ) : (
        <span>{left}</span>
      )}
    </>
  );
}

/** A day by digits alone, year first as labels have it. */
export function ExpiryInput({ value, change, active, activate, barred, zone }: Props): ReactElement {
  const { t } = useTranslation();
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (active) box.current?.focus();
  }, [active]);
  return (
    <div className={css.part}>
      <label className={css.ask}>
        <span>{t('material.expiry')}</span>
        <input
          ref={box}
          className={css.day}
          data-active={active}
          inputMode="none"
          autoComplete="off"
          placeholder={t('material.expiry.shape')}
          value={dayText(value)}
          readOnly={barred}
          onFocus={activate}
          onChange={(event) => change(dayDigits(event.currentTarget.value))}
        />
      </label>
      <p className={css.meaning} role="status">
        <Meaning day={dayText(value)} zone={zone} />
      </p>
    </div>
  );
}
