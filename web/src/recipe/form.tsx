import { type ReactElement, useId } from 'react';
import css from './recipe.module.css';

interface TextLineProps {
  label: string;
  like?: string;
  value: string;
  change: (value: string) => void;
}

/** One line of text, large enough for a glove. */
export function TextLine({ label, like, value, change }: TextLineProps): ReactElement {
  const id = useId();
  return (
    <div className={css.field}>
      <label htmlFor={id}>{label}</label>
      {like !== undefined && <p className={css.quiet}>{like}</p>}
      <input
        id={id}
        className={css.input}
        value={value}
        autoComplete="off"
        spellCheck={false}
        onChange={({ currentTarget }) => change(currentTarget.value)}
      />
    </div>
  );
}
