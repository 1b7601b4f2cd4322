import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { type StepAtHand, useStepCommand } from './step-at-hand.js';
import { StepFrame, Way } from './step-frame.js';
import css from './step.module.css';

export const Instruction = ({ children }: { children: string }): ReactElement | null =>
  children === '' ? null : <p className={css.instruction}>{children}</p>;

export function InstructionWork({ at }: { at: StepAtHand }): ReactElement {
  const { t } = useTranslation();
  const { give, busy, error } = useStepCommand(at);
  return (
    <StepFrame
      at={at}
      error={error}
      way={
        <Way at={at} go={() => give('complete', {})} busy={busy}>
          {t('step.done')}
        </Way>
      }
    >
      <Instruction>{at.step.instruction}</Instruction>
    </StepFrame>
  );
}
