import type { Quantity } from '../../../kernel/quantity.js';
import type { MasterRecipe, ProgramPhase } from '../../../definition/recipes/domain/index.js';
import type { StepRow } from './rows.js';

/** The run of a program that a person runs at the unit's own panel. */
export const BY_PANEL = 'panel';

/** Whether the unit was told to run a step's program and may still do so. */
export const programRuns = ({ run }: StepRow): boolean =>
  run !== null &&
  run.runId !== BY_PANEL &&
  (run.state === 'requested' || run.state === 'running' || run.state === 'held' || run.state === 'unknown');

/** Whether the unit follows a command to the program, so that the step waits for it. */
export const programFollows = ({ run }: StepRow): boolean =>
  run !== null && run.runId !== BY_PANEL && (run.state === 'requested' || run.state === 'running');

/** Where a hold takes a program, by setpoint: as the phase says, else as the unit class says of the program. */
export function safeStateOf(
  { unitClasses }: MasterRecipe,
  { program, safeState }: ProgramPhase,
): Record<string, Quantity> {
  const ofClass = unitClasses.flatMap(({ programs }) => programs).find(({ name }) => name === program)?.safeState;
  return Object.fromEntries((safeState ?? ofClass ?? []).map(({ setpoint, value }) => [setpoint, value]));
}
