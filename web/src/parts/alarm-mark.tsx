import type { ReactElement } from 'react';
import css from './alarm-mark.module.css';
import priorities from './priority.module.css';

export type Priority = 'critical' | 'high' | 'medium' | 'low';

/** Each priority has a shape of its own with its number in it, so that it is told from the others without its colour. */
const SHAPES: Record<Priority, { shape: ReactElement; number: string; filled: boolean }> = {
  critical: {
    shape: <path d="M7.5 1H16.5L23 7.5V16.5L16.5 23H7.5L1 16.5V7.5Z" />,
    number: 'M9.5 9 12.5 6.5V17.5',
    filled: true,
  },
  high: {
    shape: <path d="M12 1.5 23 22H1Z" />,
    number: 'M9.5 12.2Q9.8 9.8 12 9.8T14.4 12.2Q14.4 14 9.5 19H14.8',
    filled: true,
  },
  medium: {
    shape: <path d="M2 3H22L12 22Z" strokeWidth="2.5" />,
    number: 'M9.6 6H14.4L11.6 9Q14.4 9 14.4 11.2T11.8 13.4Q10 13.4 9.4 12',
    filled: false,
  },
  low: {
    shape: <rect x="2.5" y="2.5" width="19" height="19" strokeWidth="2.5" />,
    number: 'M13.6 18V6.2L7.6 14.4H16',
    filled: false,
  },
};

/** How urgent an alarm is, as a shape; the word stands beside it. */
export function AlarmMark({ priority, size = 32 }: { priority: Priority; size?: number }): ReactElement {
  const { shape, number, filled } = SHAPES[priority];
  return (
    <svg aria-hidden viewBox="0 0 24 24" width={size} height={size} className={`${css.mark} ${priorities[priority]}`}>
      <g fill={filled ? 'currentColor' : 'none'} stroke="currentColor" strokeLinejoin="round">
        {shape}
      </g>
      <path d={number} fill="none" strokeWidth="2.2" stroke={filled ? 'var(--on-mark)' : 'currentColor'} />
    </svg>
  );
}
