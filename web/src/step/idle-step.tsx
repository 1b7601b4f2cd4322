import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { unitsQuery } from '../api/queries.js';
import type { Limits } from '../api/types.js';
import { LimitBar } from '../parts/limit-bar.js';
import { Notice } from '../parts/notice.js';
import { decimalText } from '../parts/number-format.js';
import { useCompared } from './compare-work.js';
import css from './field.module.css';
import { Instruction } from './instruction.js';
import { SampleTag } from './sample-tag.js';
import { type StepAtHand, useStepCommand } from './step-at-hand.js';
import { StepFrame, Way } from './step-frame.js';

interface Thing {
  id: string;
  title: string;
  unit: string | null;
  alert: Limits | null;
  action: Limits | null;
  /** what is said of it besides */
  more?: string | undefined;
}

const plain = { unit: null, alert: null, action: null };

/** Everything that a step will ask for or watch. */
function useThings({ step, names, unit }: StepAtHand): Thing[] {
  const { t } = useTranslation();
  const compared = useCompared(unit);
  const { scans, materials, labels, measure, monitors, result, kind } = step;
  const fields = (kind === 'compare' ? compared(step) : step.fields).map((field) => {
    const max = measure?.cvs.find((cv) => cv.field === field.id)?.max ?? null;
    return max === null ? field : { ...field, more: t('measure.asks.cv', { max: decimalText(max) }) };
  });
  return [
    ...scans.map(({ id, title }) => ({ id, title, ...plain })),
    ...materials.map(({ id, title, critical }) => ({
      ...{ id, title, ...plain },
      more: critical ? t('material.critical') : undefined,
    })),
    ...labels.map(({ id, title, copies }) => ({
      id,
      title,
      ...plain,
      more: t('label.copies', { count: copies.length }),
    })),
    ...fields,
    ...(kind === 'compare' && result !== null ? [{ ...result, title: t('compare.offset') }] : []),
    ...monitors.map(({ tag, unit: of, alert, action }) => ({
      ...{ id: tag, title: names.tags.find((one) => one.tag === tag)?.title ?? tag },
      ...{ unit: of, alert, action },
    })),
  ];
}

/** What a step will ask for and watch, with every limit, before it is started. */
function Asks({ at }: { at: StepAtHand }): ReactElement | null {
  const { t } = useTranslation();
  const { monitors, measure } = at.step;
  const things = useThings(at);
  if (things.length === 0) return null;
  return (
    <section className={css.fields}>
      <h2>
        {monitors.length > 0
          ? t('step.runs')
          : measure === null
            ? t('step.asks')
            : t('measure.asks', { count: measure.replicates })}
      </h2>
      <ul className={css.asks}>
        {things.map(({ id, title, unit, alert, action, more }) => (
          <li key={id} className={css.field}>
            <span className={css.title}>{title}</span>
            {(alert !== null || action !== null) && <LimitBar alert={alert} action={action} unit={unit} value={null} />}
            {more !== undefined && <span className={css.foot}>{more}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Between a unit and the bench: the unit is free again, and what comes is done by hand. */
function HandOver({ at: { batch, step } }: { at: StepAtHand }): ReactElement | null {
  const { t } = useTranslation();
  const units = useQuery(unitsQuery).data;
  const before = batch.steps[batch.steps.indexOf(step) - 1];
  const isByHand = (id: string): boolean => batch.unitProcedures.some((one) => one.id === id && one.unitClass === null);
  if (before?.unit == null || before.unitProcedure === step.unitProcedure || !isByHand(step.unitProcedure)) return null;
  const unit = units?.find(({ id }) => id === before.unit)?.code ?? '';
  const rest = batch.steps.slice(step.position).every(({ unitProcedure }) => isByHand(unitProcedure));
  return (
    <Notice tone="note" title={t('batch.released', { unit })}>
      {t(rest ? 'batch.byHand.rest' : 'batch.byHand.part')}
    </Notice>
  );
}

export function IdleStep({ at }: { at: StepAtHand }): ReactElement {
  const { t } = useTranslation();
  const { give, busy, error } = useStepCommand(at);
  const { batch, step } = at;
  const first = batch.steps.find(({ state }) => state !== 'complete');
  const way = step.available ? (
    <Way at={at} go={() => give('start', {})} busy={busy}>
      {t('step.start')}
    </Way>
  ) : undefined;
  return (
    <StepFrame at={at} error={error} way={way}>
      {!step.available && first !== undefined && first.id !== step.id && (
        <Notice tone="off" title={t('step.waitsFor', { title: first.title })}>
          {t('step.waitsFor.text')}
        </Notice>
      )}
      {step.available && <HandOver at={at} />}
      <Instruction step={step} />
      <SampleTag step={step} zone={at.zone} />
      <Asks at={at} />
    </StepFrame>
  );
}
