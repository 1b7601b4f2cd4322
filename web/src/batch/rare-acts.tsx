import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { order } from '../api/client.js';
import type { Batch, BatchAnswer, Step } from '../api/types.js';
import { useCommand } from '../api/use-command.js';
import { ReasonDialog } from '../step/reason-dialog.js';
import { ReasonPanel } from '../step/reason-panel.js';
import type { StepAtHand } from '../step/step-at-hand.js';

/** A rare act, open over the page of its batch. */
export interface Open {
  batch: Batch;
  at: Pick<StepAtHand, 'person' | 'barred'>;
  close: () => void;
}

export function SkipStep({ batch, at, close, step }: Open & { step: Step }): ReactElement | null {
  const { t } = useTranslation();
  const command = useCommand<BatchAnswer>({ done: close });
  if (step.witness === null) return null;
  return (
    <ReasonDialog
      at={at}
      title={t('skip.title', { step: step.title })}
      meaning="override"
      role="supervisor"
      signing={step.witness}
      subject={`step/${step.id}/skip`}
      command={command}
      orderOf={(reason, signing) =>
        order(
          '/api/batches/{id}/steps/{step}/skip',
          { id: batch.id, step: step.id },
          { seen: step.version, reason, signing },
        )
      }
      close={close}
    >
      {t('skip.text')}
    </ReasonDialog>
  );
}

export function PauseProgram({ batch, at, close, step }: Open & { step: Step }): ReactElement {
  const { t } = useTranslation();
  const command = useCommand<BatchAnswer>({ done: close });
  const places = { id: batch.id, step: step.id };
  return (
    <ReasonPanel
      at={at}
      title={t('pause.title')}
      text={t('more.pause.text')}
      submit={t('pause.submit')}
      busy={command.isPending}
      error={command.error}
      give={(reason) =>
        command.mutate(order('/api/batches/{id}/steps/{step}/pause', places, { seen: step.version, reason }))
      }
      close={close}
    />
  );
}

export function InsertBlock({
  batch,
  at,
  close,
  block,
}: Open & { block: Batch['adHoc'][number] }): ReactElement | null {
  const { t } = useTranslation();
  const command = useCommand<BatchAnswer>({ done: close });
  if (block.signing === null) return null;
  return (
    <ReasonDialog
      at={at}
      title={t('insert.title', { title: block.title })}
      meaning="approved"
      role={block.sign}
      signing={block.signing}
      subject={`batch/${batch.id}/insert/${block.id}`}
      command={command}
      orderOf={(reason, signing) =>
        order('/api/batches/{id}/insert', { id: batch.id }, { block: block.id, reason, signing })
      }
      close={close}
    >
      {t('insert.text')}
    </ReasonDialog>
  );
}

export function QualityHold({ batch, at, close }: Open): ReactElement {
  const { t } = useTranslation();
  const command = useCommand<BatchAnswer>({ done: close });
  const { qualityHold } = batch;
  const lift = qualityHold !== null;
  return (
    <ReasonDialog
      at={at}
      title={t(lift ? 'hold.lift.title' : 'hold.quality.title')}
      meaning={lift ? 'lift-quality-hold' : 'quality-hold'}
      role="qa-reviewer"
      signing={batch.signing}
      subject={`batch/${batch.id}/quality-hold`}
      command={command}
      orderOf={(reason, signing) =>
        order(
          lift ? '/api/batches/{id}/lift-quality-hold' : '/api/batches/{id}/quality-hold',
          { id: batch.id },
          {
            reason,
            signing,
          },
        )
      }
      close={close}
    >
      {lift ? t('hold.lift.text', { reason: qualityHold }) : t('hold.quality.text')}
    </ReasonDialog>
  );
}

export function AbortBatch({ batch, at, close }: Open): ReactElement {
  const { t } = useTranslation();
  const command = useCommand<BatchAnswer>({ done: close });
  return (
    <ReasonDialog
      at={at}
      title={t('abort.title')}
      meaning="abort"
      role="supervisor"
      signing={batch.signing}
      subject={`batch/${batch.id}/abort`}
      command={command}
      orderOf={(reason, signing) => order('/api/batches/{id}/abort', { id: batch.id }, { reason, signing })}
      close={close}
    >
      {t('abort.text')}
    </ReasonDialog>
  );
}
