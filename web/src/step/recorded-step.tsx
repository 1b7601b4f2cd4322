import type { ReactElement } from 'react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import actions from '../parts/action.module.css';
import { written } from '../parts/instant.js';
import { Notice } from '../parts/notice.js';
import css from './field.module.css';
import { Checked } from './clearance-work.js';
import { Offset, useCompared } from './compare-work.js';
import { Curve, isOnCurve } from './curve.js';
import { CorrectValue, OtherCorrections } from './correct-value.js';
import { earlierOf, FieldRecorded } from './field-recorded.js';
import { LabelRecorded } from './label-recorded.js';
import { MaterialRow } from './material-row.js';
import { MeasureRecorded } from './measure-field.js';
import { Watched } from './program-work.js';
import { SampleTag } from './sample-tag.js';
import { Signed } from './signed.js';
import type { StepAtHand } from './step-at-hand.js';
import { StepFrame } from './step-frame.js';

/** What was recorded, as its kind of step shows it. */
function Values({ at }: { at: StepAtHand }): ReactElement {
  const { step, zone, unit } = at;
  const compared = useCompared(unit);
  const { kind, materials, labels, result } = step;
  const fields = kind === 'compare' ? compared(step) : kind === 'measure' ? [] : step.fields;
  const points = fields.filter(isOnCurve);
  return (
    <>
      <SampleTag step={step} zone={zone} />
      {points.length > 0 && <Curve points={points} typed={({ entry }) => entry?.value ?? ''} />}
      <div className={css.fields}>
        {fields.map((field) =>
          kind === 'clearance' ? (
            <Checked key={field.id} field={field} zone={zone} />
          ) : (
            <FieldRecorded
              key={field.id}
              field={field}
              zone={zone}
              earlier={earlierOf(step, field)}
              way={
                field.entry !== null &&
                step.correctable.includes(field.id) && <CorrectValue at={at} shape={field} entry={field.entry} />
              }
            />
          ),
        )}
        {result !== null &&
          (kind === 'compare' ? (
            <Offset result={result} zone={zone} />
          ) : (
            <FieldRecorded field={result} zone={zone} earlier={earlierOf(step, result)} />
          ))}
      </div>
      {kind === 'measure' && <MeasureRecorded step={step} />}
      {materials.length > 0 && (
        <ol className={css.fields}>
          {materials.map((material) => (
            <MaterialRow key={material.id} at={at} material={material} />
          ))}
        </ol>
      )}
      {labels.map((label) => (
        <LabelRecorded key={label.id} label={label} zone={zone} />
      ))}
      <OtherCorrections at={at} />
    </>
  );
}

/** A step that is over: what was recorded, and who signed it. */
export function RecordedStep({ at }: { at: StepAtHand }): ReactElement {
  const { t } = useTranslation();
  const { batch, step, zone } = at;
  const skipped = step.exceptions.find(({ kind }) => kind === 'step.skipped');
  const onward = batch.state === 'running' && batch.step !== null && batch.step.id !== step.id && (
    <Link
      to="/batches/$batch"
      params={{ batch: batch.id }}
      className={`${actions.action} ${actions.main} ${css.onward}`}
    >
      {t('step.goOn')}
    </Link>
  );
  const chosen = step.options.find(({ id }) => id === step.decision);
  return (
    <StepFrame at={at} way={onward}>
      {step.state === 'skipped' && (
        <Notice tone="alert" title={t('step.skipped.title')}>
          {t('step.skipped.text', { reason: skipped?.comment ?? '' })}
        </Notice>
      )}
      {step.state === 'omitted' && (
        <Notice tone="off" title={t('step.omitted.title')}>
          {t('step.omitted.text')}
        </Notice>
      )}
      {step.endedAt !== null && <p>{t('step.complete.at', { time: written(step.endedAt, zone).full })}</p>}
      {chosen !== undefined && <p className={css.value}>{chosen.title}</p>}
      {step.kind === 'program' && <Watched at={at} />}
      <Values at={at} />
      <Signed signatures={step.signatures} zone={zone} />
    </StepFrame>
  );
}
