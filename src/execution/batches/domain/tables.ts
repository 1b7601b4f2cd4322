import type { TransitionTable } from '../../../kernel/transition-table.js';

export type BatchStateName = 'idle' | 'running' | 'held' | 'complete' | 'stopped';
export type BatchCommand = 'start' | 'hold' | 'restart' | 'complete' | 'stop';

/** ISA-88, the states that a patient's batch uses. Once stopped it does not start again. */
export const BATCH_TABLE: TransitionTable<BatchStateName, BatchCommand> = {
  idle: { start: 'running', stop: 'stopped' },
  running: { hold: 'held', complete: 'complete', stop: 'stopped' },
  held: { restart: 'running', stop: 'stopped' },
  complete: {},
  stopped: {},
};

export type StepStateName = 'idle' | 'running' | 'held' | 'completing' | 'complete' | 'stopped';
export type StepCommand = 'start' | 'hold' | 'restart' | 'finish' | 'complete' | 'stop';

/** `completing`: the work is done and its signatures are due. */
export const STEP_TABLE: TransitionTable<StepStateName, StepCommand> = {
  idle: { start: 'running' },
  running: { hold: 'held', finish: 'completing', stop: 'stopped' },
  held: { restart: 'running', stop: 'stopped' },
  completing: { complete: 'complete', stop: 'stopped' },
  complete: {},
  stopped: {},
};
