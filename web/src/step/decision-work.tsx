import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Instruction } from './instruction.js';
import { type StepAtHand, useStepCommand } from './step-at-hand.js';
import { Done, StepFrame } from './step-frame.js';
import css from './step.module.css';

export function DecisionWork({ at }: { at: StepAtHand }): ReactElement {
  const { t } = useTranslation();
  const command = useStepCommand(at);
  const { give, busy, error } = command;
  const { step, barred } = at;
  return (
    <StepFrame
      at={at}
      error={error}
      way={<Done at={at} command={command} missing={step.decision === null ? t('step.done.decision') : undefined} />}
    >
      <Instruction step={step} />
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
