import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Field } from '../api/types.js';
import { Action } from '../parts/action.js';
import { CaptureField } from './capture-field.js';
import { type Asked, FieldInput } from './field-input.js';
import { earlierOf, FieldRecorded } from './field-recorded.js';
import css from './field.module.css';
import { Instruction } from './instruction.js';
import { NotApplicable } from './not-applicable.js';
import type { StepAtHand } from './step-at-hand.js';
import { Done, StepFrame, Way } from './step-frame.js';
import { type Entering, REASON, useEntering } from './use-entering.js';

export interface FieldsLook {
  /** between the instruction and the fields; what is typed is known to it */
  above?: (typed: (field: Field) => string) => ReactNode;
  below?: ReactNode;
  /** fields beside each other */
  paired?: boolean;
  ask?: (asked: Asked) => ReactElement;
  recorded?: typeof FieldRecorded;
  /** why the step is not done although every value is on record */
  missing?: string | undefined;
}

function WayOn({ at, entering, missing }: { at: StepAtHand; entering: Entering; missing?: string | undefined }) {
  const { t } = useTranslation();
  const { typed, empty, untouched, uncaptured, needsReason, record } = entering;
  if (typed.length > 0 && !(untouched && empty.length === 0)) {
    const still =
      empty.length > 0
        ? t('step.record.more', { count: empty.length, field: empty[0]!.title })
        : needsReason
          ? t('step.entry.reason')
          : undefined;
    return (
      <Way at={at} go={record} busy={entering.busy} missing={still}>
        {t('step.record')}
      </Way>
    );
  }
  const still = uncaptured.length > 0 ? t('step.done.entries') : missing;
  return <Done at={at} command={entering} missing={still} />;
}

function FieldAt({
  at,
  field,
  entering,
  look,
}: {
  at: StepAtHand;
  field: Field;
  entering: Entering;
  look: FieldsLook;
}) {
  const { t } = useTranslation();
  const { ask: Ask = FieldInput, recorded: Recorded = FieldRecorded } = look;
  const { typed, drafts, change, active, activate, again, capture, busy, none } = entering;
  const barred = at.barred !== null;
  if (typed.includes(field))
    return (
      <div className={css.asked}>
        <Ask
          field={field}
          value={drafts[field.id] ?? ''}
          change={(text) => change(field.id, text)}
          active={active === field.id}
          activate={() => activate(field.id)}
          barred={barred}
        />
        {field.entry === null && field.mayBeNotApplicable && !field.optional && (
          <NotApplicable at={at} field={field} busy={busy} error={entering.error} give={none} />
        )}
      </div>
    );
  if (field.entry === null) return <CaptureField at={at} field={field} busy={busy} capture={() => capture(field)} />;
  const correct =
    field.tag === null ? (
      <Action tone="quiet" off={barred} onPress={() => again(field.id)}>
        {t('step.entry.correct')}
      </Action>
    ) : (
      <Action tone="quiet" off={barred} busy={busy} onPress={() => capture(field)}>
        {t('step.capture.again')}
      </Action>
    );
  return <Recorded field={field} zone={at.zone} way={correct} earlier={earlierOf(at.step, field)} />;
}

/** Values to enter or to take from the unit; typed ones are recorded together, then the step is done. */
export function FieldsWork({ at, ...look }: { at: StepAtHand } & FieldsLook): ReactElement {
  const { t } = useTranslation();
  const entering = useEntering(at);
  const { step } = at;
  const { drafts, change, activate, correcting, keypad, error } = entering;
  const typed = ({ id, entry }: Field): string => drafts[id] ?? entry?.value ?? '';
  const back = correcting && (
    <Action tone="quiet" onPress={entering.cancel}>
      {t('panel.cancel')}
    </Action>
  );
  const way = <WayOn at={at} entering={entering} missing={look.missing} />;
  return (
    <StepFrame at={at} error={error} aside={back} way={way} side={keypad}>
      <Instruction step={step} />
      {look.above?.(typed)}
      <div className={`${css.fields} ${look.paired === true ? css.paired : ''}`}>
        {step.fields.map((field) => (
          <FieldAt key={field.id} at={at} field={field} entering={entering} look={look} />
        ))}
      </div>
      {correcting && (
        <label className={css.field}>
          <span className={css.title}>{t('step.entry.reason')}</span>
          <textarea
            className={`${css.input} ${css.text}`}
            rows={2}
            value={drafts[REASON] ?? ''}
            onFocus={() => activate(null)}
            onChange={(event) => change(REASON, event.currentTarget.value)}
          />
        </label>
      )}
      {look.below}
    </StepFrame>
  );
}
