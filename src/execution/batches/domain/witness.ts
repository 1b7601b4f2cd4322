import { Refusal } from '../../../kernel/refusal.js';
import { signatureGiven } from '../../../trust/signatures/domain/index.js';
import { stepContent } from './content.js';
import type { Draft } from './draft.js';
import type { StepRow } from './rows.js';
import { mayAs, type Signing, signedAsShown } from './sign-step.js';

/** What `signing.meaning` says where a second person stands for what another states. */
export const WITNESSED = 'witnessed';

/**
 * A second person's signature over the step as it was shown and over what the first one gives (`given`). Refuses with
 * `step.witness-is-performer` who is the same. Answers with what to state once the act is on record.
 */
export function witness(draft: Draft, step: StepRow, signing: Signing, given: Record<string, unknown>): () => void {
  const { id, signer, meaning } = signing;
  if (meaning !== WITNESSED) throw new Refusal('conflict', 'signature.not-due', { meaning, due: WITNESSED });
  const role = mayAs(signer, 'operator', 'step.verify');
  if ('person' in draft.by && draft.by.person === signer.person)
    throw new Refusal('forbidden', 'step.witness-is-performer', { step: step.phase });
  const shown = stepContent(draft, step);
  signedAsShown(signing, shown);
  const content = { ...shown.content, given };
  return () => draft.take(signatureGiven(signer, { id, subject: step.id, meaning, role, content }));
}
