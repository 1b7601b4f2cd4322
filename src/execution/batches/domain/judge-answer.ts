import type { Field } from '../../../definition/recipes/domain/index.js';
import type { Draft } from './draft.js';
import { raise } from './raise.js';
import type { StepRow } from './rows.js';

/** A yes/no or a choice that is not what the recipe expects is an exception; a clearance check that says no is (211.130). */
export function judgeAnswer(draft: Draft, step: StepRow, entry: string, field: Field, value: string): void {
  if (field.type !== 'boolean' && field.type !== 'choice') return;
  const { id, expects, criticality = 'info', onBreach = 'continue', deviation } = field;
  if (expects === undefined || [expects].flat().map(String).includes(value)) return;
  const rule = { step, criticality, onBreach, deviation };
  if (draft.phase(step).kind === 'clearance')
    raise(draft, {
      ...{ ...rule, kind: 'check.failed', identity: `entry/${entry}/failed` },
      values: { check: id, entry },
    });
  else
    raise(draft, {
      ...{ ...rule, kind: 'answer.unexpected', identity: `entry/${entry}/unexpected` },
      values: { field: id, entry, value, expects: [expects].flat().map(String) },
    });
}
