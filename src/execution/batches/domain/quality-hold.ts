import { Refusal } from '../../../kernel/refusal.js';
import { signatureGiven } from '../../../trust/signatures/domain/index.js';
import { supervisorSigns } from './answer.js';
import { conclude } from './conclude.js';
import { batchContent } from './content.js';
import type { Draft } from './draft.js';
import { mayAs, type Signing, signedAsShown } from './sign-step.js';
import { abortSteps } from './stop-batch.js';

interface Signed {
  reason: string;
  signing: Signing;
}

function qualitySigns(draft: Draft, signing: Signing, meaning: string): void {
  if (signing.meaning !== meaning)
    throw new Refusal('conflict', 'signature.not-due', { meaning: signing.meaning, due: meaning });
  const role = mayAs(signing.signer, 'qa-reviewer', 'step.verify');
  const shown = batchContent(draft);
  signedAsShown(signing, shown);
  const { content } = shown;
  draft.take(signatureGiven(signing.signer, { id: signing.id, subject: draft.id, meaning, role, content }));
}

/** Quality's status on a batch: it stops release, shipping and use of what was made, never equipment. */
export function placeQualityHold(draft: Draft, { reason, signing }: Signed): void {
  if (draft.batch.qualityHold !== null)
    throw new Refusal('conflict', 'batch.quality-hold', { because: draft.batch.qualityHold });
  qualitySigns(draft, signing, 'quality-hold');
  draft.add('batch.quality-hold-placed', { reason, signature: signing.id });
}

export function liftQualityHold(draft: Draft, { reason, signing }: Signed): void {
  if (draft.batch.qualityHold === null) throw new Refusal('conflict', 'batch.no-quality-hold', {});
  qualitySigns(draft, signing, 'lift-quality-hold');
  draft.add('batch.quality-hold-lifted', { reason, signature: signing.id });
}

/** A supervisor ends the batch at once, and every program with it. */
export function abortBatch(draft: Draft, { reason, signing }: Signed): void {
  supervisorSigns(draft, signing, draft.id, 'abort', batchContent(draft));
  abortSteps(draft, reason, signing.id);
  conclude(draft);
}
