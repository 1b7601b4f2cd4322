import type { Draft } from './draft.js';
import { voidSignatures } from './raise.js';
import type { StepRow } from './rows.js';

/** What was signed has changed with `entry`: its signatures are void and due again. One that asks for none stays complete. */
export function reopen(draft: Draft, { id }: StepRow, entry: string): void {
  const step = draft.step(id);
  if (step.state === 'complete' && draft.phase(step).sign.length > 0) draft.add('step.reopened', { step: id, entry });
  voidSignatures(draft, id);
}

/** Reviews that looked at a step before it changed look again. */
export function reopenReviews(draft: Draft, { place }: StepRow, entry: string): void {
  for (const step of draft.steps) if (step.kind === 'review' && step.place > place) reopen(draft, step, entry);
}
