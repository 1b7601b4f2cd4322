import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { order } from '../api/client.js';
import { useConnection } from '../api/connection.js';
import type { Batch } from '../api/types.js';
import { useCommand } from '../api/use-command.js';
import { Action } from '../parts/action.js';
import { useDrafts } from '../parts/drafts.js';
import { Panel } from '../parts/panel.js';
import { Refused } from '../parts/refused.js';
import { usePerson } from '../session/use-session.js';

/** Anyone who performs may stop the process where it stands; it takes two taps and a reason. */
export function HoldBatch({ batch }: { batch: Batch }): ReactElement | null {
  const { t } = useTranslation();
  const person = usePerson();
  const offline = useConnection() === 'offline';
  const [open, setOpen] = useState(false);
  const { drafts, change, forget } = useDrafts(person.username, `batch/${batch.id}/hold`);
  const command = useCommand({
    done: () => {
      forget();
      setOpen(false);
    },
  });
  const reason = (drafts.reason ?? '').trim();
  if (!person.may('step.perform')) return null;
  return (
    <>
      <Action tone="quiet" off={offline} onPress={() => setOpen(true)}>
        {t('batch.hold')}
      </Action>
      {open && (
        <Panel
          title={t('batch.hold.title')}
          close={() => setOpen(false)}
          way={
            <Action
              tone="stop"
              off={reason.length < 3 || offline}
              busy={command.isPending}
              onPress={() => command.mutate(order('/api/batches/{id}/hold', { id: batch.id }, { reason }))}
            >
              {t('batch.hold.submit')}
            </Action>
          }
        >
          <p>{t('batch.hold.text')}</p>
          <Refused error={command.error} />
          <label>
            {t('batch.hold.reason')}
            <textarea
              rows={3}
              value={drafts.reason ?? ''}
              onChange={(event) => change('reason', event.currentTarget.value)}
            />
          </label>
        </Panel>
      )}
    </>
  );
}
