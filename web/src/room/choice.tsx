import type { ReactElement } from 'react';
import css from './desk.module.css';

interface ChoiceProps<T> {
  title: string;
  items: readonly T[];
  none: ReactElement;
  chosen: T | undefined;
  choose: (item: T) => void;
  children: (item: T) => ReactElement;
}

/** One of several, as cards. */
export function Choice<T extends { id: string }>({
  title,
  items,
  none,
  chosen,
  choose,
  children,
}: ChoiceProps<T>): ReactElement {
  return (
    <section className={css.choice}>
      <h2>{title}</h2>
      {items.length === 0 && none}
      <ul className={css.cards}>
        {items.map((item) => (
          <li key={item.id}>
            <button
              type="button"
              className={css.card}
              aria-pressed={chosen?.id === item.id}
              onClick={() => choose(item)}
            >
              {children(item)}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
