import { useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { order } from '../api/client.js';
import { useConnection } from '../api/connection.js';
import { refresh } from '../api/refresh.js';
import type { CertificateText } from '../api/types.js';
import { useCommand } from '../api/use-command.js';
import { TextField } from '../parts/text-field.js';
import { ReasonPanel } from '../step/reason-panel.js';
import { Fingerprint } from './fingerprint.js';

/** What may be done with a certificate. */
export type Judgement = 'trust' | 'reject' | 'rotate';

interface Props {
  act: Judgement;
  certificate: CertificateText;
  close: () => void;
}

/** Hours for which the one before still serves; undefined for a text that says none. */
function hoursOf(typed: string): number | undefined {
  const hours = Number(typed);
  return /^\d{1,3}$/.test(typed) && hours <= 720 ? hours : undefined;
}

/** Trusts a unit's certificate, rejects it, or changes ours: with a reason, once the thumbprint is compared. */
export function JudgeCertificate({ act, certificate, close }: Props): ReactElement {
  const { t } = useTranslation();
  const client = useQueryClient();
  const offline = useConnection() === 'offline';
  const [typed, setTyped] = useState('168');
  const command = useCommand({ done: () => void refresh(client, [['certificates']]).then(close) });
  const { thumbprint } = certificate;
  const keepHours = hoursOf(typed);
  const give = (reason: string): void => {
    if (act === 'rotate') {
      if (keepHours !== undefined) command.mutate(order('/api/certificates/own/rotate', {}, { reason, keepHours }));
      return;
    }
    command.mutate(order(`/api/certificates/{thumbprint}/${act}`, { thumbprint }, { reason }));
  };
  return (
    <ReasonPanel
      at={{ barred: offline ? 'offline' : null }}
      title={t(`certificate.${act}.title`)}
      text={t(`certificate.${act}.text`)}
      submit={t(`certificate.${act}`)}
      busy={command.isPending}
      error={command.error}
      incomplete={act === 'rotate' && keepHours === undefined}
      give={give}
      close={close}
    >
      <Fingerprint large hex={thumbprint} />
      {act === 'rotate' && <TextField numeric label={t('certificate.keepHours')} value={typed} change={setTyped} />}
    </ReasonPanel>
  );
}
