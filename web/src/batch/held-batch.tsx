import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { order } from '../api/client.js';
import { useConnection } from '../api/connection.js';
import type { Batch, BatchAnswer } from '../api/types.js';
import { useCommand } from '../api/use-command.js';
import { Action } from '../parts/action.js';
import { Notice } from '../parts/notice.js';
import { usePerson } from '../session/use-session.js';
import { RestartDialog } from '../step/restart-dialog.js';
import css from './batch.module.css';

/** The whole batch stands still: why, and how it goes on. */
export function HeldBatch({ batch }: { batch: Batch }): ReactElement {
  const { t } = useTranslation();
  const person = usePerson();
  const barred = useConnection() === 'offline' ? 'offline' : null;
  const [open, setOpen] = useState(false);
  const command = useCommand<BatchAnswer>({ done: () => setOpen(false) });
  return (
    <div className={css.held}>
      <Notice
        tone="action"
        title={t('batch.held.title')}
        way={
          <Action tone="main" off={barred !== null} onPress={() => setOpen(true)}>
            {t('batch.restart.title')}
          </Action>
        }
      >
        {t('batch.held.text', { reason: batch.heldBecause ?? '' })}
      </Notice>
      {open && batch.restart !== null && (
        <RestartDialog
          at={{ person, barred }}
          title={t('batch.restart.title')}
          signing={batch.restart}
          subject={`batch/${batch.id}/restart`}
          command={command}
          orderOf={(comment, signing) => order('/api/batches/{id}/restart', { id: batch.id }, { comment, signing })}
          close={() => setOpen(false)}
        >
          {t('batch.held.text', { reason: batch.heldBecause ?? '' })}
        </RestartDialog>
      )}
    </div>
  );
}
