import {
  type Culture,
  DEFAULT_SETPOINTS,
  type Disturbances,
  freshMedium,
  inoculated,
  renewed,
  type Setpoints,
  step,
  UNDISTURBED,
} from '../culture/index.js';
import type { MachineKind, UnitKind } from './kinds.js';
import { type MachineState, moved, newMachine } from './machines.js';
import { parameters, type Property, restingAt, stepAt, template, unsettledLimit } from './programs.js';
import { Refused } from './refused.js';
import { AFTER_OUTAGE, type Command, COMMANDS, hasProgram, SETTLES, type State } from './state-machine.js';

const KEPT_RUNS = 100;

export interface Sample {
  containerId: string;
  sampleId: string;
  position: string;
  customData: string;
}

export interface StartRequest {
  template: string;
  properties: readonly Property[];
  jobId: string;
  taskId: string;
  samples: readonly Sample[];
  user: string;
}

export interface Run extends StartRequest {
  id: string;
  /** ms since 1970 */
  started: number;
  stopped: number | null;
  outcome: 'running' | 'completed' | 'stopped' | 'aborted';
  /** ms of program time */
  elapsed: number;
  duration: number;
  cycles: number;
  /** ms of wall time */
  paused: number;
  /** of a machine */
  machine?: MachineKind;
  settings?: Readonly<Record<string, number>>;
}

/** What a unit waits for a person to say; its program stands still until then. */
export interface Prompt {
  id: string;
  code: string;
  text: string;
  /** the only ones that it takes */
  answers: readonly string[];
  /** ms since 1970 */
  at: number;
}

/** What was last said to it; `by` is empty where that was at its own panel. */
export interface Said {
  id: string;
  answer: string;
  by: string;
}

/** All that a unit knows, and keeps on its disk. */
export interface Memory {
  v: 2;
  /** of the last sample */
  counter: number;
  /** ms since 1970, of the last sample */
  at: number;
  culture: Culture;
  /** whose cells are in the unit */
  cellsOf: string | null;
  setpoints: Setpoints;
  /** set while its program is held, until that goes on */
  resting?: Readonly<Record<string, number>>;
  state: State;
  /** oldest first; the last is the active program */
  runs: readonly Run[];
  started: number;
  /** what is in a unit that holds no culture */
  machine?: MachineState;
  /** it has suspended its program by itself, and goes on by itself */
  starved?: true;
  /** checksums of programs that somebody has loaded in the place of those that it came with */
  loaded?: Readonly<Record<string, string>>;
  /** what the reader at its kit says, empty of none; left out of a unit that has no reader */
  kit?: string;
  /** what it waits for, how often it has asked, and what was last said to it */
  prompt?: Prompt;
  asked?: number;
  said?: Said;
}

/** A memory as a disk holds it; the first version had no cycles, and loops that learned what holds their setpoints at rest. */
export function recalled(kept: Memory | (Omit<Memory, 'v'> & { v: 1 })): Memory {
  if (kept.v === 2) return kept;
  const { temperature, co2, do: oxygen } = kept.culture;
  const [warmth, gas, air] = [temperature, co2, oxygen].map((loop) => ({ ...loop, integral: 0 }));
  const culture = { ...kept.culture, temperature: warmth!, co2: gas!, do: air! };
  return { ...kept, v: 2, culture, runs: kept.runs.map((run) => ({ ...run, cycles: 1 })) };
}

export function newMemory(seed: number, at: number, kind: UnitKind = 'closed-bioreactor'): Memory {
  const culture = freshMedium(seed);
  return {
    v: 2,
    counter: 0,
    at,
    culture,
    cellsOf: null,
    setpoints: DEFAULT_SETPOINTS,
    state: 'Stopped',
    runs: [],
    started: 0,
    ...(kind !== 'closed-bioreactor' && { machine: newMachine(kind, seed) }),
  };
}

/** The memory after a StartProgram at `at` (ms); throws `Refused`. */
export function startProgram(memory: Memory, request: StartRequest, at: number): Memory {
  if (!request.jobId || !request.taskId) {
    throw new Refused('BadInvalidArgument', 'SupervisoryJobId and SupervisoryTaskId are required');
  }
  const machine = memory.machine?.kind;
  const program = template(request.template, machine);
  const { setpoints, settings, duration, cycles } = parameters(program, request.properties);
  const state = commanded(memory.state, 'StartProgram');
  const number = memory.started + 1;
  const run: Run = {
    ...request,
    id: `${program.id}-${String(number).padStart(4, '0')}`,
    started: at,
    stopped: null,
    outcome: 'running',
    elapsed: 0,
    duration,
    cycles,
    paused: 0,
    ...(machine !== undefined && { machine, settings }),
  };
  const newCells = program.inoculates === true && memory.cellsOf !== request.jobId;
  const { resting: _, ...rested } = memory;
  return {
    ...rested,
    state,
    started: number,
    setpoints: { ...memory.setpoints, ...setpoints },
    culture: newCells ? inoculated(memory.culture) : memory.culture,
    cellsOf: newCells ? request.jobId : memory.cellsOf,
    runs: [...memory.runs, run].slice(-KEPT_RUNS),
  };
}

/** The memory after another command at `at` (ms); throws `Refused`. */
export function command(memory: Memory, name: Exclude<Command, 'StartProgram'>, at: number): Memory {
  const state = commanded(memory.state, name);
  if (name === 'Stop' || name === 'Abort')
    return ended({ ...memory, state }, name === 'Stop' ? 'stopped' : 'aborted', at);
  if (name !== 'Unhold') return { ...memory, state };
  const { resting: _, ...rested } = memory;
  return { ...rested, state };
}

