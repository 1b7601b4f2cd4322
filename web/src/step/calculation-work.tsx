import type { ReactElement } from 'react';
import { FieldRecorded } from './field-recorded.js';
import { Instruction } from './instruction.js';
import { type StepAtHand, useStepCommand } from './step-at-hand.js';
import { Done, StepFrame } from './step-frame.js';

export function CalculationWork({ at }: { at: StepAtHand }): ReactElement {
  const command = useStepCommand(at);
  const { result } = at.step;
  return (
    <StepFrame at={at} error={command.error} way={<Done at={at} command={command} />}>
      <Instruction step={at.step} />
      {result !== null && <FieldRecorded field={result} zone={at.zone} />}
    </StepFrame>
  );
}
