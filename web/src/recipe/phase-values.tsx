import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { LimitBar } from '../parts/limit-bar.js';
import { decimalText, unitText } from '../parts/number-format.js';
import { word } from '../text/words.js';
import type { Field, Judged, Monitor, Quantity, Rounding } from './model.js';
import css from './panel.module.css';
import { lengthText } from './length-text.js';

export const quantityText = ({ value, unit }: Quantity): string => `${decimalText(value)} ${unitText(unit)}`.trimEnd();

export function useRounding(): (rounding: Rounding) => string {
  const { t } = useTranslation();
  return (rounding) =>
    'decimals' in rounding
      ? t('recipe.rounded', { decimals: rounding.decimals, mode: word('rounding', rounding.mode) })
      : t('recipe.rounded.significant', { digits: rounding.significant, mode: word('rounding', rounding.mode) });
}

/** What must hold of a value, drawn and in words: its limits, what a breach does, what it bears on. */
export function Rule({ judged, unit }: { judged: Judged; unit: string | null }): ReactElement | null {
  const { t } = useTranslation();
  const { alert, action, onBreach, criticality, deviation } = judged;
  const hasLimit = alert !== undefined || action !== undefined;
  return (
    <>
      {hasLimit && <LimitBar alert={alert ?? null} action={action ?? null} unit={unit} value={null} />}
      <p className={css.rule}>
        {criticality !== undefined && <span>{word('criticality', criticality)}</span>}
        {hasLimit && onBreach !== undefined && <span>{word('breach', onBreach)}</span>}
        {deviation !== undefined && <span>{t(deviation ? 'recipe.deviation' : 'recipe.noDeviation')}</span>}
      </p>
    </>
  );
}

/** A value that a person enters, a unit gives, or the laboratory reports. */
export function FieldRow({ field }: { field: Field }): ReactElement {
  const { t } = useTranslation();
  const { title, unit, decimals, capture, optional, at, cv, choices, expects } = field;
  const isNumber = unit !== undefined;
  return (
    <li className={css.value}>
      <p className={css.valueHead}>
        <b>{title}</b>
        <span>{isNumber ? unitText(unit) : word('fieldType', field.type ?? 'text')}</span>
      </p>
      <p className={css.rule}>
        {isNumber && decimals !== undefined && <span>{t('recipe.decimals', { count: decimals })}</span>}
        {optional === true && <span>{t('recipe.optional')}</span>}
        {at !== undefined && <span>{t('recipe.at', { time: lengthText(at) })}</span>}
        {cv !== undefined && <span>{t('recipe.cv', { cv: decimalText(cv) })}</span>}
        {capture !== undefined && (
          <span>
            {t('recipe.capture', {
              tag: capture.tag,
              aggregate: word('aggregate', capture.aggregate),
              window: lengthText(capture.window),
            })}
          </span>
        )}
        {choices !== undefined && <span>{choices.map((choice) => choice.title).join(' · ')}</span>}
        {expects !== undefined && (
          <span>
            {t('recipe.expects', {
              answer: Array.isArray(expects)
                ? expects.map((id) => choices?.find((choice) => choice.id === id)?.title ?? id).join(', ')
                : t(expects ? 'value.yes' : 'value.no'),
            })}
          </span>
        )}
      </p>
      <Rule judged={field} unit={unit ?? null} />
    </li>
  );
}

export function MonitorRow({ monitor, title }: { monitor: Monitor; title: string }): ReactElement {
  const { t } = useTranslation();
  return (
    <li className={css.value}>
      <p className={css.valueHead}>
        <b>{title}</b>
        <span>{unitText(monitor.unit)}</span>
      </p>
      <Rule judged={monitor} unit={monitor.unit} />
      <p className={css.rule}>
        <span>{t('recipe.delay', { time: lengthText(monitor.delay) })}</span>
        <span>{t('recipe.stale', { time: lengthText(monitor.staleAfter) })}</span>
      </p>
    </li>
  );
}
