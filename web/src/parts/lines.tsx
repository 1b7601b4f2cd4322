import type { ReactElement } from 'react';
import css from './lines.module.css';

/** Names and what stands for them. */
export const Lines = ({ rows }: { rows: readonly { name: string; value: string }[] }): ReactElement => (
  <dl className={css.lines}>
    {rows.map(({ name, value }) => (
      <div key={name}>
        <dt>{name}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
);
