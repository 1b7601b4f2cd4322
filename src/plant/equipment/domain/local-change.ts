import type { Uuid } from '../../../kernel/ids.js';
import type { NewFact } from '../../../trust/ledger/domain/index.js';
import { type CommandRow, type ProgramRunRow, runRowId, type ShownSetpoints, type UnitState } from './rows.js';
import type { UnitActivity, UnitSight } from './sight.js';

/** What a person changed at the unit itself. `while`: whether the program ran or was held. */
type Changed =
  | { what: 'setpoint'; while: 'running' | 'held'; setpoint: string; from: string; to: string }
  | { what: 'started' | 'resumed' }
  | { what: 'answered'; prompt: Uuid; code: string; answer: string };

export interface LocalFacts {
  /** what the unit was seen to be set to since its program runs, or since it is held: what later ones are compared with */
  'program.setpoints-read': {
    batch: Uuid;
    step: Uuid;
    runId: string;
    while: 'running' | 'held';
    setpoints: ShownSetpoints;
  };
  /** `step`: null where the batch runs no program of its own on the unit. `change`: says which occurrence it is */
  'unit.changed-locally': { change: string; batch: Uuid; step: Uuid | null; runId: string } & Changed;
}

export type LocalFact = { [T in keyof LocalFacts]: NewFact<T, LocalFacts[T]> }[keyof LocalFacts];

const RESTS: ReadonlySet<UnitActivity> = new Set(['Held', 'Suspended']);
const IDLE: ReadonlySet<UnitActivity> = new Set(['Stopped', 'Aborted', 'Clearing', 'Idle', 'Complete', 'Resetting']);

export const sameNumber = (a: string | undefined, b: string): boolean => a !== undefined && Number(a) === Number(b);

/** A hold of which the unit did not take the safe state has failed, and has held the program. */
const wasTaken = ({ state, action, runId }: CommandRow, run: ProgramRunRow): boolean =>
  state === 'confirmed' || (state === 'failed' && action === 'hold' && runId === run.runId);

/** Our commands on the way of a step's program. */
const commandsOf = (state: UnitState, { unit, step }: ProgramRunRow, actions: CommandRow['action'][]): CommandRow[] =>
  Object.values(state.unit_command).filter(
    (row) => row.unit === unit && row.step === step && actions.includes(row.action),
  );

/** The last of them that the unit took. */
const lastOf = (state: UnitState, run: ProgramRunRow, actions: CommandRow['action'][]) =>
  commandsOf(state, run, actions)
    .filter((row) => wasTaken(row, run))
    .reduce<CommandRow | undefined>((last, row) => (last === undefined || row.id > last.id ? row : last), undefined);

/** A program that we have held or paused, and that goes on though we have not said so. */
export function resumedLocally(state: UnitState, run: ProgramRunRow, at: string): LocalFact[] {
  const last = lastOf(state, run, ['hold', 'pause', 'unhold', 'resume'])?.action;
  if (last !== 'hold' && last !== 'pause') return [];
  const { id, batch, step, runId } = run;
  const values = { change: `${id}/resumed/${at}`, batch, step, runId, what: 'resumed' as const };
  return [{ type: 'unit.changed-locally', values, happenedAt: at }];
}

/**
 * What the unit is set to since its program runs or is held, read once; then each setpoint that has become another. Compared
 * where the unit stands still in one of the two alone, since it changes its own setpoints on the way between them.
 * `now`: as the run stands after what else is stated of it.
 */
export function decideSetpoints(
  state: UnitState,
  run: ProgramRunRow,
  now: { isHeld: boolean; isHeldAnew: boolean },
  { activity: { activity }, setpoints }: UnitSight,
): LocalFact[] {
  const during = now.isHeld ? 'held' : 'running';
  const isSteady = now.isHeld ? RESTS.has(activity) : activity === 'Execute';
  if (setpoints === undefined || Object.keys(setpoints).length === 0 || !isSteady) return [];
  const { id, batch, step, runId } = run;
  const before = now.isHeldAnew ? null : run.setpoints[during];
  if (before === null)
    return [{ type: 'program.setpoints-read', values: { batch, step, runId, while: during, setpoints } }];
  const safe = now.isHeld ? (lastOf(state, run, ['hold'])?.parameters.set ?? {}) : {};
  // a unit may show the safe state that we have sent it to after it has said that it is held
  const isOnItsWay = (name: string, to: string): boolean =>
    sameNumber(safe[name]?.value, to) && sameNumber(run.setpoints.running?.[name], before[name]!);
  // of what the unit was told to set it is not known yet what it has made of that
  const open = commandsOf(state, run, ['set']).filter(({ state: of }) => of === 'sent' || of === 'unknown');
  const isOurs = (name: string): boolean => open.some(({ parameters }) => Object.hasOwn(parameters.set, name));
  return Object.entries(setpoints).flatMap(([setpoint, to]): LocalFact[] => {
    const from = before[setpoint];
    if (from === undefined || sameNumber(from, to) || isOnItsWay(setpoint, to) || isOurs(setpoint)) return [];
    const change = `${id}/${during}/${setpoint}/${Object.keys(state.local_change).length}`;
    const what = { what: 'setpoint', while: during, setpoint, from, to } as const;
    return [{ type: 'unit.changed-locally', values: { change, batch, step, runId, ...what } }];
  });
}

/** A program that nobody of ours has started, under way on a unit that a batch holds. */
export function startedLocally(state: UnitState, { activity, active, results }: UnitSight): LocalFact[] {
  const { runId, job, task } = active;
  const result = results.find((one) => one.runId === runId);
  if (runId === '' || IDLE.has(activity.activity) || (result?.stoppedAt ?? null) !== null) return [];
  const isOurs = Object.values(state.unit_command).some(
    (row) => row.runId === runId || (row.batch === job && row.step === task),
  );
  if (isOurs) return [];
  const held = Object.values(state.unit_binding).filter(({ releasedAt }) => releasedAt === null);
  const at = result?.startedAt ?? activity.at;
  return held.flatMap(({ unit, batch }): LocalFact[] => {
    const change = `${runRowId(unit, runId)}/started/${batch}`;
    if (Object.hasOwn(state.local_change, change)) return [];
    const values = { change, batch, step: null, runId, what: 'started' as const };
    return [{ type: 'unit.changed-locally', values, happenedAt: at }];
  });
}
