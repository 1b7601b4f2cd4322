import type { ReactElement } from 'react';
import { FieldsWork } from './fields-work.js';
import { SampleTag } from './sample-tag.js';
import type { StepAtHand } from './step-at-hand.js';

/** What the laboratory found in a sample, which stands above with its clock. */
export const ResultWork = ({ at }: { at: StepAtHand }): ReactElement => (
  <FieldsWork at={at} above={() => <SampleTag step={at.step} zone={at.zone} />} />
);
