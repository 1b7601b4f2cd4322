import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { written } from '../parts/instant.js';
import css from './field.module.css';
import { FieldRecorded } from './field-recorded.js';
import { Watched } from './program-work.js';
import { Signed } from './signed.js';
import type { StepAtHand } from './step-at-hand.js';
import { StepFrame } from './step-frame.js';

/** A step that is over: what was recorded, and who signed it. */
export function RecordedStep({ at }: { at: StepAtHand }): ReactElement {
  const { t } = useTranslation();
  const { step, zone } = at;
  const chosen = step.options.find(({ id }) => id === step.decision);
  const values = step.result === null ? step.fields : [...step.fields, step.result];
  return (
    <StepFrame at={at}>
      {step.endedAt !== null && <p>{t('step.complete.at', { time: written(step.endedAt, zone).full })}</p>}
      {chosen !== undefined && <p className={css.value}>{chosen.title}</p>}
      {step.kind === 'program' && <Watched at={at} />}
      <div className={css.fields}>
        {values.map((field) => (
          <FieldRecorded key={field.id} field={field} zone={zone} />
        ))}
      </div>
      <Signed signatures={step.signatures} zone={zone} />
    </StepFrame>
  );
}
