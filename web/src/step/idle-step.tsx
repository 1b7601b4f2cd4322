import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { LimitBar } from '../parts/limit-bar.js';
import { Notice } from '../parts/notice.js';
import css from './field.module.css';
import { Instruction } from './instruction-work.js';
import { type StepAtHand, useStepCommand } from './step-at-hand.js';
import { StepFrame, Way } from './step-frame.js';

/** What a step will ask for and watch, with every limit, before it is started. */
function Asks({ at: { step, names } }: { at: StepAtHand }): ReactElement | null {
  const { t } = useTranslation();
  const watched = step.monitors.map(({ tag, unit, alert, action }) => ({
    id: tag,
    title: names.tags.find((one) => one.tag === tag)?.title ?? tag,
    unit,
    alert,
    action,
  }));
  const asked = [
    ...step.scans.map(({ id, title }) => ({ id, title, unit: null, alert: null, action: null })),
    ...step.fields,
    ...watched,
  ];
  if (asked.length === 0) return null;
  return (
    <section className={css.fields}>
      <h2>{t(watched.length > 0 ? 'step.runs' : 'step.asks')}</h2>
      <ul className={css.asks}>
        {asked.map(({ id, title, unit, alert, action }) => (
          <li key={id} className={css.field}>
            <span className={css.title}>{title}</span>
            {(alert !== null || action !== null) && <LimitBar alert={alert} action={action} unit={unit} value={null} />}
          </li>
        ))}
      </ul>
    </section>
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
      <Instruction>{step.instruction}</Instruction>
      <Asks at={at} />
    </StepFrame>
  );
}
