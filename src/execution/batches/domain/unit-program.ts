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
