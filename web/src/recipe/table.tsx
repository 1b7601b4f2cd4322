import type { ReactElement, ReactNode } from 'react';
import css from './recipe.module.css';

interface Props {
  heads: readonly string[];
  rows: readonly { key: string; cells: readonly ReactNode[] }[];
  label: string;
}

/** Rows of a recipe, to be read across. */
export const Table = ({ heads, rows, label }: Props): ReactElement => (
  <table className={css.table} aria-label={label}>
    <thead>
      <tr>
        {heads.map((head) => (
          <th key={head} scope="col">
            {head}
          </th>
        ))}
      </tr>
    </thead>
    <tbody>
      {rows.map(({ key, cells }) => (
        <tr key={key}>
          {cells.map((cell, index) => (
            <td key={heads[index]}>{cell}</td>
          ))}
        </tr>
      ))}
    </tbody>
  </table>
);
