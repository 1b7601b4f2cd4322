import type { Batch, BatchException, StepState, UnitProcedure } from '../api/types.js';
import type { Tone } from '../parts/tone.js';

const STEP = {
  idle: 'off',
  running: 'current',
  holding: 'action',
  held: 'action',
  restarting: 'note',
  paused: 'alert',
  completing: 'note',
  complete: 'done',
  stopping: 'action',
  stopped: 'action',
  aborting: 'action',
  aborted: 'action',
  skipped: 'alert',
  omitted: 'off',
} as const satisfies Record<StepState, Tone>;

const BATCH = {
  idle: 'off',
  running: 'normal',
  holding: 'action',
  held: 'action',
  complete: 'normal',
  stopping: 'action',
  stopped: 'action',
  aborting: 'action',
  aborted: 'action',
} as const satisfies Record<Batch['state'], Tone>;

export const stateTone = (state: StepState): Tone => STEP[state];
export const batchTone = (state: Batch['state']): Tone => BATCH[state];

const OVER: ReadonlySet<StepState> = new Set(['complete', 'skipped', 'omitted', 'stopped', 'aborted']);
const AT_WORK: ReadonlySet<StepState> = new Set(['running', 'holding', 'held', 'restarting', 'paused', 'completing']);
const DONE: ReadonlySet<StepState> = new Set(['complete', 'skipped']);

/** Nothing of it is to be done any more. */
export const isStepOver = ({ state }: { state: StepState }): boolean => OVER.has(state);
export const isStepDone = ({ state }: { state: StepState }): boolean => DONE.has(state);

/** Somebody works on it, or may begin: several at once where the procedure branches. */
export const isAtHand = ({ state, available }: { state: StepState; available: boolean }): boolean =>
  available || AT_WORK.has(state);

/** Unit procedures that wait for their unit: parallel ones may do so at once. */
export const unbound = ({ state, unitProcedures }: Pick<Batch, 'state' | 'unitProcedures'>): UnitProcedure[] =>
  state === 'running' || state === 'idle'
    ? unitProcedures.filter((one) => one.state === 'open' && one.unitClass !== null)
    : [];

/** An exception waits for a comment or an answer. */
export const isOpen = ({ comment, signing }: BatchException): boolean => comment === null || signing !== null;

/** It does not start again. */
export const isBatchOver = ({ state }: Pick<Batch, 'state'>): boolean =>
  state === 'complete' || state === 'stopped' || state === 'aborted';
