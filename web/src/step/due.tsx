import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { countdown } from '../parts/duration.js';
import { Status } from '../parts/mark.js';
import { useNow } from '../parts/use-now.js';
import type { StepAtHand } from './step-at-hand.js';

/** What is left of a step's own wait. Hold times between steps run above every step. */
export function Due({ at: { batch, step } }: { at: StepAtHand }): ReactElement | null {
  const { t } = useTranslation();
  const now = useNow();
  const timer = batch.timers.find((one) => one.state === 'running' && one.step === step.id && one.purpose === 'wait');
  if (timer === undefined || step.state === 'complete' || step.state === 'stopped') return null;
  const { left, over } = countdown(timer.dueAt, now);
  return <Status tone={over ? 'note' : 'normal'}>{over ? t('wait.over') : t('wait.left', { left })}</Status>;
}