/** The memory of a unit whose program is held, and rests at these setpoints until that goes on; throws `Refused`. */
export function rest(memory: Memory, properties: readonly Property[]): Memory {
  const run = memory.runs.at(-1);
  if (run === undefined || (memory.state !== 'Held' && memory.state !== 'Holding'))
    throw new Refused('BadInvalidState', `nothing is set in ${memory.state}`);
  return {
    ...memory,
    resting: { ...memory.resting, ...restingAt(template(run.template, run.machine), properties) },
  };
}

/** The memory of a unit whose setpoints a person or a client has changed: of a program that runs, or of one that is held; throws `Refused`. */
export function adjusted(memory: Memory, properties: readonly Property[]): Memory {
  const run = memory.runs.at(-1);
  if (run === undefined || memory.state !== 'Execute') return rest(memory, properties);
  const set = restingAt(template(run.template, run.machine), properties);
  if (run.machine !== undefined) return patchRun(memory, (one) => ({ ...one, settings: { ...one.settings, ...set } }));
  return { ...memory, setpoints: { ...memory.setpoints, ...set } };
}

/** What its controllers are asked to keep now. */
export const setpointsOf = ({ setpoints, resting }: Memory): Setpoints => ({ ...setpoints, ...resting });

function commanded(state: State, name: Command): State {
  const to = COMMANDS[state][name];
  if (to === undefined) throw new Refused('BadInvalidState', `${name} is not allowed in ${state}`);
  return to;
}

/** The next sample at `at` (ms): culture and program so much later, passing states at their end. */
export function sampled(memory: Memory, at: number, faults: Disturbances, speed: number): Memory {
  const wall = Math.max(0, at - memory.at);
  const settled = SETTLES[memory.state];
  const inside = livedOn(memory, wall / 1000, faults, speed);
  const next: Memory = { ...inside, counter: memory.counter + 1, at, state: settled ?? memory.state };
  if (memory.state === 'Execute') return memory.prompt === undefined ? progressed(next, wall * speed) : next;
  return memory.state === 'Held' || memory.state === 'Suspended'
    ? patchRun(next, (run) => ({ ...run, paused: run.paused + wall }))
    : next;
}

/** What is in the unit so many seconds later, whether a program runs or not. */
function livedOn(memory: Memory, seconds: number, faults: Disturbances, speed: number): Memory {
  const { machine, runs, state } = memory;
  if (machine === undefined)
    return { ...memory, culture: step(memory.culture, seconds, setpointsOf(memory), faults, speed) };
  const run = state === 'Execute' ? runs.at(-1) : undefined;
  const drives = run === undefined ? (memory.resting ?? {}) : stepAt(run).drives;
  return { ...memory, machine: moved(machine, [seconds, speed], drives, run?.settings ?? {}, faults) };
}

/** The memory of a unit that lacks what its program needs from outside: it suspends that, and goes on once it has it again. */
export function supplied(memory: Memory, isStarved: boolean, at: number): Memory {
  if (isStarved && memory.state === 'Execute') return { ...command(memory, 'Suspend', at), starved: true };
  if (isStarved || memory.starved !== true || memory.state === 'Suspending') return memory;
  const { starved: _, ...fed } = memory;
  return memory.state === 'Suspended' ? command(fed, 'Unsuspend', at) : fed;
}

function progressed(memory: Memory, ms: number): Memory {
  const run = memory.runs.at(-1);
  if (!run) return memory;
  const limit = isSettled(memory) ? Infinity : Math.max(run.elapsed, unsettledLimit(run));
  const elapsed = Math.min(run.elapsed + ms, run.duration, limit);
  const { fluid } = template(run.template, run.machine);
  const volumes = fluid ? (fluid.volumes * run.cycles * (elapsed - run.elapsed)) / run.duration : 0;
  const culture = fluid ? renewed(memory.culture, volumes, fluid.glucose) : memory.culture;
  const next = patchRun({ ...memory, culture }, (r) => ({ ...r, elapsed }));
  return elapsed < run.duration ? next : ended({ ...next, state: 'Completing' }, 'completed', memory.at);
}

function isSettled({ culture, setpoints }: Memory): boolean {
  return (
    Math.abs(culture.temperature.value - setpoints.temperature) < 0.2 &&
    Math.abs(culture.co2.value - setpoints.co2) < 0.2
  );
}

/** The memory of a unit whose controller was dead until `at`: the culture lived on, a program is held. */
export function afterOutage(memory: Memory, at: number, speed: number): Memory {
  const wall = Math.max(0, at - memory.at);
  const held = hasProgram(memory.state) && memory.state !== 'Completing';
  const { starved: _, ...known } = memory;
  const state = AFTER_OUTAGE[memory.state] ?? memory.state;
  const next: Memory = { ...livedOn({ ...known, state }, wall / 1000, UNDISTURBED, speed), at };
  return held ? patchRun(next, (run) => ({ ...run, paused: run.paused + wall })) : next;
}

function ended(memory: Memory, outcome: Run['outcome'], at: number): Memory {
  return patchRun(memory, (run) => (run.outcome === 'running' ? { ...run, outcome, stopped: at } : run));
}

function patchRun(memory: Memory, patch: (run: Run) => Run): Memory {
  const run = memory.runs.at(-1);
  return run ? { ...memory, runs: [...memory.runs.slice(0, -1), patch(run)] } : memory;
}
