import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { order } from '../api/client.js';
import type { BatchAnswer } from '../api/types.js';
import { useCommand } from '../api/use-command.js';
import { Notice } from '../parts/notice.js';
import { Instruction } from './instruction.js';
import { Watched } from './program-work.js';
import { RestartDialog } from './restart-dialog.js';
import { type StepAtHand, unanswered } from './step-at-hand.js';
import { StepFrame, Way } from './step-frame.js';

/** Nothing goes on until a supervisor has looked: why, and the way on. */
export function HeldStep({ at }: { at: StepAtHand }): ReactElement {
  const { t } = useTranslation();
  const { batch, step } = at;
  const [open, setOpen] = useState(false);
  const command = useCommand<BatchAnswer>({ done: () => setOpen(false) });
  return (
    <StepFrame
      at={at}
      way={
        <Way at={at} go={() => setOpen(true)} busy={command.isPending}>
          {t('step.restart')}
        </Way>
      }
    >
      {unanswered(step).length === 0 && (
        <Notice tone="action" title={t('step.held.title')}>
          {t('step.held.text')}
        </Notice>
      )}
      <Watched at={at} />
      <Instruction step={step} />
      {open && step.restart !== null && (
        <RestartDialog
          at={at}
          title={t('step.restart')}
          signing={step.restart}
          subject={`step/${step.id}/restart`}
          command={command}
          orderOf={(comment, signing) =>
            order(
              '/api/batches/{id}/steps/{step}/restart',
              { id: batch.id, step: step.id },
              { seen: step.version, comment, signing },
            )
          }
          close={() => setOpen(false)}
        >
          {step.title}
        </RestartDialog>
      )}
    </StepFrame>
  );
}
