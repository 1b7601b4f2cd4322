import type { Uuid } from '../../../kernel/ids.js';
import { programRuns } from './answer.js';
import type { BatchState } from './rows.js';

/** What a change of the batch asks of its unit. */
export type UnitEffect =
  { unit: Uuid; step: Uuid; action: 'hold' | 'unhold' | 'stop' } | { unit: Uuid; action: 'release' };

/** What the unit has to do so that it follows the batch, found by what changed. */
export function effects(before: BatchState, after: BatchState): UnitEffect[] {
  const commands = Object.values(after.step).flatMap((step): UnitEffect[] => {
    const was = before.step[step.id];
    if (was === undefined || was.state === step.state || step.unit === null || !programRuns(step)) return [];
    const of = { unit: step.unit, step: step.id };
    const commanded = step.run!.state === 'requested' || step.run!.state === 'running';
    if (step.state === 'stopped') return [{ ...of, action: 'stop' }];
    if (step.state === 'held') return commanded ? [{ ...of, action: 'hold' }] : [];
    return was.state === 'held' && was.run?.command === step.run!.command ? [{ ...of, action: 'unhold' }] : [];
  });
  const released = Object.values(before.batch).flatMap(({ id, unit }): UnitEffect[] =>
    unit !== null && after.batch[id]!.unit === null ? [{ unit, action: 'release' }] : [],
  );
  return [...commands, ...released];
}
