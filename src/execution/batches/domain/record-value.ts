import { Refusal } from '../../../kernel/refusal.js';
import type { NumberField } from '../../../definition/recipes/domain/index.js';
import type { Accepted } from '../../rules/domain/index.js';
import { currentEntry, type Draft } from './draft.js';
import type { CaptureValues } from './facts.js';
import { raise, record } from './raise.js';
import type { EntryRow, StepRow } from './rows.js';

type Recorded = Pick<EntryRow, 'field' | 'source' | 'value' | 'unit' | 'verdict'> &
  Partial<Pick<EntryRow, 'inputs' | 'rounding' | 'reason' | 'because' | 'file'>> & { capture?: CaptureValues };

const BY_HAND: ReadonlySet<EntryRow['source']> = new Set(['typed', 'scanned', 'manual', 'not-applicable']);

/** Their reason stands beside them, whether they take another's place or not. */
const SAYS_WHY: ReadonlySet<EntryRow['source']> = new Set(['manual', 'not-applicable']);

/** Puts a value on record; one that stands already is kept, and giving another needs a reason (11.10(e)). */
export function recordValue(draft: Draft, step: StepRow, recorded: Recorded): string {
  const { reason, capture = null, inputs = null, rounding = null, because, file, ...values } = recorded;
  const before = currentEntry(draft.state, step.id, values.field);
  if (before !== undefined && !reason)
    throw new Refusal('unprocessable', 'entry.reason-missing', { field: values.field });
  const entry = draft.number('V', 'entry');
  draft.add(
    'entry.recorded',
    {
      ...{ step: step.id, entry, ...values, inputs, rounding, supersedes: before?.number ?? null, capture },
      ...(draft.late && BY_HAND.has(values.source) ? { late: true as const } : {}),
      ...(because ? { because } : {}),
      ...(file ? { file } : {}),
    },
    { happenedAt: draft.when, ...(reason && (before !== undefined || SAYS_WHY.has(values.source)) ? { reason } : {}) },
  );
  return entry;
}

/** What its limits make of a number: an alert is trended, a missed action limit is an exception. */
export function judgeNumber(
  draft: Draft,
  step: StepRow,
  entry: string,
  limits: Pick<NumberField, 'alert' | 'action' | 'onBreach' | 'criticality' | 'deviation'>,
  { value, unit, verdict }: Accepted,
  field: string,
): void {
  if (verdict === 'within') return;
  const { alert = null, action = null, onBreach, criticality, deviation } = limits;
  const values = { field, entry, value, unit, alert, action };
  const happening = { step: draft.step(step.id), identity: `entry/${entry}/${verdict}`, values };
  if (verdict === 'alert') record(draft, { ...happening, kind: 'limit.alert' });
  else raise(draft, { ...happening, kind: 'limit.action', criticality, onBreach, deviation });
}
