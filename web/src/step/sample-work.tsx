import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Instruction } from './instruction.js';
import { SampleTag } from './sample-tag.js';
import { ScanField } from './scan-field.js';
import { type StepAtHand, useStepCommand } from './step-at-hand.js';
import { Done, StepFrame } from './step-frame.js';

/** A sample gets its id from the server; its label is read back before the step is done. */
export function SampleWork({ at }: { at: StepAtHand }): ReactElement {
  const { t } = useTranslation();
  const command = useStepCommand(at);
  const { give, busy, error } = command;
  const { step, zone, barred } = at;
  const confirmed = step.sample?.confirmedAt != null;
  return (
    <StepFrame
      at={at}
      error={error}
      way={<Done at={at} command={command} missing={confirmed ? undefined : t('sample.missing')} />}
    >
      <Instruction step={step} />
      <SampleTag step={step} zone={zone} />
      {!confirmed && (
        <>
          <p>{t('sample.read')}</p>
          <ScanField
            busy={busy}
            barred={barred !== null}
            label={step.sample?.id ?? ''}
            read={(scanned) => give('scan', { scan: 'sample', scanned })}
          />
        </>
      )}
    </StepFrame>
  );
}
