import type { ReactElement } from 'react';
import { Instruction } from './instruction.js';
import { type StepAtHand, useStepCommand } from './step-at-hand.js';
import { Done, StepFrame } from './step-frame.js';

export function InstructionWork({ at }: { at: StepAtHand }): ReactElement {
  const command = useStepCommand(at);
  return (
    <StepFrame at={at} error={command.error} way={<Done at={at} command={command} />}>
      <Instruction step={at.step} />
    </StepFrame>
  );
}
