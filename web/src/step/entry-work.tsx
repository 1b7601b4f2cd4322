import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Field } from '../api/types.js';
import { Action } from '../parts/action.js';
import { useDrafts } from '../parts/drafts.js';
import { Keypad } from '../parts/keypad.js';
import { plainDecimal } from '../parts/number-format.js';
import { CaptureField } from './capture-field.js';
import { FieldInput } from './field-input.js';
import { FieldRecorded } from './field-recorded.js';
import css from './field.module.css';
import { Instruction } from './instruction-work.js';
import { type StepAtHand, unanswered, useStepCommand } from './step-at-hand.js';
import { StepFrame, Way } from './step-frame.js';

const REASON = 'reason of correction';

const toRecord = (field: Field, text: string): { field: string; value: string; unit?: string } =>
  field.type === 'number'
    ? { field: field.id, value: plainDecimal(text), ...(field.unit === null ? {} : { unit: field.unit }) }
    : { field: field.id, value: text.trim() };

/** Values to enter or to take from the unit; typed ones are recorded together, then the step is done. */
export function EntryWork({ at }: { at: StepAtHand }): ReactElement {
  const { t } = useTranslation();
  const { step, person, barred } = at;
  const { drafts, change, forget } = useDrafts(person.username, `step/${step.id}`);
  const [active, setActive] = useState<string | null>(null);
  const [correcting, setCorrecting] = useState<readonly string[]>([]);
  const entries = useStepCommand(at, () => {
    forget();
    setCorrecting([]);
    setActive(null);
  });
  const { give, busy, error } = useStepCommand(at);

  const isOpen = ({ id, entry }: Field): boolean => entry === null || correcting.includes(id);
  const typed = step.fields.filter((field) => field.tag === null && isOpen(field));
  const filled = typed.filter(({ id }) => (drafts[id] ?? '').trim() !== '');
  const empty = typed.filter((field) => !filled.includes(field)).map(({ title }) => title);
  const uncaptured = step.fields.filter((field) => field.tag !== null && field.entry === null);
  const needsReason = correcting.length > 0 && (drafts[REASON] ?? '').trim().length < 3;
  const open = unanswered(step);
  const again = (id: string): void => {
    setCorrecting([...correcting, id]);
    setActive(id);
  };

  const record = (): void => {
    const reason = correcting.length > 0 ? { reason: drafts[REASON]!.trim() } : {};
    entries.give('entries', { values: filled.map((field) => toRecord(field, drafts[field.id]!)), ...reason });
  };
  const capture = (field: Field): void => {
    const reason = field.entry === null ? {} : { reason: t('step.capture.again') };
    give('capture', { fields: [field.id], ...reason });
  };

  const way =
    typed.length > 0 ? (
      <Way
        at={at}
        go={record}
        busy={entries.busy}
        missing={
          empty.length > 0
            ? t('step.record.more', { count: empty.length, field: empty[0] })
            : needsReason
              ? t('step.entry.reason')
              : undefined
        }
      >
        {t('step.record')}
      </Way>
    ) : (
      <Way
        at={at}
        go={() => give('complete', {})}
        busy={busy}
        missing={
          uncaptured.length > 0
            ? t('step.done.entries')
            : open.length > 0
              ? t('step.done.answer', { exceptions: open.join(', ') })
              : undefined
        }
      >
        {t('step.done')}
      </Way>
    );

  const pad = typed.find(({ id, type }) => id === active && type === 'number');
  const keypad = pad !== undefined && barred === null && (
    <Keypad
      title={pad.title}
      value={drafts[pad.id] ?? ''}
      decimals={pad.decimals}
      change={(text) => change(pad.id, text)}
      close={() => setActive(null)}
    />
  );
  return (
    <StepFrame at={at} error={entries.error ?? error} way={way} side={keypad}>
      <Instruction>{step.instruction}</Instruction>
      <div className={css.fields}>
        {step.fields.map((field) => {
          if (typed.includes(field))
            return (
              <FieldInput
                key={field.id}
                field={field}
                value={drafts[field.id] ?? ''}
                change={(text) => change(field.id, text)}
                active={active === field.id}
                activate={() => setActive(field.id)}
                barred={barred !== null}
              />
            );
          if (field.entry === null)
            return <CaptureField key={field.id} at={at} field={field} busy={busy} capture={() => capture(field)} />;
          const correct =
            field.tag === null ? (
              <Action tone="quiet" off={barred !== null} onPress={() => again(field.id)}>
                {t('step.entry.correct')}
              </Action>
            ) : (
              <Action tone="quiet" off={barred !== null} busy={busy} onPress={() => capture(field)}>
                {t('step.capture.again')}
              </Action>
            );
          return <FieldRecorded key={field.id} field={field} zone={at.zone} way={correct} />;
        })}
        {correcting.length > 0 && (
          <label className={css.field}>
            <span className={css.title}>{t('step.entry.reason')}</span>
            <textarea
              className={`${css.input} ${css.text}`}
              rows={2}
              value={drafts[REASON] ?? ''}
              onFocus={() => setActive(null)}
              onChange={(event) => change(REASON, event.currentTarget.value)}
            />
          </label>
        )}
      </div>
    </StepFrame>
  );
}
