import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Field, Step } from '../api/types.js';
import { LimitBar } from '../parts/limit-bar.js';
import { word } from '../text/words.js';
import css from './field.module.css';
import { FieldRecorded } from './field-recorded.js';
import { FieldsWork } from './fields-work.js';
import type { StepAtHand } from './step-at-hand.js';

/** The difference that is judged: with its limits before it is known, then with its verdict. */
export function Offset({ result, zone }: { result: Field; zone: string }): ReactElement {
  const { t } = useTranslation();
  const titled = { ...result, title: t('compare.offset') };
  if (result.entry !== null) return <FieldRecorded field={titled} zone={zone} />;
  return (
    <div className={css.field}>
      <span className={css.title}>{titled.title}</span>
      <LimitBar alert={result.alert} action={result.action} unit={result.unit} value={null} />
      <p className={css.foot}>{t('compare.due')}</p>
    </div>
  );
}

/** Both values of a comparison, named for whoever stands between unit and bench. */
export function useCompared(unit: string | null): (step: Step) => Field[] {
  const { t } = useTranslation();
  return ({ fields }) =>
    fields.map((field) => ({
      ...field,
      title:
        field.id === 'at-line'
          ? t('compare.at-line')
          : unit === null
            ? word('compared', 'in-line')
            : t('compare.in-line', { unit }),
    }));
}

/** The unit's value beside one measured at the bench, and the difference between them. */
export function CompareWork({ at }: { at: StepAtHand }): ReactElement {
  const fields = useCompared(at.unit)(at.step);
  const { result } = at.step;
  return (
    <FieldsWork
      at={{ ...at, step: { ...at.step, fields } }}
      paired
      below={result === null ? undefined : <Offset result={result} zone={at.zone} />}
    />
  );
}
