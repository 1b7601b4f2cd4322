import { type ReactElement, useEffect, useRef } from 'react';
import type { BatchException, Step } from '../api/types.js';
import { ExceptionCard } from './exception-card.js';
import css from './exception.module.css';
import { isOpen } from './state-tone.js';
import type { StepAtHand } from './step-at-hand.js';

interface Placed {
  step: Step;
  exception: BatchException;
}

/** The step's own, and at the step at hand also what still waits for somebody elsewhere: nothing is passed by. */
function exceptionsAt({ batch, step }: StepAtHand): Placed[] {
  const own = step.exceptions.map((exception) => ({ step, exception }));
  if (batch.step?.id !== step.id) return own;
  const ofBatch = batch.exceptionsOfBatch.map((exception) => ({ step, exception }));
  const elsewhere = batch.steps
    .filter(({ id }) => id !== step.id)
    .flatMap((other) => other.exceptions.map((exception) => ({ step: other, exception })))
    .filter(({ exception }) => isOpen(exception));
  return [...ofBatch, ...elsewhere, ...own];
}

/** What went wrong, newest first; it stands before the work until it is dealt with. */
export function Exceptions({ at }: { at: StepAtHand }): ReactElement {
  const placed = exceptionsAt(at).toReversed();
  const list = useRef<HTMLUListElement>(null);
  const newest = placed[0]?.exception.id;
  useEffect(() => {
    if (newest !== undefined) void list.current?.scrollIntoView({ block: 'start' });
  }, [newest]);
  return (
    <ul ref={list} className={css.list} aria-live="assertive">
      {placed.map(({ step, exception }) => (
        <li key={exception.id}>
          <ExceptionCard at={{ ...at, step }} exception={exception} />
        </li>
      ))}
    </ul>
  );
}
