import { queryOptions, useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { order, read } from '../api/client.js';
import type { Kept } from '../api/types.js';
import { useCommand } from '../api/use-command.js';
import { written } from '../parts/instant.js';
import { Notice } from '../parts/notice.js';
import { useZone } from '../session/use-session.js';
import { ReasonDialog } from '../step/reason-dialog.js';
import type { Open } from './rare-acts.js';

const keptQuery = (id: string) =>
  queryOptions({
    // beside the batch, so that what changes it asks for this too
    queryKey: ['batch', id, 'retention'],
    queryFn: ({ signal }) => read('/api/batches/{id}/retention', { places: { id }, signal }),
  });

/** That a legal hold stands on the record, on every screen of the batch. */
export function LegalHoldNotice({ batch }: { batch: string }): ReactElement | null {
  const { t } = useTranslation();
  const zone = useZone();
  const hold = useQuery(keptQuery(batch)).data?.hold ?? null;
  if (hold === null) return null;
  return (
    <Notice tone="action" title={t('legalHold.title')}>
      {t('legalHold.text', { reason: hold.reason, by: hold.placedBy, at: written(hold.placedAt, zone).full })}
    </Notice>
  );
}

/** Until when the record of a batch that is over stays. */
export function KeptUntil({ batch }: { batch: string }): ReactElement | null {
  const { t } = useTranslation();
  const zone = useZone();
  const kept = useQuery(keptQuery(batch)).data;
  if (kept?.until == null) return null;
  return <p>{t('kept.until', { at: written(kept.until, zone).full, years: kept.years })}</p>;
}

export function LegalHold({ batch, at, close }: Open): ReactElement | null {
  const { t } = useTranslation();
  const kept = useQuery(keptQuery(batch.id)).data;
  const command = useCommand<Kept>({ done: close });
  if (kept === undefined) return null;
  const lift = kept.hold !== null;
  return (
    <ReasonDialog
      at={at}
      title={t(lift ? 'legalHold.lift.title' : 'legalHold.place.title')}
      meaning={lift ? 'lift-legal-hold' : 'legal-hold'}
      role="qa-reviewer"
      signing={kept.signing}
      subject={`batch/${batch.id}/legal-hold`}
      command={command}
      orderOf={(reason, signing) =>
        order(
          lift ? '/api/batches/{id}/lift-legal-hold' : '/api/batches/{id}/legal-hold',
          { id: batch.id },
          { reason, signing },
        )
      }
      close={close}
    >
      {kept.hold === null ? t('legalHold.place.text') : t('hold.lift.text', { reason: kept.hold.reason })}
    </ReasonDialog>
  );
}
