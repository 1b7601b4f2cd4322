import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { order } from '../api/client.js';
import type { Batch, BatchAnswer } from '../api/types.js';
import { useCommand } from '../api/use-command.js';
import { ReasonDialog } from '../step/reason-dialog.js';
import css from './batch.module.css';
import type { Open } from './rare-acts.js';

/** The unit died: both labels are scanned, and the batch goes on on the other. */
export function ReplaceUnit({ batch, at, close, unit }: Open & { unit: Batch['units'][number] }): ReactElement {
  const { t } = useTranslation();
  const [failed, setFailed] = useState('');
  const [other, setOther] = useState('');
  const command = useCommand<BatchAnswer>({ done: close });
  const scans = [
    { label: t('replace.old'), value: failed, set: setFailed },
    { label: t('replace.new'), value: other, set: setOther },
  ];
  return (
    <ReasonDialog
      at={at}
      title={t('replace.title', { unit: unit.code })}
      meaning="replace"
      role="supervisor"
      signing={unit.replacement}
      subject={`batch/${batch.id}/replace/${unit.id}`}
      command={command}
      missing={failed.trim() === '' || other.trim() === '' ? t('replace.missing') : undefined}
      orderOf={(reason, signing) =>
        order(
          '/api/batches/{id}/replace-unit',
          { id: batch.id },
          {
            ...{ unitProcedure: unit.unitProcedure, reason, signing },
            ...{ scannedOld: failed.trim(), scanned: other.trim() },
          },
        )
      }
      close={close}
      more={scans.map(({ label, value, set }) => (
        <label key={label} className={css.ask}>
          {label}
          <input
            value={value}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            onChange={({ currentTarget }) => set(currentTarget.value)}
          />
        </label>
      ))}
    >
      {t('replace.text', { unit: unit.code })}
    </ReasonDialog>
  );
}
