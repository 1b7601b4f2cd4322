import { type ReactElement, useState } from 'react';
import type { Batch, Step } from '../api/types.js';
import { CalculationWork } from './calculation-work.js';
import { ClearanceWork } from './clearance-work.js';
import { CompareWork } from './compare-work.js';
import { DecisionWork } from './decision-work.js';
import { GoingStep, PausedStep } from './paused-step.js';
import { EntryWork } from './entry-work.js';
import { HeldStep } from './held-step.js';
import { IdleStep } from './idle-step.js';
import { InstructionWork } from './instruction-work.js';
import { LabelWork } from './label-work.js';
import { MaterialWork } from './material-work.js';
import { MeasureWork } from './measure-work.js';
import { Owner } from './owner.js';
import { ProgramWork } from './program-work.js';
import { RecordedStep } from './recorded-step.js';
import { ResultWork } from './result-work.js';
import { ReviewWork } from './review-work.js';
import { SampleWork } from './sample-work.js';
import { ScanWork } from './scan-work.js';
import { SignStep } from './sign-step.js';
import { StatedTime } from './stated.js';
import { type StepAtHand, useStepAtHand } from './step-at-hand.js';
import { StepHead } from './step-head.js';
import css from './step.module.css';
import { WaitWork } from './wait-work.js';

function Work({ at }: { at: StepAtHand }): ReactElement | null {
  switch (at.step.kind) {
    case 'scan':
      return <ScanWork at={at} />;
    case 'instruction':
      return <InstructionWork at={at} />;
    case 'entry':
      return <EntryWork at={at} />;
    case 'calculation':
      return <CalculationWork at={at} />;
    case 'program':
      return <ProgramWork at={at} />;
    case 'wait':
      return <WaitWork at={at} />;
    case 'decision':
      return <DecisionWork at={at} />;
    case 'review':
      return <ReviewWork at={at} />;
    case 'clearance':
      return <ClearanceWork at={at} />;
    case 'material':
      return <MaterialWork at={at} />;
    case 'measure':
      return at.step.measure === null ? null : <MeasureWork at={at} measure={at.step.measure} />;
    case 'sample':
      return <SampleWork at={at} />;
    case 'result':
      return <ResultWork at={at} />;
    case 'compare':
      return <CompareWork at={at} />;
    case 'label':
      return <LabelWork at={at} />;
  }
}

function InState({ at }: { at: StepAtHand }): ReactElement {
  switch (at.step.state) {
    case 'idle':
      return <IdleStep at={at} />;
    case 'running':
      return <Work at={at} />;
    case 'holding':
    case 'held':
      return <HeldStep at={at} />;
    case 'paused':
      return <PausedStep at={at} />;
    case 'restarting':
    case 'stopping':
    case 'aborting':
      return <GoingStep at={at} />;
    case 'completing':
      return <SignStep at={at} />;
    case 'complete':
    case 'stopped':
    case 'aborted':
    case 'skipped':
    case 'omitted':
      return <RecordedStep at={at} />;
  }
}

/** One step, large: what to do, why it is allowed, what the limits are, and the way on. */
export function StepView({ batch, step }: { batch: Batch; step: Step }): ReactElement {
  const at = useStepAtHand(batch, step);
  const [shown] = useState(step.id);
  return (
    <section className={css.step} aria-labelledby={`step-${shown}`}>
      <StepHead at={at} headingId={`step-${shown}`} />
      <Owner at={at} />
      <StatedTime at={at} />
      <InState at={at} />
    </section>
  );
}
