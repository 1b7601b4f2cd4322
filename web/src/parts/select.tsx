import { type ReactElement, useId } from 'react';
import css from './control.module.css';

interface Props {
  label: string;
  /** what no choice means; without it there is always one */
  every?: string;
  value: string | undefined;
  options: readonly { value: string; title: string }[];
  change: (value: string | undefined) => void;
}

/** One of many, by the tablet's own list. */
export function Select({ label, every, value, options, change }: Props): ReactElement {
  const id = useId();
  return (
    <div className={`${css.labelled} ${css.chosen}`}>
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        className={css.control}
        value={value ?? ''}
        onChange={({ currentTarget }) => change(currentTarget.value === '' ? undefined : currentTarget.value)}
      >
        {every !== undefined && <option value="">{every}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.title}
          </option>
        ))}
      </select>
    </div>
  );
}
