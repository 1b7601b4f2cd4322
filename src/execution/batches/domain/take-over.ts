import type { Uuid } from '../../../kernel/ids.js';
import { Refusal } from '../../../kernel/refusal.js';
import type { Draft } from './draft.js';
import { seenAsIs } from './guards.js';
import { isAtWork } from './tables.js';

/** Another person goes on with a step that somebody works on, and says why. */
export function takeOver(draft: Draft, { step: id, seen, reason }: { step: Uuid; seen: number; reason: string }): void {
  const step = draft.step(id);
  seenAsIs(step, seen);
  if (!isAtWork(step.state)) throw new Refusal('conflict', 'step.not-running', { step: step.phase, state: step.state });
  if ('person' in draft.by && draft.by.person === step.owner)
    throw new Refusal('conflict', 'step.owned-already', { step: step.phase });
  draft.add('step.taken-over', { step: id, from: step.owner, fromName: step.ownerName }, { reason });
}
