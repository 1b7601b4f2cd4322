// LADS FunctionalUnitState with its RunningStateMachine (OPC 30500-1, PackML), flattened: a running state stands for Running.

export const OUTER_STATES = ['Stopped', 'Stopping', 'Aborting', 'Aborted', 'Clearing'] as const;
export const RUNNING_STATES = [
  'Idle',
  'Starting',
  'Execute',
  'Completing',
  'Complete',
  'Resetting',
  'Holding',
  'Held',
  'Unholding',
  'Suspending',
  'Suspended',
  'Unsuspending',
] as const;

export type OuterState = (typeof OUTER_STATES)[number];
export type RunningState = (typeof RUNNING_STATES)[number];
export type State = OuterState | RunningState;
export type Command =
  'StartProgram' | 'Stop' | 'Abort' | 'Clear' | 'Hold' | 'Unhold' | 'Suspend' | 'Unsuspend' | 'Reset';

const RUNNING = { Stop: 'Stopping', Abort: 'Aborting' } as const;

/** What each command leads to; what is not here is refused. */
export const COMMANDS: Readonly<Record<State, Readonly<Partial<Record<Command, State>>>>> = {
  Stopped: { StartProgram: 'Starting' },
  Stopping: { Abort: 'Aborting' },
  Aborting: {},
  Aborted: { Clear: 'Clearing' },
  Clearing: {},
  Idle: { StartProgram: 'Starting', ...RUNNING },
  Starting: { Hold: 'Holding', ...RUNNING },
  Execute: { Hold: 'Holding', Suspend: 'Suspending', ...RUNNING },
  Completing: RUNNING,
  Complete: { Reset: 'Resetting', ...RUNNING },
  Resetting: RUNNING,
  Holding: RUNNING,
  Held: { Unhold: 'Unholding', ...RUNNING },
  Unholding: { Hold: 'Holding', ...RUNNING },
  Suspending: { Hold: 'Holding', ...RUNNING },
  Suspended: { Unsuspend: 'Unsuspending', Hold: 'Holding', ...RUNNING },
  Unsuspending: { Hold: 'Holding', ...RUNNING },
};

/** Where a passing state ends at the next sample. */
export const SETTLES: Readonly<Partial<Record<State, State>>> = {
  Stopping: 'Stopped',
  Aborting: 'Aborted',
  Clearing: 'Stopped',
  Starting: 'Execute',
  Completing: 'Complete',
  Resetting: 'Idle',
  Holding: 'Held',
  Unholding: 'Execute',
  Suspending: 'Suspended',
  Unsuspending: 'Execute',
};

/** What a unit comes back in after its controller was dead: nothing goes on by itself. */
export const AFTER_OUTAGE: Readonly<Partial<Record<State, State>>> = {
  ...SETTLES,
  Starting: 'Held',
  Execute: 'Held',
  Unholding: 'Held',
  Unsuspending: 'Held',
};

export function isRunning(state: State): state is RunningState {
  return (RUNNING_STATES as readonly string[]).includes(state);
}

const UNDER_WAY: readonly State[] = [
  ...(['Starting', 'Execute', 'Completing', 'Holding', 'Held', 'Unholding'] as const),
  ...(['Suspending', 'Suspended', 'Unsuspending'] as const),
];

/** True while a program is under way, held or not. */
export const hasProgram = (state: State): boolean => UNDER_WAY.includes(state);
