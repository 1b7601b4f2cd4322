import type { TransitionTable } from '../../../kernel/transition-table.js';

/** ISA-88 (IEC 61512-1) procedural states. What ends in `-ing` waits for a program on a unit to follow. */
export type BatchStateName =
  'idle' | 'running' | 'holding' | 'held' | 'complete' | 'stopping' | 'stopped' | 'aborting' | 'aborted';
export type BatchCommand = 'start' | 'hold' | 'holds' | 'restart' | 'complete' | 'stop' | 'stops' | 'abort' | 'aborts';

/** A batch. `holds`, `stops` and `aborts` say that each unit has followed. Once over it does not start again. */
export const BATCH_TABLE: TransitionTable<BatchStateName, BatchCommand> = {
  idle: { start: 'running', stop: 'stopping', abort: 'aborting' },
  running: { hold: 'holding', complete: 'complete', stop: 'stopping', abort: 'aborting' },
  holding: { holds: 'held', restart: 'running', stop: 'stopping', abort: 'aborting' },
  held: { restart: 'running', stop: 'stopping', abort: 'aborting' },
  complete: {},
  stopping: { stops: 'stopped', abort: 'aborting' },
  stopped: {},
  aborting: { aborts: 'aborted' },
  aborted: {},
};

export const STEP_STATES = [
  'idle',
  'running',
  'holding',
  'held',
  'restarting',
  'paused',
  'completing',
  'complete',
  'stopping',
  'stopped',
  'aborting',
  'aborted',
  'skipped',
  'omitted',
] as const;
export type StepStateName = (typeof STEP_STATES)[number];
export type StepCommand =
  | 'start'
  | 'hold'
  | 'holds'
  | 'restart'
  | 'restarts'
  | 'pause'
  | 'resume'
  | 'finish'
  | 'complete'
  | 'reopen'
  | 'stop'
  | 'stops'
  | 'abort'
  | 'aborts'
  | 'skip'
  | 'omit';

/**
 * A step. `completing`: the work is done and its signatures are due. `skipped`: a supervisor signed that it is not done;
 * `omitted`: the procedure went another way. What is done by hand is held, goes on and stops at once.
 */
export const STEP_TABLE: TransitionTable<StepStateName, StepCommand> = {
  idle: { start: 'running', skip: 'skipped', omit: 'omitted' },
  running: {
    skip: 'skipped',
    hold: 'holding',
    holds: 'held',
    pause: 'paused',
    finish: 'completing',
    stop: 'stopping',
    stops: 'stopped',
    abort: 'aborting',
    aborts: 'aborted',
  },
  holding: { holds: 'held', restart: 'restarting', restarts: 'running', stop: 'stopping', abort: 'aborting' },
  held: {
    restart: 'restarting',
    restarts: 'running',
    stop: 'stopping',
    stops: 'stopped',
    abort: 'aborting',
    aborts: 'aborted',
  },
  restarting: { restarts: 'running', hold: 'holding', holds: 'held', stop: 'stopping', abort: 'aborting' },
  paused: {
    resume: 'running',
    hold: 'holding',
    holds: 'held',
    stop: 'stopping',
    stops: 'stopped',
    abort: 'aborting',
    aborts: 'aborted',
  },
  completing: { complete: 'complete', stop: 'stopping', stops: 'stopped', abort: 'aborting', aborts: 'aborted' },
  complete: { reopen: 'completing' },
  stopping: { stops: 'stopped', abort: 'aborting' },
  stopped: {},
  aborting: { aborts: 'aborted' },
  aborted: {},
  skipped: {},
  omitted: {},
};

/** States in which nothing more is done in a step. */
const OVER: ReadonlySet<StepStateName> = new Set(['complete', 'stopped', 'aborted', 'skipped', 'omitted']);

export const isStepOver = (state: StepStateName): boolean => OVER.has(state);

/** States in which a step has begun and its work is not done. */
const AT_WORK: ReadonlySet<StepStateName> = new Set(['running', 'holding', 'held', 'restarting', 'paused']);

export const isAtWork = (state: StepStateName): boolean => AT_WORK.has(state);

/** A step that was complete before a value of it was corrected: it is signed again, and later steps go on meanwhile. */
export const isReopened = ({ state, completedAt }: { state: StepStateName; completedAt: string | null }): boolean =>
  state === 'completing' && completedAt !== null;

/** States of a held step, whether its program has followed yet or not. */
export const isHeld = (state: StepStateName): boolean => state === 'holding' || state === 'held';

export type ElementStateName = Exclude<StepStateName, 'skipped'>;

/**
 * What a unit procedure, an operation or a block is in, from the states of the steps in it: the first of these that some
 * step is in, or what all of them come to.
 */
export function elementState(steps: readonly StepStateName[]): ElementStateName {
  const some = (state: StepStateName): boolean => steps.includes(state);
  const first = (['aborting', 'stopping', 'holding', 'restarting'] as const).find(some);
  if (first !== undefined) return first;
  const done = steps.filter((state) => state !== 'omitted');
  if (done.length === 0) return steps.length === 0 ? 'idle' : 'omitted';
  if (some('aborted')) return 'aborted';
  if (some('stopped')) return 'stopped';
  if (done.every((state) => state === 'complete' || state === 'skipped')) return 'complete';
  if (done.every((state) => state === 'idle')) return 'idle';
  if (some('running')) return 'running';
  if (some('held')) return 'held';
  if (some('paused')) return 'paused';
  return some('idle') ? 'running' : 'completing';
}
