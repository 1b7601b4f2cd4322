import type { Uuid } from '../../../kernel/ids.js';
import { Refusal } from '../../../kernel/refusal.js';
import type { Draft } from './draft.js';
import { seenAsIs } from './guards.js';
import { programRuns } from './unit-program.js';

/** A person lets a step rest, and goes on with it without anybody's leave; a program only where its class says that it can. */
export function pauseStep(
  draft: Draft,
  { step: id, seen, reason }: { step: Uuid; seen: number; reason: string },
): void {
  const step = draft.step(id);
  seenAsIs(step, seen);
  draft.allowStep(step, 'pause');
  if (programRuns(step) && step.run!.state !== 'running')
    throw new Refusal('conflict', 'step.program-not-running', { step: step.phase, state: step.run!.state });
  draft.add('step.paused', { step: id, reason });
}

export function resumeStep(draft: Draft, { step: id, seen }: { step: Uuid; seen: number }): void {
  const step = draft.step(id);
  seenAsIs(step, seen);
  draft.allowStep(step, 'resume');
  draft.add('step.resumed', { step: id });
}
