import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Instruction } from './instruction-work.js';
import { type StepAtHand, unanswered, useStepCommand } from './step-at-hand.js';
import { StepFrame, Way } from './step-frame.js';
import css from './step.module.css';

export function DecisionWork({ at }: { at: StepAtHand }): ReactElement {
  const { t } = useTranslation();
  const { give, busy, error } = useStepCommand(at);
  const { step, barred } = at;
  const open = unanswered(step);
  const missing =
    step.decision === null
      ? t('step.done.decision')
      : open.length > 0
        ? t('step.done.answer', { exceptions: open.join(', ') })
        : undefined;
  return (
    <StepFrame
      at={at}
      error={error}
      way={
        <Way at={at} go={() => give('complete', {})} busy={busy} missing={missing}>
          {t('step.done')}
        </Way>
      }
    >
      <Instruction>{step.instruction}</Instruction>
      <p>{t('step.decide')}</p>
      <ul className={css.options}>
        {step.options.map(({ id, title, then }) => (
          <li key={id}>
            <button
              type="button"
              className={css.option}
              aria-pressed={step.decision === id}
              aria-disabled={barred !== null || busy || undefined}
              onClick={() => barred === null && !busy && step.decision !== id && give('decide', { option: id })}
            >
              <b>{title}</b>
              <span>
                {[step.decision === id && t('step.decide.chosen'), then === 'stop' && t('step.decide.stop')]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </StepFrame>
  );
}
