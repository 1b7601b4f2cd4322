import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../api/problem.js';
import type { Field } from '../api/types.js';
import { Action } from '../parts/action.js';
import { ReasonPanel } from './reason-panel.js';
import type { StepAtHand } from './step-at-hand.js';

interface Props {
  at: StepAtHand;
  field: Field;
  busy: boolean;
  error: Problem | null;
  give: (field: Field, reason: string) => void;
}

/** A field that has no value here, with the reason. */
export function NotApplicable({ at, field, busy, error, give }: Props): ReactElement {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Action tone="quiet" off={at.barred !== null} onPress={() => setOpen(true)}>
        {t('notApplicable')}
      </Action>
      {open && (
        <ReasonPanel
          at={at}
          title={t('notApplicable.title', { what: field.title })}
          text={t('notApplicable.text')}
          submit={t('notApplicable.submit')}
          busy={busy}
          error={error}
          give={(reason) => give(field, reason)}
          close={() => setOpen(false)}
        />
      )}
    </>
  );
}
