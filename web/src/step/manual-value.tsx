import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { order } from '../api/client.js';
import type { BatchAnswer, Field } from '../api/types.js';
import { useCommand } from '../api/use-command.js';
import { Action } from '../parts/action.js';
import { plainDecimal } from '../parts/number-format.js';
import { FieldInput } from './field-input.js';
import { ReasonDialog } from './reason-dialog.js';
import type { StepAtHand } from './step-at-hand.js';

/** Where the unit gives no value: read by two people, typed by one, signed by the other. */
export function ManualValue({ at, field }: { at: StepAtHand; field: Field }): ReactElement | null {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [value, setValue] = useState('');
  const command = useCommand<BatchAnswer>({ done: () => setOpen(false) });
  const { batch, step } = at;
  const { witness } = step;
  if (witness === null) return null;
  const number = plainDecimal(value);
  const missing = number === '' || Number.isNaN(Number(number));
  return (
    <>
      <Action tone="quiet" off={at.barred !== null} onPress={() => setOpen(true)}>
        {t('manual.open')}
      </Action>
      {open && (
        <ReasonDialog
          at={at}
          title={t('manual.title', { what: field.title })}
          meaning="witnessed"
          role="operator"
          signing={witness}
          subject={`step/${step.id}/${field.id}/manual`}
          command={command}
          orderOf={(reason, signing) =>
            order(
              '/api/batches/{id}/steps/{step}/replace-value',
              { id: batch.id, step: step.id },
              { seen: step.version, field: field.id, value: number, unit: field.unit ?? '1', reason, signing },
            )
          }
          close={() => setOpen(false)}
          missing={missing ? t('manual.value') : undefined}
          more={
            <FieldInput
              field={{ ...field, title: t('manual.value') }}
              value={value}
              change={setValue}
              active={false}
              activate={() => undefined}
              barred={false}
              keyboard
            />
          }
        >
          {t('manual.text')}
        </ReasonDialog>
      )}
    </>
  );
}
