import type { ReactElement } from 'react';
import { Curve, isOnCurve } from './curve.js';
import { CurveInput } from './curve-input.js';
import { FieldsWork } from './fields-work.js';
import type { StepAtHand } from './step-at-hand.js';

/** Values to enter; those with a place on a curve are drawn as one while they are typed. */
export const EntryWork = ({ at }: { at: StepAtHand }): ReactElement => {
  const points = at.step.fields.filter(isOnCurve);
  return points.length === 0 ? (
    <FieldsWork at={at} />
  ) : (
    <FieldsWork at={at} ask={CurveInput} above={(typed) => <Curve points={points} typed={typed} />} />
  );
};
