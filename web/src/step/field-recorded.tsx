import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Capture, Entry, Field, Step } from '../api/types.js';
import { written } from '../parts/instant.js';
import { LimitBar } from '../parts/limit-bar.js';
import { Status } from '../parts/mark.js';
import { decimalText, unitText } from '../parts/number-format.js';
import { word } from '../text/words.js';
import css from './field.module.css';

/** What stands on record in a field, in words. */
export function useValueText(): (
  field: { type: Field['type']; choices: readonly { id: string; title: string }[] },
  value: string | null,
  source?: Entry['source'],
) => string {
  const { t } = useTranslation();
  return ({ type, choices }, value, source) => {
    if (source === 'not-applicable') return t('value.notApplicable');
    if (value === null) return t('step.capture.none');
    switch (type) {
      case 'number':
        return decimalText(value);
      case 'boolean':
        return t(value === 'true' ? 'step.yes' : 'step.no');
      case 'choice':
        return choices.find(({ id }) => id === value)?.title ?? value;
      case 'text':
        return value;
    }
  };
}

/** Values that stood in a field before, the oldest first. */
export const earlierOf = ({ entries }: Pick<Step, 'entries'>, { id }: Pick<Field, 'id'>): Entry[] =>
  entries.filter(({ field, supersededBy }) => field === id && supersededBy !== null);

const numeric = ({ type }: Field, { value }: Entry): number | null =>
  type === 'number' && value !== null ? Number(value) : null;

function Evidence({ capture, zone }: { capture: Capture; zone: string }): ReactElement {
  const { t } = useTranslation();
  const [from, to] = [written(capture.from, zone).seconds, written(capture.to, zone).seconds];
  return (
    <span>
      {t('step.capture.from', { aggregate: word('aggregate', capture.aggregate), tag: capture.tag, from, to })},{' '}
      {word('quality', capture.quality)}
    </span>
  );
}

/** A value on record: what it is, how it stands to its limits, who gave it and when. */
export function FieldRecorded({
  field,
  zone,
  way,
  earlier = [],
}: {
  field: Field;
  zone: string;
  way?: ReactNode;
  /** what stood in it before */
  earlier?: readonly Entry[];
}): ReactElement | null {
  const { t } = useTranslation();
  const valueText = useValueText();
  const { entry, capture, alert, action, unit } = field;
  if (entry === null) return null;
  const judged = entry.verdict === 'alert' || entry.verdict === 'action';
  return (
    <div className={css.field}>
      <div className={css.line}>
        <span className={css.title}>{field.title}</span>
        <output className={css.value}>
          {valueText(field, entry.value, entry.source)} <small>{unitText(unit)}</small>
        </output>
        {judged && (
          <Status tone={entry.verdict === 'alert' ? 'alert' : 'action'}>{word('verdict', entry.verdict!)}</Status>
        )}
        {way}
      </div>
      {(alert !== null || action !== null) && (
        <LimitBar alert={alert} action={action} unit={unit} value={numeric(field, entry)} />
      )}
      {earlier.map((one) => (
        <p key={one.id} className={css.foot}>
          <del className={css.was}>
            {valueText(field, one.value, one.source)} {unitText(unit)}
          </del>
          <span>{t('step.entry.by', { by: one.by, time: written(one.recordedAt, zone).seconds })}</span>
        </p>
      ))}
      <p className={css.foot}>
        <span>{word('source', entry.source)}</span>
        <span>{t('step.entry.by', { by: entry.by, time: written(entry.at, zone).seconds })}</span>
        {capture !== null && <Evidence capture={capture} zone={zone} />}
        {entry.late && (
          <span>
            {t('entry.late.mark', {
              happened: written(entry.at, zone).seconds,
              written: written(entry.recordedAt, zone).seconds,
            })}
          </span>
        )}
        {entry.because !== null && <span>{t('history.because')}</span>}
        {entry.reason !== null && <span>{word('reason', entry.reason)}</span>}
      </p>
    </div>
  );
}
