import type { MouseEvent, ReactElement, ReactNode } from 'react';
import css from './action.module.css';

interface Props {
  children: ReactNode;
  onPress?: () => void;
  /** `main`: the one large way on; `stop`: ends or holds something */
  tone?: 'main' | 'other' | 'quiet' | 'stop';
  size?: 'floor' | 'desk';
  /** it stays in reach of the reader, so that they learn why it is off */
  off?: boolean;
  busy?: boolean;
  type?: 'button' | 'submit';
  /** the form that it submits, where it stands outside of it */
  form?: string;
  label?: string;
  pressed?: boolean;
  expanded?: boolean;
}

/** A button that a gloved finger hits: 15 mm on the floor. */
export function Action(props: Props): ReactElement {
  const { children, onPress, tone = 'other', size = 'floor', off = false, busy = false, type = 'button' } = props;
  const dead = off || busy;
  const press = (event: MouseEvent): void => {
    if (dead) event.preventDefault();
    else onPress?.();
  };
  const classes = [css.action, css[tone], size === 'desk' && css.desk, busy && css.busy].filter(Boolean).join(' ');
  return (
    <button
      type={type}
      className={classes}
      onClick={press}
      aria-disabled={dead || undefined}
      aria-busy={busy || undefined}
      form={props.form}
      aria-label={props.label}
      aria-pressed={props.pressed}
      aria-expanded={props.expanded}
    >
      {children}
    </button>
  );
}
