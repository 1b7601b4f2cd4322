import { type ReactElement, useId } from 'react';
import css from './control.module.css';

interface Props {
  label: string;
  type?: 'text' | 'date' | 'time' | 'datetime-local';
  value: string;
  /** what it may look like, where nothing is typed */
  hint?: string;
  /** typed with the keys of a number */
  numeric?: boolean;
  change: (value: string) => void;
}

/** One line that is typed, with its name above it. */
export function TextField({ label, type = 'text', value, hint, numeric = false, change }: Props): ReactElement {
  const id = useId();
  return (
    <div className={`${css.labelled} ${css.typed}`}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type={type}
        className={css.control}
        value={value}
        placeholder={hint}
        autoComplete="off"
        inputMode={numeric ? 'decimal' : undefined}
        onChange={({ currentTarget }) => change(currentTarget.value)}
      />
    </div>
  );
}
