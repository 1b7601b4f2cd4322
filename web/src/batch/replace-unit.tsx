import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { order } from '../api/client.js';
import { unitsQuery } from '../api/queries.js';
import type { Batch, BatchAnswer, GivenKit } from '../api/types.js';
import { useCommand } from '../api/use-command.js';
import { Action } from '../parts/action.js';
import { ReasonDialog } from '../step/reason-dialog.js';
import css from './batch.module.css';
import { KitFields } from './kit-fields.js';
import { freePositions, Positions } from './positions.js';
import type { Open } from './rare-acts.js';
import { useKits, useTypedKit } from './use-kits.js';

/** A scanner ends with Enter, which goes on to the next field. */
function nextField(event: KeyboardEvent<HTMLInputElement>): void {
  if (event.key !== 'Enter') return;
  event.preventDefault();
  const fields = [...(event.currentTarget.closest('dialog')?.querySelectorAll('input, textarea') ?? [])];
  (fields[fields.indexOf(event.currentTarget) + 1] as HTMLElement | undefined)?.focus();
}

/** The unit died: both labels are scanned, and the batch goes on on the other. */
export function ReplaceUnit({ batch, at, close, unit }: Open & { unit: Batch['units'][number] }): ReactElement {
  const { t } = useTranslation();
  const [failed, setFailed] = useState('');
  const [other, setOther] = useState('');
  const [label, setLabel] = useState('');
  const [typing, setTyping] = useState(false);
  const [position, setPosition] = useState<string>();
  const command = useCommand<BatchAnswer>({ done: close });
  const next = useQuery(unitsQuery).data?.find(({ code }) => code === other.trim());
  const byPosition = next !== undefined && next.positions.length > 0 ? next : undefined;
  const place = byPosition && freePositions(byPosition).find((name) => name === position);
  const unread = failed.trim() === '' || other.trim() === '';
  const { kits } = useKits(next?.unitClass, command.error);
  const needsKit = kits.length > 0 || command.error?.code === 'kit.missing';
  const typed = useTypedKit(kits);
  const types = typing && kits.length > 0;
  const unplaced = byPosition !== undefined && place === undefined;
  const scans = [
    { label: t('replace.old'), value: failed, set: setFailed },
    { label: t('replace.new'), value: other, set: setOther },
    ...(needsKit && !types ? [{ label: t('kit.hint'), value: label, set: setLabel }] : []),
  ];
  const scanned = label.trim() === '' ? undefined : { scanned: label.trim() };
  const kit: GivenKit | undefined = types ? typed.kit : scanned;
  const unkitted = needsKit && kit === undefined ? t(types ? 'kit.missing' : 'kit.scan.missing') : undefined;
  return (
    <ReasonDialog
      at={at}
      title={t('replace.title', { unit: unit.code })}
      meaning="replace"
      role="supervisor"
      signing={unit.replacement}
      subject={`batch/${batch.id}/replace/${unit.id}`}
      command={command}
      missing={unread ? t('replace.missing') : unplaced ? t('position.missing') : unkitted}
      orderOf={(reason, signing) =>
        order(
          '/api/batches/{id}/replace-unit',
          { id: batch.id },
          {
            ...{ unitProcedure: unit.unitProcedure, reason, signing },
            ...{ scannedOld: failed.trim(), scanned: other.trim() },
            ...(place === undefined ? {} : { position: place }),
            ...(needsKit && kit !== undefined ? { kit } : {}),
          },
        )
      }
      close={close}
      more={
        <>
          {scans.map(({ label, value, set }) => (
            <label key={label} className={css.ask}>
              {label}
              <input
                value={value}
                autoComplete="off"
                autoCapitalize="none"
                spellCheck={false}
                onChange={({ currentTarget }) => set(currentTarget.value)}
                onKeyDown={nextField}
              />
            </label>
          ))}
          {types && <KitFields types={kits} typed={typed} barred={at.barred === 'offline'} />}
          {kits.length > 0 && (
            <Action tone="quiet" onPress={() => setTyping(!typing)}>
              {t(typing ? 'kit.scan' : 'kit.type')}
            </Action>
          )}
          {byPosition !== undefined && <Positions unit={byPosition} chosen={place} choose={setPosition} />}
        </>
      }
    >
      {t('replace.text', { unit: unit.code })}
    </ReasonDialog>
  );
}
