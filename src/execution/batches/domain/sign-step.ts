import type { Uuid } from '../../../kernel/ids.js';
import { Refusal } from '../../../kernel/refusal.js';
import type { SignaturePolicy, SigningRole } from '../../../definition/recipes/domain/index.js';
import { signatureGiven, type Signer } from '../../../trust/signatures/domain/index.js';
import { completeStep, everythingSaid, nothingReopened, refuseUnanswered } from './complete-step.js';
import { type SigningContent, stepContent } from './content.js';
import type { Draft } from './draft.js';
import { batchRuns, seenAsIs } from './guards.js';
import { standing } from './raise.js';
import type { StepRow } from './rows.js';

/** A signature as it was given: who, after full re-authentication, meaning what, over which hash. */
export interface Signing {
  id: Uuid;
  signer: Signer;
  meaning: string;
  hash: string;
}

/** Signatures that a step still needs, in their order. */
export const signaturesDue = (draft: Draft, step: StepRow): SignaturePolicy[] =>
  draft.phase(step).sign.slice(standing(draft, step.id).length);

/** 11.70: what is signed must be what was shown. */
export function signedAsShown({ hash }: Signing, shown: SigningContent): void {
  if (hash !== shown.hash)
    throw new Refusal('conflict', 'signature.content-changed', { signed: hash, now: shown.hash });
}

/** Whose signature suffices where a role is asked for; a supervisor may do an operator's work. */
const SUFFICES: Record<SigningRole, SigningRole[]> = {
  operator: ['operator', 'supervisor'],
  supervisor: ['supervisor'],
  'qa-reviewer': ['qa-reviewer'],
};

/** The role in which a signer gives a signature that asks for one (11.10(g): checked again at signing). */
export function mayAs(signer: Signer, role: SigningRole, permission: string): SigningRole {
  const held = SUFFICES[role].find((one) => signer.roles.includes(one));
  if (held === undefined) throw new Refusal('forbidden', 'signature.role-missing', { role });
  if (!signer.permissions.has(permission)) throw new Refusal('forbidden', 'permission.missing', { permission });
  return held;
}

/**
 * The next signature that the step's policy asks for. Performer and verifier are two persons (11.10(g), 211.188(b)(11)), and
 * who typed a value does not verify it.
 */
export function signStep(draft: Draft, sign: { step: Uuid; seen: number; signing: Signing }): void {
  const { signer, meaning } = sign.signing;
  const step = draft.step(sign.step);
  seenAsIs(step, sign.seen);
  batchRuns(draft);
  if (step.state !== 'completing')
    throw new Refusal('conflict', 'signature.not-due', { step: step.phase, state: step.state });
  const [due, ...rest] = signaturesDue(draft, step);
  if (due === undefined || due.meaning !== meaning)
    throw new Refusal('conflict', 'signature.not-due', { step: step.phase, meaning, due: due?.meaning ?? null });
  const role = mayAs(signer, due.role, meaning === 'performed' ? 'step.perform' : 'step.verify');
  isAnother(draft, step, sign.signing);
  if (step.kind === 'review') nothingReopened(draft, step);
  refuseUnanswered(draft, step);
  everythingSaid(draft, step);
  const shown = stepContent(draft, step);
  signedAsShown(sign.signing, shown);
  const { id } = sign.signing;
  const { content } = shown;
  draft.take(signatureGiven(signer, { id, subject: step.id, meaning, role, content }));
  draft.add('step.signed', { step: step.id, signature: id, meaning });
  if (rest.length === 0) completeStep(draft, draft.step(step.id));
}

function isAnother(draft: Draft, step: StepRow, { signer, meaning }: Signing): void {
  const signed = standing(draft, step.id).some(({ person }) => person === signer.person);
  const typed = Object.values(draft.state.entry).some(
    (entry) => entry.step === step.id && entry.byPerson === signer.person,
  );
  if (signed || (meaning === 'verified' && typed))
    throw new Refusal('forbidden', 'step.verifier-is-performer', { step: step.phase, meaning });
}
