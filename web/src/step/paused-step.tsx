import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Notice } from '../parts/notice.js';
import { word } from '../text/words.js';
import { Watched } from './program-work.js';
import { type StepAtHand, useStepCommand } from './step-at-hand.js';
import { StepFrame, Way } from './step-frame.js';

/** The program rests for a while; anyone who performs lets it go on. */
export function PausedStep({ at }: { at: StepAtHand }): ReactElement {
  const { t } = useTranslation();
  const { give, busy, error } = useStepCommand(at);
  return (
    <StepFrame
      at={at}
      error={error}
      way={
        <Way at={at} go={() => give('resume', {})} busy={busy}>
          {t('step.resume')}
        </Way>
      }
    >
      <Notice tone="alert" title={t('step.paused.title')}>
        {t('step.paused.text')}
      </Notice>
      <Watched at={at} />
    </StepFrame>
  );
}

/** On its way to another state, which the unit reports. */
export function GoingStep({ at }: { at: StepAtHand }): ReactElement {
  const { t } = useTranslation();
  return (
    <StepFrame at={at}>
      <Notice tone="note" title={t('step.going.title', { state: word('state', at.step.state) })}>
        {t('step.going.text')}
      </Notice>
      <Watched at={at} />
    </StepFrame>
  );
}
