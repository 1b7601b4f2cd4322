import type { Quantity } from '../../../kernel/quantity.js';
import { type MasterRecipe, type ProgramPhase, unitProceduresOf } from '../../../definition/recipes/domain/index.js';
import type { UnitClass } from '../../../definition/unit-classes/domain/index.js';
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

/** The class of the units that a step runs on, as its recipe holds it; another may have programs of the same names. */
export function classOf(
  recipe: MasterRecipe,
  { unitProcedure: id }: Pick<StepRow, 'unitProcedure'>,
): UnitClass | undefined {
  const code = unitProceduresOf(recipe).find(({ unitProcedure }) => unitProcedure === id)?.unitClass;
  return recipe.unitClasses.find((one) => one.code === code);
}

/** Where a hold takes a program, by setpoint: as the phase says, else as the unit class says of the program. */
export function safeStateOf(
  recipe: MasterRecipe,
  step: Pick<StepRow, 'unitProcedure'>,
  { program, safeState }: ProgramPhase,
): Record<string, Quantity> {
  const ofClass = classOf(recipe, step)?.programs.find(({ name }) => name === program)?.safeState;
  return Object.fromEntries((safeState ?? ofClass ?? []).map(({ setpoint, value }) => [setpoint, value]));
}
