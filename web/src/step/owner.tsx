import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Action } from '../parts/action.js';
import { Notice } from '../parts/notice.js';
import { ReasonPanel } from './reason-panel.js';
import { type StepAtHand, useStepCommand } from './step-at-hand.js';
import css from './step.module.css';

/** Somebody else works on the step: who, and how to go on in their place. */
export function Owner({ at }: { at: StepAtHand }): ReactElement | null {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const { give, busy, error } = useStepCommand(at, () => setOpen(false));
  const { owner } = at.step;
  if (owner === null || owner.id === at.person.id) return null;
  const { name } = owner;
  const take = (
    <Action off={at.barred !== null} onPress={() => setOpen(true)}>
      {t('owner.take')}
    </Action>
  );
  return (
    <div className={css.owner}>
      <Notice tone="note" title={t('owner.other', { name })} way={take}>
        {t('owner.text')}
      </Notice>
      {open && (
        <ReasonPanel
          at={at}
          title={t('owner.take.title', { name })}
          text={t('owner.take.text')}
          submit={t('owner.take')}
          busy={busy}
          error={error}
          give={(reason) => give('take-over', { reason })}
          close={() => setOpen(false)}
        />
      )}
    </div>
  );
}
