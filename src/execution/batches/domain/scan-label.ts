import type { Uuid } from '../../../kernel/ids.js';
import { Refusal } from '../../../kernel/refusal.js';
import { currentEntry, type Draft } from './draft.js';
import { copiesOf, SAMPLE, scannedBack } from './entry-names.js';
import { seenAsIs, stepRuns } from './guards.js';
import { record } from './raise.js';
import { recordValue } from './record-value.js';
import type { StepRow } from './rows.js';

export interface ScanCommand {
  step: Uuid;
  seen: number;
  scan: string;
  scanned: string;
}

/** What a label must say: `text`, for what it `expects`; kept as entry `field`. */
interface Expected {
  expects: string;
  text: string | null;
  field: string;
}

/** Identity: the label read must be the one expected. A wrong one goes on record as a near miss, and is answered with the refusal to give. */
export function scanLabel(draft: Draft, { step: id, seen, scan, scanned }: ScanCommand): Refusal | null {
  const step = draft.step(id);
  seenAsIs(step, seen);
  stepRuns(draft, step);
  const due = expected(draft, step, scan);
  if (due === undefined) throw new Refusal('unprocessable', 'scan.unknown', { scan });
  const { expects, text, field } = due;
  if (currentEntry(draft.state, id, field) !== undefined) throw new Refusal('conflict', 'scan.done', { scan });
  if (scanned === text) {
    recordValue(draft, step, { field, source: 'scanned', value: scanned, unit: null, verdict: 'within' });
    return null;
  }
  const values = { scan, expects, scanned };
  const number = draft.number('N', 'event');
  record(draft, { step, kind: 'scan.mismatch', identity: `scan/${step.phase}/${number}`, values });
  return new Refusal('unprocessable', 'scan.mismatch', { ...values, event: number });
}

function expected(draft: Draft, step: StepRow, name: string): Expected | undefined {
  const phase = draft.phase(step);
  // an exercise has no patient: its labels bear its own code
  const { code, coi, patient } = draft.batch;
  const unit = draft.bindingOf(step.unitProcedure)?.unitCode ?? null;
  const assigned = (field: string): string | null => currentEntry(draft.state, step.id, field)!.value;
  switch (phase.kind) {
    case 'scan': {
      const scan = phase.scans.find(({ id }) => id === name);
      return scan === undefined
        ? undefined
        : {
            expects: scan.expects,
            text: { unit, coi: coi ?? code, patient: patient ?? code }[scan.expects],
            field: name,
          };
    }
    case 'sample':
      return name === SAMPLE ? { expects: 'sample', text: assigned(SAMPLE), field: scannedBack(SAMPLE) } : undefined;
    case 'label': {
      const copy = phase.labels.flatMap(copiesOf).find((one) => one === name);
      return copy === undefined ? undefined : { expects: 'label', text: assigned(copy), field: scannedBack(copy) };
    }
    case 'instruction':
    case 'entry':
    case 'calculation':
    case 'program':
    case 'wait':
    case 'decision':
    case 'review':
    case 'clearance':
    case 'material':
    case 'measure':
    case 'result':
    case 'compare':
      throw new Refusal('conflict', 'step.wrong-kind', { step: step.phase, kind: phase.kind, expected: 'scan' });
  }
}
