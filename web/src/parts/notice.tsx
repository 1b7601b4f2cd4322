import type { ReactElement, ReactNode } from 'react';
import { Mark } from './mark.js';
import type { Tone } from './tone.js';
import css from './notice.module.css';

interface Props {
  tone: Tone;
  title: string;
  children?: ReactNode;
  /** the way on */
  way?: ReactNode;
  /** what just went wrong is read out at once */
  urgent?: boolean;
}

/** Something said to a person that stays until it is no longer so: what is wrong, and what happens next. */
export const Notice = ({ tone, title, children, way, urgent = false }: Props): ReactElement => (
  <section className={`${css.notice} ${css[tone]}`} role={urgent ? 'alert' : undefined}>
    <Mark tone={tone} size={32} />
    <div className={css.words}>
      <h3 className={css.title}>{title}</h3>
      {children != null && <div className={css.text}>{children}</div>}
    </div>
    {way != null && <div className={css.way}>{way}</div>}
  </section>
);

/** A whole page or panel that has nothing to show: why, and the way on. */
export const Blank = ({ tone, title, children, way }: Props): ReactElement => (
  <section className={css.blank}>
    <Mark tone={tone} size={48} />
    <h2 className={css.blankTitle}>{title}</h2>
    {children != null && <div className={css.text}>{children}</div>}
    {way}
  </section>
);
