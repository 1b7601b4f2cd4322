import type { Duration } from '../../../definition/unit-classes/domain/index.js';
import type { Recording } from './recording.js';

/** What a unit's sensor shows from some time on: a number, no good value (null), or nothing at all. */
export type Shown = number | null | 'silent';

/** By tag: times since the beginning, ascending, each with what is shown from then on. In the tag's own unit. */
export type Profiles = Readonly<Record<string, readonly (readonly [Duration, Shown])[]>>;

export interface Lot {
  lot: string;
  expiry: string;
  status: 'released' | 'quarantine' | 'rejected';
}

/** What is otherwise than usual in one step. Times are virtual and of real length. */
export interface StepScript {
  step: string;
  /** of the innermost loop or repeat around it, from 1, or of all: `feed[2]/daily[1]`; every round where absent */
  round?: number | string;
  /** begins so long after its turn came, whatever its hold times say */
  starts?: Duration;
  /** its work is done so long after its start; a minute by hand where absent */
  takes?: Duration;
  /** by field; of a measurement one value a count, the last of them for all that follow */
  enter?: Readonly<Record<string, string | readonly string[]>>;
  /** a label that is read before the right one */
  scan?: Readonly<Record<string, string>>;
  /** a lot that is tried before the right one, or what is otherwise in the right one */
  material?: Readonly<Record<string, Partial<Lot>>>;
  reconcile?: Readonly<Record<string, { printed: number; applied: number; destroyed: number }>>;
  decide?: string;
  /** what the supervisor says to an exception that asks */
  answer?: 'continue' | 'stop';
  /** what its unit shows from the step's start to its end, to steps beside it too */
  reads?: Profiles;
  /** a unit's readings as they were once, from the step's start */
  replays?: Recording;
  /** how long its program runs, and how it ends (`completed`) */
  runs?: { for?: Duration; outcome?: string };
  /** why the unit refuses the program's first start */
  fails?: string;
  /** someone holds the batch, so long after the step's start */
  holds?: { after: Duration; because: string };
  /** an approved ad-hoc block is inserted, so long after the step's start */
  inserts?: { after: Duration; block: string };
  /** why the supervisor has it skipped when its turn comes */
  skips?: string;
  /** by entry: what is found to be right once the step is complete */
  corrects?: Readonly<Record<string, string>>;
}

/** Someone holds the batch, so long after it was issued. */
export interface HoldScript {
  at: Duration;
  hold: string;
}

/** What is not as usual in a rehearsal. Everything that is not said goes as it should. */
export interface Script {
  coi?: string;
  patient?: string;
  /** values of parameters whose source is the patient, `70 kg` */
  parameters?: Readonly<Record<string, string>>;
  /** what people type, by `<phase>.<field>`, as `enter` */
  values?: Readonly<Record<string, string | readonly string[]>>;
  /** what units show, since the batch was issued */
  unit?: Profiles;
  /** a unit's readings as they were once, since the batch was issued */
  recorded?: Recording;
  when?: readonly (StepScript | HoldScript)[];
}

export const isOfStep = (line: StepScript | HoldScript): line is StepScript => 'step' in line;
