import type { ReactElement } from 'react';
import css from './mark.module.css';
import type { Tone } from './tone.js';

const SHAPES: Record<Tone, ReactElement> = {
  normal: <circle cx="12" cy="12" r="7" fill="none" stroke="currentColor" strokeWidth="3" />,
  current: <circle cx="12" cy="12" r="8.5" fill="currentColor" />,
  done: <path d="M4 13 10 19 21 5" fill="none" stroke="currentColor" strokeWidth="3.5" />,
  note: <rect x="4.5" y="4.5" width="15" height="15" fill="currentColor" />,
  alert: <path d="M12 3 22 21H2Z" fill="none" stroke="currentColor" strokeWidth="3" strokeLinejoin="round" />,
  action: <path d="M12 2 23 21.5H1Z" fill="currentColor" />,
  identity: <path d="M12 1 23 12 12 23 1 12Z" fill="currentColor" />,
  off: <path d="M4 12H20" stroke="currentColor" strokeWidth="3.5" />,
};

export const Mark = ({ tone, size = 24 }: { tone: Tone; size?: number }): ReactElement => (
  <svg aria-hidden viewBox="0 0 24 24" width={size} height={size} className={`${css.mark} ${css[tone]}`}>
    {SHAPES[tone]}
  </svg>
);

/** A mark with its word. */
export const Status = ({ tone, children }: { tone: Tone; children: string }): ReactElement => (
  <span className={`${css.status} ${css[tone]}`}>
    <Mark tone={tone} size={20} />
    {children}
  </span>
);
