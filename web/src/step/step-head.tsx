import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { StepState } from '../api/types.js';
import { Status, type Tone } from '../parts/mark.js';
import { word } from '../text/words.js';
import { Due } from './due.js';
import type { StepAtHand } from './step-at-hand.js';
import css from './step.module.css';

export const stateTone = (state: StepState): Tone =>
  ({ idle: 'off', running: 'current', held: 'action', completing: 'note', complete: 'done', stopped: 'action' })[
    state
  ] as Tone;

export function StepHead({ at, headingId }: { at: StepAtHand; headingId: string }): ReactElement {
  const { t } = useTranslation();
  const { batch, step } = at;
  return (
    <header className={css.head}>
      <div className={css.names}>
        <p className={css.place}>
          {t('step.place', { operation: step.operationTitle, position: step.position, count: batch.steps.length })}
        </p>
        <h1 className={css.title} id={headingId}>
          {step.title}
        </h1>
      </div>
      <div className={css.times}>
        <Status tone={stateTone(step.state)}>{word('state', step.state)}</Status>
        <Due at={at} />
      </div>
    </header>
  );
}
