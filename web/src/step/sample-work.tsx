import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Instruction } from './instruction-work.js';
import { SampleTag } from './sample-tag.js';
import { ScanField } from './scan-field.js';
import { type StepAtHand, unanswered, useStepCommand } from './step-at-hand.js';
import { StepFrame, Way } from './step-frame.js';

/** A sample gets its id from the server; its label is read back before the step is done. */
export function SampleWork({ at }: { at: StepAtHand }): ReactElement {
  const { t } = useTranslation();
  const { give, busy, error } = useStepCommand(at);
  const { step, zone, barred } = at;
  const confirmed = step.sample?.confirmedAt != null;
  const open = unanswered(step);
  const missing = !confirmed
    ? t('sample.missing')
    : open.length > 0
      ? t('step.done.answer', { exceptions: open.join(', ') })
      : undefined;
  return (
    <StepFrame
      at={at}
      error={error}
      way={
        <Way at={at} go={() => give('complete', {})} busy={busy} missing={missing}>
          {t('step.done')}
        </Way>
      }
    >
      <Instruction>{step.instruction}</Instruction>
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
