import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useUnitTraces } from '../api/live-values.js';
import type { Field } from '../api/types.js';
import { Action } from '../parts/action.js';
import { LimitBar } from '../parts/limit-bar.js';
import { LiveValue } from '../parts/live-value.js';
import { useNow } from '../parts/use-now.js';
import css from './field.module.css';
import { ManualValue } from './manual-value.js';
import type { StepAtHand } from './step-at-hand.js';

interface Props {
  at: StepAtHand;
  field: Field;
  busy: boolean;
  capture: () => void;
}

/** A value that the unit knows: shown live, and taken with one tap; nobody types it. */
export function CaptureField({ at, field, busy, capture }: Props): ReactElement {
  const { t } = useTranslation();
  const now = useNow();
  const unit = at.unit ?? '';
  const trace = useUnitTraces(unit)[field.tag ?? ''];
  const tag = at.names.tags.find((one) => one.tag === field.tag);
  return (
    <div className={css.field}>
      <div className={css.line}>
        <span className={css.title}>{field.title}</span>
        <ManualValue at={at} field={field} />
        <Action off={at.barred !== null} busy={busy} onPress={capture}>
          {t('step.capture', { unit })}
        </Action>
      </div>
      {tag !== undefined && <LiveValue tag={tag} trace={trace} now={now} zone={at.zone} />}
      <LimitBar alert={field.alert} action={field.action} unit={field.unit} value={null} />
    </div>
  );
}
