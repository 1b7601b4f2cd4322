import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Batch, Timer } from '../api/types.js';
import { countdown } from '../parts/duration.js';
import { Status } from '../parts/mark.js';
import type { Tone } from '../parts/tone.js';
import { useNow } from '../parts/use-now.js';
import css from './clocks.module.css';

interface Clock {
  key: string;
  title: string;
  text: string;
  tone: Tone;
  dueAt: string;
}

/** Hold times and awaited results that run now, the nearest first. */
function useClocks({ timers, windows, steps }: Batch): Clock[] {
  const { t } = useTranslation();
  const now = useNow();
  const isWarned = (window: string | null): boolean =>
    timers.some((timer) => timer.window === window && timer.purpose === 'window-alert' && timer.state === 'fired');
  const clockOf = (timer: Timer): Clock[] => {
    const { left, over, near } = countdown(timer.dueAt, now);
    const timed = { key: timer.id, dueAt: timer.dueAt };
    const step = steps.find(({ id }) => id === timer.step);
    switch (timer.purpose) {
      case 'window-late': {
        const title = windows.find(({ id }) => id === timer.window)?.title ?? '';
        const text = t(over ? 'window.late.over' : 'window.late', { left });
        const warned = near || isWarned(timer.window);
        return [{ ...timed, title, text, tone: over ? 'action' : warned ? 'alert' : 'normal' }];
      }
      case 'result-due': {
        const title = step?.sample?.id ?? step?.title ?? '';
        const text = t(over ? 'result.overdue' : 'result.due', { left });
        return [{ ...timed, title, text, tone: over || near ? 'alert' : 'normal' }];
      }
      case 'repeat-due': {
        const text = t(over ? 'repeat.over' : 'repeat.due', { left });
        return [{ ...timed, title: step?.title ?? t('repeat.title'), text, tone: over ? 'alert' : 'normal' }];
      }
      case 'wait':
      case 'window-alert':
        return [];
    }
  };
  return timers
    .filter(({ state }) => state === 'running')
    .flatMap(clockOf)
    .sort((a, b) => a.dueAt.localeCompare(b.dueAt));
}

/** Time as countdowns: what lapses when, whichever step is looked at. */
export function Clocks({ batch }: { batch: Batch }): ReactElement | null {
  const { t } = useTranslation();
  const clocks = useClocks(batch);
  if (clocks.length === 0) return null;
  return (
    <ul className={css.clocks} aria-label={t('clocks.title')}>
      {clocks.map(({ key, title, text, tone }) => (
        <li key={key} className={`${css.clock} ${css[tone] ?? ''}`}>
          <span>{title}</span>
          <Status tone={tone}>{text}</Status>
        </li>
      ))}
    </ul>
  );
}
