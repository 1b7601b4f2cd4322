import type { Confirmation, Shown } from './command.js';
import { sameNumber } from './local-change.js';
import type { ProgramResult, UnitActivity, UnitSight } from './sight.js';
import type { CommandRow } from './rows.js';

/** What a unit that was told to set setpoints, and shows others than that, has made of it. */
export const NOT_AS_ASKED = 'setpoint.not-as-asked';

/** What to do with a command next. */
export type Move =
  | { move: 'confirm'; run: Confirmation }
  | { move: 'fail'; reason: string; found?: string | null; shown?: Shown | null }
  | { move: 'give-up'; reason: string }
  /** the unit has to be brought back to Idle first, from its end or from an abort that was ours */
  | { move: 'reset' | 'clear' }
  | { move: 'send' }
  /** it was told to set setpoints, and does not show what was asked: now, or never */
  | { move: 'look'; shown: Shown | null }
  | { move: 'wait' };

type Change = Exclude<CommandRow['action'], 'start-program' | 'set' | 'answer'>;
type Ending = Extract<Change, 'stop' | 'abort'>;

const SUSPENDED = ['Suspending', 'Suspended', 'Unsuspending'] as const;
const UNDER_WAY = ['Starting', 'Execute', 'Holding', 'Held', 'Unholding', 'Completing', ...SUSPENDED] as const;

/** The activities in which a unit takes each action. */
const TAKEN_IN: { [A in Change]: ReadonlySet<UnitActivity> } = {
  hold: new Set(['Starting', 'Execute', 'Unholding', ...SUSPENDED]),
  unhold: new Set(['Held']),
  pause: new Set(['Execute']),
  resume: new Set(['Suspended']),
  stop: new Set(UNDER_WAY),
  abort: new Set([...UNDER_WAY, 'Stopping']),
};

const LEADS_TO: { [A in Exclude<Change, Ending>]: UnitActivity } = {
  hold: 'Held',
  unhold: 'Execute',
  pause: 'Suspended',
  resume: 'Execute',
};

const isEnding = (action: Change): action is Ending => action === 'stop' || action === 'abort';

const PASSING: ReadonlySet<UnitActivity> = new Set(['Stopping', 'Clearing', 'Resetting', 'Completing', 'Aborting']);

const ABORTED: ReadonlySet<UnitActivity> = new Set(['Aborting', 'Aborted', 'Clearing']);

/** What the unit knows of a step: its newest run that no other command has started, `taken` being those. */
function newestRun(
  { batch, step }: CommandRow,
  sight: UnitSight,
  taken: ReadonlySet<string>,
): ProgramResult | undefined {
  const ours = sight.results.filter(({ runId, job, task }) => job === batch && task === step && !taken.has(runId));
  const newest = ours.sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1)).at(-1);
  const { runId, job, task } = sight.active;
  if (newest !== undefined || job !== batch || task !== step || taken.has(runId)) return newest;
  return { runId, job, task, startedAt: sight.activity.at, stoppedAt: null, outcome: 'running' };
}

/** What becomes of a command for which the unit cannot be called any more. */
function overdue({ state }: CommandRow): Move {
  if (state === 'unknown') return { move: 'wait' };
  return state === 'issued' ? { move: 'fail', reason: 'expired' } : { move: 'give-up', reason: 'no-outcome' };
}

/**
 * From a command and what the unit shows (null: it cannot be reached). What the unit is seen to have done is confirmed, also
 * late; what may have been sent and is not seen is sent again only where the unit is ready for it and in time.
 * `taken` are the runs that other commands of the step have started.
 */
export function nextMove(
  command: CommandRow,
  sight: UnitSight | null,
  expired: boolean,
  taken: ReadonlySet<string> = new Set(),
): Move {
  if (sight === null) return expired ? overdue(command) : { move: 'wait' };
  const { action } = command;
  if (action === 'start-program') return nextStart(command, sight, expired, taken);
  if (action === 'answer') return nextAnswer(command, sight, expired);
  return action === 'set' ? nextSet(command, sight, expired) : nextChange(command, action, sight, expired);
}

