import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { FieldRecorded } from './field-recorded.js';
import { Instruction } from './instruction-work.js';
import { type StepAtHand, unanswered, useStepCommand } from './step-at-hand.js';
import { StepFrame, Way } from './step-frame.js';

export function CalculationWork({ at }: { at: StepAtHand }): ReactElement {
  const { t } = useTranslation();
  const { give, busy, error } = useStepCommand(at);
  const { result, instruction } = at.step;
  const open = unanswered(at.step);
  return (
    <StepFrame
      at={at}
      error={error}
      way={
        <Way
          at={at}
          go={() => give('complete', {})}
          busy={busy}
          missing={open.length > 0 ? t('step.done.answer', { exceptions: open.join(', ') }) : undefined}
        >
          {t('step.done')}
        </Way>
      }
    >
      <Instruction>{instruction}</Instruction>
      {result !== null && <FieldRecorded field={result} zone={at.zone} />}
    </StepFrame>
  );
}
