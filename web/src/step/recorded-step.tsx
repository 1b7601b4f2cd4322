import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { written } from '../parts/instant.js';
import css from './field.module.css';
import { Checked } from './clearance-work.js';
import { Offset, useCompared } from './compare-work.js';
import { Curve, isOnCurve } from './curve.js';
import { FieldRecorded } from './field-recorded.js';
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
            <FieldRecorded key={field.id} field={field} zone={zone} />
          ),
        )}
        {result !== null &&
          (kind === 'compare' ? <Offset result={result} zone={zone} /> : <FieldRecorded field={result} zone={zone} />)}
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
    </>
  );
}

/** A step that is over: what was recorded, and who signed it. */
export function RecordedStep({ at }: { at: StepAtHand }): ReactElement {
  const { t } = useTranslation();
  const { step, zone } = at;
  const chosen = step.options.find(({ id }) => id === step.decision);
  return (
    <StepFrame at={at}>
      {step.endedAt !== null && <p>{t('step.complete.at', { time: written(step.endedAt, zone).full })}</p>}
      {chosen !== undefined && <p className={css.value}>{chosen.title}</p>}
      {step.kind === 'program' && <Watched at={at} />}
      <Values at={at} />
      <Signed signatures={step.signatures} zone={zone} />
    </StepFrame>
  );
}
