import type { Instant } from '../../../kernel/ids.js';
import type { ShownSetpoints } from './rows.js';

/** LADS states, the running states in place of `Running`. */
const ACTIVITIES = [
  ...(['Stopped', 'Stopping', 'Aborting', 'Aborted', 'Clearing', 'Idle', 'Starting', 'Execute'] as const),
  ...(['Completing', 'Complete', 'Resetting', 'Holding', 'Held', 'Unholding'] as const),
  ...(['Suspending', 'Suspended', 'Unsuspending'] as const),
];

export type UnitActivity = (typeof ACTIVITIES)[number];

export const isActivity = (word: string): word is UnitActivity => (ACTIVITIES as string[]).includes(word);

/** What a unit says of one run. Times are the unit's. */
export interface ProgramResult {
  runId: string;
  job: string;
  task: string;
  startedAt: Instant;
  /** null while it runs */
  stoppedAt: Instant | null;
  /** as the unit words it: `completed`, `stopped`, `aborted`, … */
  outcome: string;
}

export interface ActivityChange {
  activity: UnitActivity;
  at: Instant;
}

/** What a unit waits for a person to say. `id`: its own word for this occurrence. `at`: since when. */
export interface ShownPrompt {
  id: string;
  code: string;
  text: string;
  at: Instant;
}

/** What was last said to a unit. `by`: the command that said it; empty where a person did at the unit itself. */
export interface GivenAnswer {
  id: string;
  answer: string;
  by: string;
}

/** A unit as seen at one time. */
export interface UnitSight {
  activity: ActivityChange;
  active: { runId: string; job: string; task: string };
  /** when the unit's server last started, by its own clock */
  serverStartedAt: Instant;
  results: ProgramResult[];
  /** what its controllers are set to; left out where it does not say so */
  setpoints?: ShownSetpoints;
  /** checksums of the programs that it has, by name; left out where they are asked for one by one, or it tells none */
  checksums?: Readonly<Record<string, string>>;
  /** what it tells of the kit that is in it: null of none; left out where it is asked for by itself, or it cannot tell */
  kit?: string | null;
  /** null where it waits for nobody; left out where it never does, and where it is not known */
  prompt?: ShownPrompt | null;
  answered?: GivenAnswer | null;
}
