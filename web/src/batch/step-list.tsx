import { Link } from '@tanstack/react-router';
import { type ReactElement, useEffect, useRef } from 'react';
import type { Batch, Step } from '../api/types.js';
import { Mark, type Tone } from '../parts/mark.js';
import { word } from '../text/words.js';
import { stateTone } from '../step/step-head.js';
import css from './batch.module.css';

const toneOf = (step: Step): Tone => {
  const open = step.exceptions.some(({ comment, signing }) => comment === null || signing !== null);
  return open ? 'action' : stateTone(step.state);
};

/** All steps in their forced order, with where each stands; each can be looked at. */
export function StepList({ batch, chosen }: { batch: Batch; chosen: string | undefined }): ReactElement {
  const atHand = batch.step?.id;
  const current = useRef<HTMLLIElement>(null);
  useEffect(() => {
    void current.current?.scrollIntoView({ block: 'center' });
  }, [atHand]);
  return (
    <ol className={css.steps}>
      {batch.steps.map((step) => (
        <li key={step.id} ref={step.id === atHand ? current : undefined}>
          <Link
            to="/batches/$batch"
            params={{ batch: batch.id }}
            search={step.id === atHand ? {} : { step: step.id }}
            className={[css.step, step.state === 'complete' && css.complete, step.id === chosen && css.shown]
              .filter(Boolean)
              .join(' ')}
            aria-current={step.id === atHand ? 'step' : undefined}
          >
            <Mark tone={toneOf(step)} />
            <span>
              <b>
                {step.position} {step.title}
              </b>
              <small>
                {word('state', step.state)}
                {step.exceptions.length > 0 && ` · ${step.exceptions.map(({ id }) => id).join(' ')}`}
              </small>
            </span>
          </Link>
        </li>
      ))}
    </ol>
  );
}
