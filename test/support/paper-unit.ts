import * as domain from '../../src/execution/batches/domain/index.js';
import { paperId } from './paper-people.js';

export type UnitSays = 'confirmed' | 'failed' | 'unknown' | 'absent' | 'goes-on' | 'held' | 'resumed' | 'ended';

interface UnitWords {
  now: string;
  newId: () => string;
  outcome: string;
  /** of another run than the step's own */
  runId?: string | undefined;
}

/** What a unit says of the program of a step, by its own clock. */
export function unitSays(
  draft: domain.Draft,
  { id: step, run, state }: domain.StepRow,
  says: UnitSays,
  { now, newId, outcome, runId = run?.runId ?? 'run-1' }: UnitWords,
): void {
  const command = run?.command ?? paperId(0);
  const about = { step, runId, startedAt: now, endedAt: now, heldAt: now, resumedAt: now };
  const start = { ...about, command, action: 'start-program' as const, reason: 'E_BUSY' };
  switch (says) {
    case 'confirmed':
      return domain.programConfirmed(draft, start);
    case 'failed':
    case 'unknown':
      return domain.commandFailed(draft, { ...start, unknown: says === 'unknown' });
    case 'absent':
      return domain.commandFailed(draft, {
        ...start,
        ...{ command: newId(), action: 'stop', reason: 'program.not-running', unknown: false },
      });
    // a stop did not reach it
    case 'goes-on':
      return domain.commandFailed(draft, {
        ...start,
        ...{ command: newId(), action: 'stop', reason: 'expired', unknown: false },
      });
    case 'held':
      return domain.programHeld(draft, { ...about, cause: state === 'holding' ? 'command' : 'unit-restarted' });
    case 'resumed':
      return domain.programResumed(draft, about);
    case 'ended':
      return domain.programEnded(draft, { ...about, outcome });
  }
}
