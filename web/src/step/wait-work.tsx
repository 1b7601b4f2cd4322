import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { countdown } from '../parts/duration.js';
import { useNow } from '../parts/use-now.js';
import { Instruction } from './instruction.js';
import { type StepAtHand, useStepCommand } from './step-at-hand.js';
import { Done, StepFrame } from './step-frame.js';
import css from './step.module.css';

export function WaitWork({ at }: { at: StepAtHand }): ReactElement {
  const { t } = useTranslation();
  const now = useNow();
  const command = useStepCommand(at);
  const timer = at.batch.timers.find(({ step, purpose }) => step === at.step.id && purpose === 'wait');
  const { left, over } = timer === undefined ? { left: '', over: true } : countdown(timer.dueAt, now);
  return (
    <StepFrame
      at={at}
      error={command.error}
      way={<Done at={at} command={command} missing={over ? undefined : t('step.done.wait')} />}
    >
      <Instruction step={at.step} />
      <p className={css.big} role="timer">
        {over ? t('wait.over') : left}
      </p>
    </StepFrame>
  );
}
