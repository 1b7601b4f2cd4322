import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Status } from '../parts/mark.js';
import { word } from '../text/words.js';
import { Instruction } from './instruction.js';
import { type StepAtHand, useStepCommand } from './step-at-hand.js';
import { Done, StepFrame } from './step-frame.js';
import { stateTone } from './state-tone.js';
import css from './step.module.css';

export function ReviewWork({ at }: { at: StepAtHand }): ReactElement {
  const { t } = useTranslation();
  const command = useStepCommand(at);
  const { batch, step } = at;
  const done = batch.steps.filter(({ state }) => state === 'complete').length;
  return (
    <StepFrame at={at} error={command.error} way={<Done at={at} command={command} />}>
      <Instruction step={step} />
      <p>{t('step.review')}</p>
      <p>
        <b>{t('step.review.steps', { done, count: batch.steps.length })}</b> ·{' '}
        {t('step.review.exceptions', { count: batch.exceptions })}
      </p>
      <ol className={css.rows}>
        {batch.steps.map(({ id, position, title, state, exceptions }) => (
          <li key={id} className={css.row}>
            <span>
              {position} {title}
            </span>
            <span className={css.exceptionIds}>{exceptions.map((exception) => exception.id).join(', ')}</span>
            <Status tone={stateTone(state)}>{word('state', state)}</Status>
          </li>
        ))}
      </ol>
    </StepFrame>
  );
}
