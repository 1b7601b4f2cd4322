import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Limits } from '../api/types.js';
import css from './limit-bar.module.css';
import { glance, limitBands, limitPosition } from './limit-position.js';
import { rangeText } from './number-format.js';

interface Props {
  alert: Limits | null;
  action: Limits | null;
  unit: string | null;
  value: number | null;
  /** on a tile: the bar alone */
  small?: boolean;
}

/** The limits as a band, drawn before anything is entered, with the value on it. */
export function LimitBar({ alert, action, unit, value, small = false }: Props): ReactElement | null {
  const { t } = useTranslation();
  const bands = limitBands(alert, action);
  if (bands === null) return small ? null : <p className={css.text}>{t('step.noLimits')}</p>;
  const place = value === null ? null : limitPosition(bands, value) * 100;
  const verdict = value === null ? 'within' : glance(value, alert, action);
  return (
    <div className={small ? css.small : css.bar}>
      <div className={css.track} aria-hidden>
        {bands.zones.map(({ kind, start, end }) => (
          <span
            key={start}
            className={css[kind]}
            style={{ left: `${start * 100}%`, width: `${(end - start) * 100}%` }}
          />
        ))}
        {place !== null && <span className={`${css.pointer} ${css[`at-${verdict}`]}`} style={{ left: `${place}%` }} />}
      </div>
      {!small && (
        <p className={css.text}>
          {action !== null && <span>{t('step.limits.action', { range: rangeText(action, unit) })}</span>}
          {alert !== null && <span>{t('step.limits.alert', { range: rangeText(alert, unit) })}</span>}
        </p>
      )}
    </div>
  );
}
