import { type ReactElement, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Field, Step } from '../api/types.js';
import { Action } from '../parts/action.js';
import { Keypad } from '../parts/keypad.js';
import { Notice } from '../parts/notice.js';
import { decimalText, unitText } from '../parts/number-format.js';
import { Instruction } from './instruction.js';
import css from './measure.module.css';
import { countedValue, EarlierRounds, type Measure, MeasureField } from './measure-field.js';
import { type StepAtHand, useStepCommand } from './step-at-hand.js';
import { Done, StepFrame, Way } from './step-frame.js';
import { type Counting, useCounting } from './use-counting.js';
import { REASON } from './use-entering.js';

/** Why a round is counted again, in words. */
function Again({ step, measure }: { step: Step; measure: Measure }): ReactElement | null {
  const { t } = useTranslation();
  const { round, due, cvs } = measure;
  const wide = cvs.find(({ max, entry }) => max !== null && entry !== null && entry.verdict !== 'within');
  if (round === 1 || due === 0 || wide === undefined) return null;
  return (
    <Notice tone="alert" title={t('measure.again', { due })}>
      {t('measure.again.text', {
        what: step.fields.find(({ id }) => id === wide.field)?.title ?? wide.field,
        cv: decimalText(wide.entry?.value ?? '–'),
        max: decimalText(wide.max ?? ''),
      })}
    </Notice>
  );
}

function CountInput({ field, n, counting, barred }: { field: Field; n: number; counting: Counting; barred: boolean }) {
  const { t } = useTranslation();
  const box = useRef<HTMLInputElement>(null);
  const active = counting.active === field;
  useEffect(() => {
    if (active) box.current?.focus();
  }, [active]);
  return (
    <input
      ref={box}
      className={css.input}
      data-active={active}
      aria-label={`${field.title}, ${t('measure.count.short', { n })}`}
      inputMode="none"
      autoComplete="off"
      value={counting.drafts[field.id] ?? ''}
      readOnly={barred}
      onFocus={() => counting.activate(field.id)}
      onChange={(event) => counting.change(field.id, event.currentTarget.value.replace(/[^\d.,-]/g, ''))}
    />
  );
}

/** 211.103: counted several times over; counts stand beside each other, and so do their mean and scatter. */
export function MeasureWork({ at, measure }: { at: StepAtHand; measure: Measure }): ReactElement {
  const { t } = useTranslation();
  const { step } = at;
  const barred = at.barred !== null;
  const counting = useCounting(at, measure);
  const { give, busy: completing, error } = useStepCommand(at);
  const { first, at: n, correcting, empty, drafts, change, active, counts } = counting;
  const busy = completing || counts.busy;
  const { replicates, round, due } = measure;
  const needsReason = correcting && (drafts[REASON] ?? '').trim().length < 3;
  const stillOpen =
    empty.length > 0
      ? t('step.record.more', { count: empty.length, field: empty[0]!.title })
      : needsReason
        ? t('step.entry.reason')
        : undefined;
  const way =
    n === null ? (
      <Done at={at} command={{ give, busy }} />
    ) : (
      <Way at={at} go={counting.record} busy={busy} missing={stillOpen}>
        {t('measure.record', { n })}
      </Way>
    );
  const recorded = measure.counts.filter((count) => count.round === round);
  const aside = correcting ? (
    <Action tone="quiet" onPress={() => counting.correct(null)}>
      {t('panel.cancel')}
    </Action>
  ) : (
    recorded.map((count) => (
      <Action key={count.n} tone="quiet" off={barred} onPress={() => counting.correct(count.n)}>
        {t('measure.correct', { n: count.n })}
      </Action>
    ))
  );
  const keypad = active !== undefined && !barred && (
    <Keypad
      title={`${active.title} ${unitText(active.unit)}, ${t('measure.count.short', { n })}`}
      value={drafts[active.id] ?? ''}
      decimals={active.decimals}
      change={(text) => change(active.id, text)}
      close={counting.next}
    />
  );
  const cell = (field: Field, index: number, count: number): ReactElement => {
    if (count === n) return <CountInput field={field} n={n} counting={counting} barred={barred} />;
    const value = countedValue(measure, count, index);
    return <output className={css.value}>{value === null ? '–' : decimalText(value)}</output>;
  };
  return (
    <StepFrame at={at} error={counts.error ?? error} aside={aside} way={way} side={keypad}>
      <Instruction step={step} />
      <Again step={step} measure={measure} />
      {n !== null && <h2>{t('measure.count', { n: n - first + 1, of: replicates })}</h2>}
      {step.fields.map((field, index) => (
        <MeasureField
          key={field.id}
          field={field}
          measure={measure}
          first={first}
          full={due === 0}
          counts={Array.from({ length: replicates }, (_, k) => cell(field, index, first + k))}
        />
      ))}
      {correcting && (
        <label className={css.reason}>
          <span>{t('step.entry.reason')}</span>
          <textarea
            rows={2}
            value={drafts[REASON] ?? ''}
            onFocus={() => counting.activate(null)}
            onChange={(event) => change(REASON, event.currentTarget.value)}
          />
        </label>
      )}
      <EarlierRounds step={step} before={round} />
    </StepFrame>
  );
}
