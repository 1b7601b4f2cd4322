import type { Uuid } from '../../../kernel/ids.js';
import type { Quantity } from '../../../kernel/quantity.js';
import { phaseOf } from './draft.js';
import type { BatchState, StepRow } from './rows.js';
import { stopsAgain } from './stop-again.js';
import { programRuns, safeStateOf } from './unit-program.js';

/** What a change of the batch asks of its units. */
export type UnitEffect =
  | { unit: Uuid; step: Uuid; action: 'unhold' | 'stop' | 'abort' | 'pause' | 'resume' }
  /** `set`: the safe state, by setpoint */
  | { unit: Uuid; step: Uuid; action: 'hold'; set: Record<string, Quantity> }
  /** `quarantine`: nobody knows whether its program has ended */
  | { unit: Uuid; unitProcedure: string; action: 'release'; quarantine: boolean };

const ASKED: Partial<Record<StepRow['state'], 'hold' | 'unhold' | 'stop' | 'abort' | 'pause'>> = {
  holding: 'hold',
  restarting: 'unhold',
  stopping: 'stop',
  aborting: 'abort',
  paused: 'pause',
};

function safeState({ batch_recipe }: BatchState, step: StepRow): Record<string, Quantity> {
  const { recipe } = batch_recipe[step.recipe]!;
  const phase = phaseOf(recipe, step.phase);
  return phase.kind === 'program' ? safeStateOf(recipe, step, phase) : {};
}

const isUnknown = ({ step }: BatchState, unit: Uuid): boolean =>
  Object.values(step).some((row) => row.unit === unit && row.state === 'aborted' && row.run?.state === 'unknown');

/** What the units have to do so that they follow the batch, found by what changed. */
export function effects(before: BatchState, after: BatchState): UnitEffect[] {
  const commands = Object.values(after.step).flatMap((step): UnitEffect[] => {
    const was = before.step[step.id];
    if (was === undefined || step.unit === null || !programRuns(step)) return [];
    const of = { unit: step.unit, step: step.id };
    if ((step.run!.endDue && !was.run?.endDue) || stopsAgain(before, after, step)) return [{ ...of, action: 'stop' }];
    if (was.state === 'paused' && step.state === 'running') return [{ ...of, action: 'resume' }];
    const action = was.state === step.state ? undefined : ASKED[step.state];
    if (action === 'hold') return [{ ...of, action, set: safeState(after, step) }];
    return action === undefined ? [] : [{ ...of, action }];
  });
  // one that was replaced is set aside before
  const replaced = new Set(Object.values(after.binding).map(({ replaces }) => replaces));
  const released = Object.values(before.binding).flatMap(({ id, unit, unitProcedure, releasedAt }): UnitEffect[] =>
    releasedAt === null && after.binding[id]!.releasedAt !== null && !replaced.has(id)
      ? [{ unit, unitProcedure, action: 'release', quarantine: isUnknown(after, unit) }]
      : [],
  );
  return [...commands, ...released];
}
