import type { Uuid } from '../../../kernel/ids.js';
import { Refusal } from '../../../kernel/refusal.js';
import type { Phase } from '../../../definition/recipes/domain/index.js';
import type { Criticality } from '../../../definition/unit-classes/domain/index.js';
import { signatureGiven } from '../../../trust/signatures/domain/index.js';
import { lastClosesAll } from './complete-step.js';
import { stepContent } from './content.js';
import type { Draft } from './draft.js';
import { batchRuns, openSteps, seenAsIs } from './guards.js';
import { raiseSaid } from './raise.js';
import { endRepeats } from './repeat-steps.js';
import type { StepRow } from './rows.js';
import { highest } from './run-program.js';
import { mayAs, type Signing, signedAsShown } from './sign-step.js';
import { programRuns } from './unit-program.js';
import { cancelWindowsTo } from './windows.js';

/** What `signing.meaning` says where a supervisor sets the forced order aside. */
export const OVERRIDE = 'override';

/** Whether a supervisor may say that a step is not done: its turn has come, and no unit runs it. Quality's review is never skipped. */
export const mayBeSkipped = (draft: Draft, step: StepRow): boolean =>
  step.kind !== 'review' &&
  (step.state === 'idle' ? openSteps(draft).some(({ id }) => id === step.id) : step.state === 'running') &&
  !programRuns(step);

export interface Skip {
  step: Uuid;
  seen: number;
  reason: string;
  signing: Signing;
}

/** A supervisor's signed override: the step is not done, and that is an exception as grave as what it would have shown. */
export function skipStep(draft: Draft, { step: id, seen, reason, signing }: Skip): void {
  const step = draft.step(id);
  const { signer, meaning } = signing;
  seenAsIs(step, seen);
  batchRuns(draft);
  draft.allowStep(step, 'skip');
  if (!mayBeSkipped(draft, step))
    throw new Refusal('conflict', 'step.not-skippable', { step: step.phase, kind: step.kind, state: step.state });
  lastClosesAll(draft, step);
  if (meaning !== OVERRIDE) throw new Refusal('conflict', 'signature.not-due', { meaning, due: OVERRIDE });
  const role = mayAs(signer, 'supervisor', 'step.supervise');
  const shown = stepContent(draft, step);
  signedAsShown(signing, shown);
  const content = { ...shown.content, given: { act: 'skip', reason } };
  draft.take(signatureGiven(signer, { id: signing.id, subject: id, meaning, role, content }));
  draft.add('step.skipped', { step: id, signature: signing.id }, { reason });
  cancelWindowsTo(draft, [step]);
  endRepeats(draft, step, draft.when);
  raiseSaid(draft, reason, {
    step: draft.step(id),
    kind: 'step.skipped',
    identity: `step/${step.rounds}${step.phase}/skipped`,
    values: { kind: step.kind, signature: signing.id },
    criticality: criticalityOf(draft.phase(step)),
    onBreach: 'continue',
  });
}

/** How much a phase bears on the product: as the most critical of what it would have put on record. */
function criticalityOf(phase: Phase): Criticality {
  switch (phase.kind) {
    case 'program':
      return highest(phase.monitor.map(({ criticality }) => criticality));
    case 'entry':
    case 'result':
      return highest(phase.fields.map((field) => ('criticality' in field ? (field.criticality ?? 'info') : 'info')));
    case 'measure':
      return highest(phase.fields.map(({ criticality }) => criticality));
    case 'calculation':
    case 'compare':
      return phase.criticality;
    case 'material':
      return phase.materials.some(({ critical }) => critical) ? 'CPP' : 'IPC';
    // identity, and labels that carry it
    case 'scan':
      return 'CPP';
    case 'label':
      return 'CQA';
    case 'clearance':
    case 'sample':
    case 'decision':
      return 'IPC';
    case 'instruction':
    case 'wait':
    case 'review':
      return 'info';
  }
}
