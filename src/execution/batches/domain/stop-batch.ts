import type { Uuid } from '../../../kernel/ids.js';
import type { Draft } from './draft.js';
import { isAtWork } from './tables.js';
import { programRuns } from './unit-program.js';
import { cancelTimers } from './windows.js';

/** Ends the batch before its time. A unit whose program still runs is told to stop, and is free when that has ended. */
export function stopBatch(draft: Draft, because: 'decision' | 'answer', step: Uuid | null): void {
  draft.allowBatch('stop');
  for (const { id, state, ...row } of draft.steps) {
    if (!isAtWork(state) && state !== 'completing') continue;
    draft.add(programRuns({ id, state, ...row }) ? 'step.stopping' : 'step.stopped', { step: id });
  }
  cancelTimers(draft);
  draft.add('batch.stopping', { because, step });
}
