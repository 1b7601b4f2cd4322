import type { Uuid } from '../../../kernel/ids.js';
import type { Draft } from './draft.js';
import { isAtWork } from './tables.js';
import { programRuns } from './unit-program.js';
import { cancelTimers } from './windows.js';

/** Ends the batch before its time. A unit whose program still runs is told to stop, and is free when that has ended. */
export function stopBatch(draft: Draft, because: 'decision' | 'answer', step: Uuid | null): void {
  draft.allowBatch('stop');
  for (const step of draft.steps) {
    if (!isAtWork(step.state) && step.state !== 'completing') continue;
    draft.add(programRuns(step) ? 'step.stopping' : 'step.stopped', { step: step.id });
  }
  cancelTimers(draft);
  draft.add('batch.stopping', { because, step });
}

/** Ends the batch at once: each unit is told to abort its program wherever that is. */
export function abortSteps(draft: Draft, reason: string, signature: Uuid): void {
  draft.allowBatch('abort');
  for (const step of draft.steps) {
    if (!isAtWork(step.state) && step.state !== 'completing' && step.state !== 'stopping') continue;
    draft.add(programRuns(step) ? 'step.aborting' : 'step.aborted', { step: step.id });
  }
  cancelTimers(draft);
  draft.add('batch.aborting', { reason, signature });
}
