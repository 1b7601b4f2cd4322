import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Timer } from '../api/types.js';
import { countdown } from '../parts/duration.js';
import { Status } from '../parts/mark.js';
import { useNow } from '../parts/use-now.js';
import type { StepAtHand } from './step-at-hand.js';

function Counted({ timer, now }: { timer: Timer; now: number }): ReactElement {
  const { t } = useTranslation();
  const { left, over, near } = countdown(timer.dueAt, now);
  switch (timer.purpose) {
    case 'wait':
      return <Status tone={over ? 'note' : 'normal'}>{over ? t('wait.over') : t('wait.left', { left })}</Status>;
    case 'window-alert':
      return <Status tone={over ? 'alert' : 'normal'}>{t('window.alert', { left: over ? '00:00' : left })}</Status>;
    case 'window-late':
      return (
        <Status tone={over ? 'action' : near ? 'alert' : 'normal'}>
          {over ? t('window.late.over', { left }) : t('window.late', { left })}
        </Status>
      );
  }
}

/** Time as a countdown to the nearest limit of this step, and what lapses then. */
export function Due({ at: { batch, step } }: { at: StepAtHand }): ReactElement | null {
  const now = useNow();
  if (step.state === 'complete' || step.state === 'stopped') return null;
  const running = batch.timers.filter(({ state, step: of }) => state === 'running' && of === step.id);
  const nearest = running.sort((a, b) => a.dueAt.localeCompare(b.dueAt))[0];
  return nearest === undefined ? null : <Counted timer={nearest} now={now} />;
}
