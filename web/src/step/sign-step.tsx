import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { order } from '../api/client.js';
import type { BatchAnswer } from '../api/types.js';
import { useCommand } from '../api/use-command.js';
import { Notice } from '../parts/notice.js';
import { SignPanel } from './sign-panel.js';
import { Signed } from './signed.js';
import { StepContent } from './step-content.js';
import { type StepAtHand, unanswered, uncommented } from './step-at-hand.js';
import { StepFrame } from './step-frame.js';

/** The work is done; the next signature is given here, by whoever stands at the tablet. */
export function SignStep({ at }: { at: StepAtHand }): ReactElement {
  const { t } = useTranslation();
  const { batch, step } = at;
  const command = useCommand<BatchAnswer>();
  const due = step.signaturesDue[0];
  const silent = uncommented(step);
  const open = unanswered(step);
  const signed = <Signed signatures={step.signatures} zone={at.zone} />;
  if (silent.length > 0 || open.length > 0 || due === undefined || step.signing === null)
    return (
      <StepFrame at={at}>
        {silent.length > 0 && (
          <Notice tone="note" title={t('sign.comments', { exceptions: silent.join(', ') })}>
            {t('sign.comments.text')}
          </Notice>
        )}
        {silent.length === 0 && open.length > 0 && (
          <Notice tone="note" title={t('step.done.answer', { exceptions: open.join(', ') })} />
        )}
        {signed}
      </StepFrame>
    );
  const { hash } = step.signing;
  return (
    <SignPanel
      key={`${due.meaning} ${step.version}`}
      at={at}
      meaning={due.meaning}
      role={due.role}
      hash={hash}
      content={<StepContent at={at} signing={step.signing} />}
      above={signed}
      busy={command.isPending}
      error={command.error}
      give={(signing) =>
        command.mutate(
          order(
            '/api/batches/{id}/steps/{step}/sign',
            { id: batch.id, step: step.id },
            { seen: step.version, signing: { ...signing, meaning: due.meaning, hash } },
          ),
        )
      }
    />
  );
}