/** Done where the unit names the command as what was said to it. What it no longer waits for is told it no more. */
function nextAnswer(command: CommandRow, { prompt, answered, active, activity }: UnitSight, expired: boolean): Move {
  const { asked } = command.parameters.reply!;
  if (answered?.id === asked)
    return answered.by === command.id
      ? { move: 'confirm', run: { runId: active.runId, since: activity.at } }
      : { move: 'fail', reason: 'prompt.answered-otherwise' };
  if (prompt === undefined) return expired || command.state === 'unknown' ? overdue(command) : { move: 'wait' };
  if (prompt?.id !== asked) return { move: 'fail', reason: 'prompt.ended' };
  return expired || command.state === 'unknown' ? overdue(command) : { move: 'send' };
}

const SET_IN = { running: 'Execute', held: 'Held' } as const satisfies Record<string, UnitActivity>;

/** Done where the unit shows what was asked for; told once alone, since a unit may have made something else of it. */
function nextSet(command: CommandRow, sight: UnitSight, expired: boolean): Move {
  const run = newestRun(command, sight, new Set());
  if (run === undefined || run.stoppedAt !== null || sight.active.runId !== run.runId)
    return { move: 'fail', reason: 'program.not-running' };
  const asked = Object.entries(command.parameters.set);
  const isSet = asked.every(([name, { value }]) => sameNumber(sight.setpoints?.[name], value));
  if (isSet) return { move: 'confirm', run: { runId: run.runId, since: sight.activity.at } };
  const { activity } = sight.activity;
  if (command.state !== 'issued') {
    const shown = Object.entries(sight.setpoints ?? {}).filter(([name]) => Object.hasOwn(command.parameters.set, name));
    const during = activity === SET_IN.running ? 'running' : activity === SET_IN.held ? 'held' : null;
    return { move: 'look', shown: during && { while: during, setpoints: Object.fromEntries(shown) } };
  }
  if (expired) return overdue(command);
  if (activity !== SET_IN.running && activity !== SET_IN.held) return { move: 'wait' };
  const { while: during } = command.parameters;
  const isOther = during !== undefined && activity !== SET_IN[during];
  return isOther ? { move: 'fail', reason: `unit.${activity.toLowerCase()}` } : { move: 'send' };
}

function nextStart(command: CommandRow, sight: UnitSight, expired: boolean, taken: ReadonlySet<string>): Move {
  const run = newestRun(command, sight, taken);
  if (run !== undefined)
    return { move: 'confirm', run: { runId: run.runId, startedAt: run.startedAt, since: run.startedAt } };
  if (expired || command.state === 'unknown') return overdue(command);
  const { activity } = sight.activity;
  if (activity === 'Idle' || activity === 'Stopped') return { move: 'send' };
  if (activity === 'Complete') return { move: 'reset' };
  if (PASSING.has(activity)) return { move: 'wait' };
  const reason = `unit.${activity.toLowerCase()}`;
  return command.state === 'issued' ? { move: 'fail', reason } : { move: 'give-up', reason };
}

function nextChange(command: CommandRow, action: Change, sight: UnitSight, expired: boolean): Move {
  const run = newestRun(command, sight, new Set());
  const { activity } = sight.activity;
  const runs = run !== undefined && run.stoppedAt === null && sight.active.runId === run.runId;
  const isOurAbort = action === 'abort' && command.state === 'sent' && run !== undefined && !runs;
  if (isOurAbort && !expired && ABORTED.has(activity)) return { move: activity === 'Aborted' ? 'clear' : 'wait' };
  const there = isEnding(action) ? run !== undefined && !runs : runs && activity === LEADS_TO[action];
  if (there) return { move: 'confirm', run: { runId: run!.runId, since: sight.activity.at } };
  if (!runs) return { move: 'fail', reason: 'program.not-running' };
  if (expired || command.state === 'unknown') return overdue(command);
  return TAKEN_IN[action].has(activity) ? { move: 'send' } : { move: 'wait' };
}
