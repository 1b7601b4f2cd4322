import type { Instant, Uuid } from '../../../kernel/ids.js';
import type { NewFact } from '../../../trust/ledger/domain/index.js';
import { decideSetpoints, type LocalFact, resumedLocally, startedLocally } from './local-change.js';
import type { ActivityChange, UnitActivity, UnitSight } from './sight.js';
import type { ProgramOutcome, ProgramRunRow, UnitState } from './rows.js';

/** `suspended`: by the unit itself, which waits for something outside it; `local`: by a person at the unit. */
export type HoldCause = 'command' | 'unit-restarted' | 'suspended' | 'local';

// a type, not an interface: only that has the index signature of a fact's values
type About = {
  batch: Uuid;
  step: Uuid;
  runId: string;
};

export interface ProgramFacts {
  'program.held': About & { cause: HoldCause; heldAt: Instant };
  'program.resumed': About & { resumedAt: Instant };
  'program.ended': About & { outcome: ProgramOutcome; startedAt: Instant; endedAt: Instant };
}

export type ProgramFact = { [T in keyof ProgramFacts]: NewFact<T, ProgramFacts[T]> }[keyof ProgramFacts];

const SUSPENDED: ReadonlySet<UnitActivity> = new Set(['Suspending', 'Suspended']);
const HOLDS: ReadonlySet<UnitActivity> = new Set(['Holding', 'Held', ...SUSPENDED]);
const RUNS: ReadonlySet<UnitActivity> = new Set(['Execute', 'Completing', 'Complete']);

/** Neither does the unit run it, nor does it say what came of it. */
const isForgotten = ({ active, results }: UnitSight, runId: string): boolean =>
  active.runId !== runId && results.every((result) => result.runId !== runId);

/** How often a unit is looked at that knows nothing of a run. */
const LOOKS_FOR_A_RESULT = 20;

/** A sight that knows each of the runs, also where the unit says that one is over before it says what came of it; else the last of many. */
export async function sightOfRuns(
  runs: readonly string[],
  look: () => Promise<UnitSight>,
  wait: () => Promise<void>,
): Promise<UnitSight> {
  for (let looks = 1; ; looks++) {
    const sight = await look();
    if (looks === LOOKS_FOR_A_RESULT || !runs.some((runId) => isForgotten(sight, runId))) return sight;
    await wait();
  }
}

/** Setpoints that a program changes itself, by its name. */
export type Moves = Readonly<Record<string, readonly string[]>>;

/**
 * What has become of the unit's open runs, and what was changed at the unit itself: from changes of activity in their order and what the unit says now.
 * Changes at or before a run's last recorded one are known, so that seeing them twice states nothing twice, as are those from before
 * the unit's clock was set back; what the unit is now is stated whatever its time, where the run is recorded as otherwise.
 */
export function decideProgram(
  state: UnitState,
  changes: ActivityChange[],
  sight: UnitSight,
  moves: Moves = {},
): (ProgramFact | LocalFact)[] {
  const ofRuns = Object.values(state.program_run)
    .filter((run) => run.state !== 'ended')
    .flatMap((run) => factsOf(state, run, changes, shownOf(state, run, sight, moves)));
  return [...ofRuns, ...startedLocally(state, sight)];
}

/** A sight without the setpoints that a run's program moves itself. */
function shownOf(state: UnitState, { runId }: ProgramRunRow, sight: UnitSight, moves: Moves): UnitSight {
  const ofRun = Object.values(state.unit_command).find((row) => row.runId === runId && row.action === 'start-program');
  const program = ofRun?.program ?? null;
  const moved = program === null ? [] : (moves[program] ?? []);
  if (sight.setpoints === undefined || moved.length === 0) return sight;
  const others = Object.entries(sight.setpoints).filter(([setpoint]) => !moved.includes(setpoint));
  return { ...sight, setpoints: Object.fromEntries(others) };
}

/** Recorded, or of the time before the clock was set back, later than what the unit says now, and as it stood then. */
function isKnown({ changedAt, setBackFrom }: ProgramRunRow, { activity, at }: ActivityChange, now: Instant): boolean {
  if (at <= changedAt) return true;
  if (setBackFrom === null || at <= now) return false;
  return at <= setBackFrom.at || HOLDS.has(activity) === (setBackFrom.state === 'held');
}

function factsOf(
  state: UnitState,
  run: ProgramRunRow,
  seen: ActivityChange[],
  sight: UnitSight,
): (ProgramFact | LocalFact)[] {
  const { batch, step, runId } = run;
  const result = sight.results.find((known) => known.runId === runId);
  const end = result?.stoppedAt ?? null;
  const active = end === null && sight.active.runId === runId;
  const changes = (active ? [...seen, sight.activity] : seen)
    .filter((one) => !isKnown(run, one, sight.activity.at) && (end === null || one.at < end))
    .sort((a, b) => (a.at < b.at ? -1 : 1));
  // what it says now counts, also where its clock was set back since its last recorded change
  if (active) changes.push(sight.activity);
  const facts: (ProgramFact | LocalFact)[] = [];
  let isHeldAnew = false;
  let held = run.state === 'held';
  let last = run.changedAt;
  for (const { activity, at } of changes) {
    if (!held && HOLDS.has(activity)) {
      const restarted = sight.serverStartedAt > last && at >= sight.serverStartedAt;
      const cause: HoldCause = restarted ? 'unit-restarted' : SUSPENDED.has(activity) ? 'suspended' : 'local';
      facts.push({ type: 'program.held', values: { batch, step, runId, cause, heldAt: at }, happenedAt: at });
      [held, last, isHeldAnew] = [true, at, true];
    } else if (held && RUNS.has(activity)) {
      facts.push({ type: 'program.resumed', values: { batch, step, runId, resumedAt: at }, happenedAt: at });
      if (!isHeldAnew) facts.push(...resumedLocally(state, run, at));
      [held, last] = [false, at];
    }
  }
  const startedAt = result?.startedAt ?? run.startedAt;
  if (result !== undefined && end !== null)
    facts.push({
      type: 'program.ended',
      values: { batch, step, runId, outcome: result.outcome, startedAt, endedAt: end },
      happenedAt: end,
    });
  else if (isForgotten(sight, runId))
    facts.push({
      type: 'program.ended',
      values: { batch, step, runId, outcome: 'lost', startedAt, endedAt: sight.activity.at },
    });
  else if (active) facts.push(...decideSetpoints(state, run, { isHeld: held, isHeldAnew }, sight));
  return facts;
}
