import { type ReactElement, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Field } from '../api/types.js';
import { Action } from '../parts/action.js';
import { LimitBar } from '../parts/limit-bar.js';
import { glance } from '../parts/limit-position.js';
import { Status } from '../parts/mark.js';
import { plainDecimal, unitText } from '../parts/number-format.js';
import css from './field.module.css';

/** A value that is asked for, with what is typed of it. */
export interface Asked {
  field: Field;
  value: string;
  change: (value: string) => void;
  /** the field that the keypad writes into */
  active: boolean;
  activate: () => void;
  barred: boolean;
  /** no keypad stands beside it: the tablet's own keyboard comes up */
  keyboard?: boolean;
}

function Hint({ field, value }: { field: Field; value: number | null }): ReactElement {
  const { t } = useTranslation();
  const limited = field.alert !== null || field.action !== null;
  if (value === null || !limited) return <p className={css.hint} />;
  const verdict = glance(value, field.alert, field.action);
  const said = { within: 'step.entry.within', alert: 'step.entry.willAlert', action: 'step.entry.willAction' } as const;
  return (
    <p className={css.hint} role="status">
      <Status tone={verdict === 'within' ? 'normal' : verdict}>{t(said[verdict])}</Status>
    </p>
  );
}

function NumberInput({ field, value, change, active, activate, barred, keyboard = false }: Asked): ReactElement {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (active) box.current?.focus();
  }, [active]);
  const typed = plainDecimal(value);
  const number = typed === '' || Number.isNaN(Number(typed)) ? null : Number(typed);
  return (
    <div className={css.field}>
      <label className={css.ask}>
        <span className={css.title}>{field.title}</span>
        <input
          ref={box}
          className={css.input}
          data-active={active}
          inputMode={keyboard ? 'decimal' : 'none'}
          autoComplete="off"
          value={value}
          readOnly={barred}
          onFocus={activate}
          onChange={(event) => change(event.currentTarget.value.replace(/[^\d.,-]/g, ''))}
        />
        <span className={css.unit}>{unitText(field.unit)}</span>
      </label>
      <LimitBar alert={field.alert} action={field.action} unit={field.unit} value={number} />
      <Hint field={field} value={number} />
    </div>
  );
}

const TextEntry = ({ field, value, change, activate, barred }: Asked): ReactElement => (
  <label className={css.field}>
    <span className={css.title}>{field.title}</span>
    <textarea
      className={`${css.input} ${css.text}`}
      rows={2}
      value={value}
      readOnly={barred}
      onFocus={activate}
      onChange={(event) => change(event.currentTarget.value)}
    />
  </label>
);

function Chosen({ field, value, change, barred }: Asked): ReactElement {
  const { t } = useTranslation();
  const yesNo = [
    { id: 'true', title: t('step.yes') },
    { id: 'false', title: t('step.no') },
  ];
  return (
    <fieldset className={css.field}>
      <legend className={css.title}>{field.title}</legend>
      <div className={css.choices}>
        {(field.type === 'boolean' ? yesNo : field.choices).map(({ id, title }) => (
          <Action key={id} off={barred} pressed={value === id} onPress={() => change(id)}>
            {title}
          </Action>
        ))}
      </div>
    </fieldset>
  );
}

/** One value to enter, with its unit fixed beside it and its limits drawn before anything is typed. */
export function FieldInput(props: Asked): ReactElement {
  switch (props.field.type) {
    case 'number':
      return <NumberInput {...props} />;
    case 'text':
      return <TextEntry {...props} />;
    case 'boolean':
    case 'choice':
      return <Chosen {...props} />;
  }
}
