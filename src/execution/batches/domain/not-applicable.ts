import { Refusal } from '../../../kernel/refusal.js';
import type { Field, Phase } from '../../../definition/recipes/domain/index.js';
import type { Draft } from './draft.js';
import { raiseSaid } from './raise.js';
import { recordValue } from './record-value.js';
import type { StepRow } from './rows.js';

/** Whether a field of a phase may be said to have no value here: not a check of a clearance, nor a side of a comparison. */
export const mayBeNotApplicable = ({ kind }: Phase): boolean => kind === 'entry' || kind === 'result';

/** A field without a value is on record as such, with its reason, and is an exception. Refuses with `entry.must-apply`. */
export function notApplicable(draft: Draft, step: StepRow, field: Field, reason: string | undefined): void {
  const { id } = field;
  if (!mayBeNotApplicable(draft.phase(step))) throw new Refusal('unprocessable', 'entry.must-apply', { field: id });
  if (!reason) throw new Refusal('unprocessable', 'entry.reason-missing', { field: id });
  const entry = recordValue(draft, step, {
    ...{ field: id, source: 'not-applicable', value: null, unit: null, verdict: null },
    reason,
  });
  raiseSaid(draft, reason, {
    step: draft.step(step.id),
    kind: 'entry.not-applicable',
    identity: `entry/${entry}/not-applicable`,
    values: { field: id, entry },
    criticality: 'criticality' in field ? (field.criticality ?? 'info') : 'info',
    onBreach: 'continue',
  });
}
