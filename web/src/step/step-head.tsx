import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Status } from '../parts/mark.js';
import { word } from '../text/words.js';
import { blockWords } from './block-words.js';
import { Due } from './due.js';
import type { StepAtHand } from './step-at-hand.js';
import { stateTone } from './state-tone.js';
import css from './step.module.css';

export function StepHead({ at, headingId }: { at: StepAtHand; headingId: string }): ReactElement {
  const { t } = useTranslation();
  const { batch, step, person } = at;
  const block = blockWords(t, step);
  const { owner } = step;
  return (
    <header className={css.head}>
      <div className={css.names}>
        <p className={css.place}>
          {t('step.place', { operation: step.operationTitle, position: step.position, count: batch.steps.length })}
        </p>
        {block !== null && <p className={css.block}>{block}</p>}
        <h1 className={css.title} id={headingId}>
          {step.title}
        </h1>
      </div>
      <div className={css.times}>
        <Status tone={stateTone(step.state)}>{word('state', step.state)}</Status>
        {owner !== null && <p className={css.place}>{owner.id === person.id ? t('owner.you') : owner.name}</p>}
        <Due at={at} />
      </div>
    </header>
  );
}
