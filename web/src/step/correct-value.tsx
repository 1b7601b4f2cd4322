import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Entry, Field } from '../api/types.js';
import { Action } from '../parts/action.js';
import { Keypad } from '../parts/keypad.js';
import { plainDecimal, unitText } from '../parts/number-format.js';
import { FieldInput } from './field-input.js';
import { useValueText } from './field-recorded.js';
import css from './field.module.css';
import { type Shape, shapesOf } from './names.js';
import { ReasonPanel } from './reason-panel.js';
import { type StepAtHand, useStepCommand } from './step-at-hand.js';

interface Props {
  at: StepAtHand;
  shape: Shape & Partial<Pick<Field, 'alert' | 'action' | 'decimals'>>;
  entry: Entry;
}

/** 11.10(e): another value for one on record; the first stays to be seen. */
export function CorrectValue({ at, shape, entry }: Props): ReactElement {
  const { t } = useTranslation();
  const valueText = useValueText();
  const [open, setOpen] = useState(false);
  const [value, setValue] = useState('');
  const { give, busy, error } = useStepCommand(at, () => setOpen(false));
  const isNumber = shape.type === 'number';
  const said = isNumber ? plainDecimal(value) : value.trim();
  const missing = said === '' || (isNumber && Number.isNaN(Number(said)));
  const field: Field = {
    ...{ decimals: null, alert: null, action: null, criticality: null, tag: null, at: null, capture: null },
    ...{ optional: false, mayBeNotApplicable: false, expects: [], entry: null },
    ...shape,
    title: t('correct.value'),
    unit: entry.unit,
  };
  return (
    <>
      <Action tone="quiet" off={at.barred !== null} onPress={() => setOpen(true)}>
        {t('step.entry.correct')}
      </Action>
      {open && (
        <ReasonPanel
          at={at}
          title={t('correct.title', { what: shape.title })}
          text={t('correct.text')}
          submit={t('correct.submit')}
          busy={busy}
          error={error}
          incomplete={missing}
          {...(isNumber
            ? {
                side: (
                  <Keypad
                    title={shape.title}
                    value={value}
                    decimals={field.decimals}
                    change={setValue}
                    close={() => (document.activeElement as HTMLElement | null)?.blur()}
                  />
                ),
              }
            : {})}
          give={(reason) => {
            const unit = isNumber && entry.unit !== null ? { unit: entry.unit } : {};
            give('correct', { field: entry.field, value: said, ...unit, reason });
          }}
          close={() => setOpen(false)}
        >
          <p>
            <b>
              {t('correct.now', { value: `${valueText(shape, entry.value, entry.source)} ${unitText(entry.unit)}` })}
            </b>
          </p>
          <div className={css.paired}>
            <FieldInput
              field={field}
              value={value}
              change={setValue}
              active={false}
              activate={() => undefined}
              barred={false}
            />
          </div>
        </ReasonPanel>
      )}
    </>
  );
}

/** What may be corrected and is no field of its own: counts, lots, where labels went. */
export function OtherCorrections({ at }: { at: StepAtHand }): ReactElement | null {
  const { t } = useTranslation();
  const valueText = useValueText();
  const { step } = at;
  const shapes = shapesOf(step);
  const others = step.correctable
    .filter((name) => step.kind === 'measure' || !step.fields.some(({ id }) => id === name))
    .flatMap((name) => {
      const entry = step.entries.find(({ field, supersededBy }) => field === name && supersededBy === null);
      const shape = shapes.find(({ id }) => id === name);
      return entry === undefined || shape === undefined ? [] : [{ entry, shape }];
    });
  if (others.length === 0) return null;
  return (
    <details className={css.field}>
      <summary className={css.more}>{t('correct.more')}</summary>
      {others.map(({ entry, shape }) => (
        <div key={entry.id} className={css.line}>
          <span className={css.title}>{shape.title}</span>
          <b>
            {valueText(shape, entry.value, entry.source)} {unitText(entry.unit)}
          </b>
          <CorrectValue at={at} shape={shape} entry={entry} />
        </div>
      ))}
    </details>
  );
}
