import { Refusal } from '../../../kernel/refusal.js';
import type { AdHocBlock } from '../../../definition/recipes/domain/index.js';
import { signatureGiven } from '../../../trust/signatures/domain/index.js';
import { partsOf } from './add-steps.js';
import { placeOf } from './apply-batch.js';
import { insertContent } from './content.js';
import type { Draft } from './draft.js';
import { batchRuns, openSteps } from './guards.js';
import { adHocOf } from './progress.js';
import type { StepRow } from './rows.js';
import { mayAs, type Signing, signedAsShown } from './sign-step.js';
import { record } from './raise.js';

/** How often an approved ad-hoc block was inserted. */
export const timesInserted = (draft: Draft, block: string): number => draft.element('', block)?.round ?? 0;

/** The step beside which a block would be inserted now: the last at hand that runs on what the block asks for. */
export function placeToInsert(draft: Draft, block: AdHocBlock): StepRow | undefined {
  const classOf = ({ unitProcedure }: StepRow) => draft.unitProcedure(unitProcedure).unitClass;
  return openSteps(draft).find((step) => block.unitClass === null || classOf(step) === block.unitClass);
}

/** A signature puts an approved block in, beside what goes on: its steps are due at once, and the batch does not end without them. */
export function insertBlock(
  draft: Draft,
  { block: id, reason, signing }: { block: string; reason: string; signing: Signing },
): void {
  batchRuns(draft);
  const block = adHocOf(draft, id);
  if (block === undefined) throw new Refusal('not-found', 'block.unknown', { block: id });
  const times = timesInserted(draft, id);
  if (times >= block.max) throw new Refusal('conflict', 'block.used-up', { block: id, max: block.max });
  const beside = placeToInsert(draft, block);
  if (beside === undefined) throw new Refusal('conflict', 'block.not-here', { block: id, unitClass: block.unitClass });
  if (signing.meaning !== 'approved')
    throw new Refusal('conflict', 'signature.not-due', { meaning: signing.meaning, due: 'approved' });
  const role = mayAs(signing.signer, block.sign, 'step.verify');
  const shown = insertContent(draft, block);
  signedAsShown(signing, shown);
  const { content } = shown;
  draft.take(
    signatureGiven(signing.signer, { id: signing.id, subject: `block/${id}`, meaning: 'approved', role, content }),
  );
  const round = times + 1;
  const element = `${draft.id}/${id}`;
  const where = {
    rounds: `${id}[${round}]/`,
    // after the step that it stands beside, and before the next
    place: `${beside.place}~${id}.${placeOf(round)}.`,
    unitProcedure: beside.unitProcedure,
    operation: beside.operation,
  };
  const { steps, elements } = partsOf(draft.recipe, block.phases, where, draft.newId);
  const first = times === 0 ? [{ kind: 'ad-hoc' as const, name: id, rounds: '' }] : [];
  draft.add('block.inserted', { element, block: id, reason, signature: signing.id });
  draft.add('steps.added', { element, round, steps, elements: [...first, ...elements] });
  const identity = `block/${id}/${round}`;
  record(draft, {
    step: draft.step(steps[0]!.step),
    kind: 'block.inserted',
    identity,
    values: { block: id, round, reason },
  });
}
