import type { Instant, Uuid } from '../../../kernel/ids.js';
import type { Quantity, Rounding } from '../../../kernel/quantity.js';
import type {
  BlockKind,
  MasterRecipe,
  OnBreach,
  PhaseKind,
  RecordType,
} from '../../../definition/recipes/domain/index.js';
import type { Criticality } from '../../../definition/unit-classes/domain/index.js';
import type { Kit } from '../../../plant/equipment/domain/index.js';
import type { SignatureRow as SignatureOf } from '../../../trust/signatures/domain/index.js';
import type { EntrySource, FileEvidence } from './file-evidence.js';
import type { AttachmentRow, NoteRow } from './note-rows.js';
import type { BatchStateName, ElementStateName, StepStateName } from './tables.js';

export interface BatchRow {
  id: Uuid;
  /** what people call it, `26-0413` */
  code: string;
  site: string;
  sponsor: string | null;
  type: RecordType;
  /** these three of a patient's batch alone; the patient by pseudonym */
  orderId: Uuid | null;
  coi: string | null;
  patient: string | null;
  product: string;
  recipeId: string;
  recipeCode: string;
  recipeTitle: string;
  recipeVersion: number;
  /** of the approved version and of the frozen copy alike */
  recipeHash: string;
  state: BatchStateName;
  heldBecause: string | null;
  /** why it is being stopped, while units still run programs of it */
  stopping: { because: 'decision' | 'answer'; step: Uuid | null } | null;
  /** quality's: stops release, shipping and use, never equipment */
  qualityHold: string | null;
  /** values given at issue for parameters whose source is the patient, by their ids */
  parameters: Readonly<Record<string, Quantity>>;
  /** what a prepared-material record made, from its end on */
  lot: YieldedLot | null;
  issuedAt: Instant;
  endedAt: Instant | null;
}

/** A lot that may go into other batches, until `expiresAt`. */
export interface YieldedLot {
  lot: string;
  material: string;
  expiresAt: Instant;
}

/** A unit that holds the batch for one of its unit procedures. */
export interface BindingRow {
  id: string;
  batch: Uuid;
  unit: Uuid;
  unitCode: string;
  unitProcedure: string;
  /** of a unit that is used by position */
  position: string | null;
  boundAt: Instant;
  releasedAt: Instant | null;
  /** the binding whose unit failed, and whose place it took */
  replaces: string | null;
  /** that was put in for it; null where the unit's class asks for none */
  kit: Kit | null;
}

export type ElementKind = 'unit-procedure' | 'operation' | BlockKind | 'ad-hoc';

/** A procedural element above the phases: unit procedure, operation, or a round of a block. */
export interface ElementRow {
  /** `<batch>/<rounds><name>` */
  id: string;
  batch: Uuid;
  kind: ElementKind;
  name: string;
  /** rounds of the blocks around it, `feed[2]/`; empty outside loops and repeats */
  rounds: string;
  state: ElementStateName;
  /** of a choice: the option that was taken; `ended` of a loop that goes no further round */
  option: string | null;
  /** of a loop, repeat or ad-hoc block: how many rounds there are */
  round: number;
}

/** 211.188(a): the recipe as the batch executes it, for ever; one row a version that it was made by. */
export interface FrozenRecipeRow {
  id: string;
  batch: Uuid;
  version: number;
  hash: string;
  recipe: MasterRecipe;
}

/** `failed`: the unit refused the command; `unknown`: nobody can say from here. */
export type RunState = 'requested' | 'running' | 'held' | 'ended' | 'failed' | 'unknown';

/** A step's program on the unit. Times are the unit's. */
export interface ProgramRun {
  program: string;
  command: Uuid;
  state: RunState;
  runId: string | null;
  startedAt: Instant | null;
  endedAt: Instant | null;
  outcome: string | null;
  after: string | null;
  /** the recipe's condition for its end holds: the unit was told to end it. Absent in earlier batches */
  endDue?: boolean;
}

export interface StepRow {
  id: Uuid;
  batch: Uuid;
  phase: string;
  /** the phase's place in its recipe, from 1 */
  position: number;
  /** rounds of the blocks around it, `feed[2]/`; empty outside loops, repeats and ad-hoc blocks */
  rounds: string;
  /** sorts the batch's steps as text */
  place: string;
  /** the frozen recipe that it is made by */
  recipe: string;
  kind: PhaseKind;
  operation: string;
  unitProcedure: string;
  /** the unit it runs on, from its start */
  unit: Uuid | null;
  /** its evidence is among the unit's readings after this arrival number */
  arrivalsAfter: string | null;
  state: StepStateName;
  /** counts what changed in the step; a command names the one it saw */
  version: number;
  changedBy: string;
  changedAt: Instant;
  /** the fact that changed it last */
  changedWith: string;
  startedAt: Instant | null;
  /** event time at which its work was done, before its signatures */
  endedAt: Instant | null;
  completedAt: Instant | null;
  decision: string | null;
  run: ProgramRun | null;
  /** who works on it, from its start until its work is done; others take it over first */
  owner: Uuid | null;
  ownerName: string | null;
}

export interface EntryRow {
  id: string;
  batch: Uuid;
  step: Uuid;
  number: string;
  field: string;
  source: EntrySource;
  value: string | null;
  unit: string | null;
  verdict: 'within' | 'alert' | 'action' | 'unknown' | null;
  /** of a calculation: what it was made of, and its stated rounding */
  inputs: Record<string, string> | null;
  rounding: Rounding | null;
  by: string;
  byPerson: string | null;
  /** event time, and record time; `late` so long after that two people stand for it */
  at: Instant;
  recordedAt: Instant;
  late: boolean;
  reason: string | null;
  /** the corrected entry for whose sake it was computed anew */
  because: string | null;
  file: FileEvidence | null;
  supersededBy: string | null;
}

/** The evidence of a captured value. Arrival numbers are decimal text. */
export interface CaptureRow {
  id: string;
  batch: Uuid;
  step: Uuid;
  entry: string;
  unit: Uuid;
  tag: string;
  aggregate: 'last' | 'mean' | 'min' | 'max';
  fromTime: Instant;
  toTime: Instant;
  quality: 'good' | 'bad' | 'stale';
  sourceTime: Instant | null;
  arrivals: string[];
}

/** A reading seal that a step rests on; `seq` is of its fact in the unit's stream. */
export interface EvidenceRow {
  id: string;
  batch: Uuid;
  step: Uuid;
  unit: Uuid;
  seq: number;
  fromArrival: string;
  toArrival: string;
  count: number;
  root: string;
  supplementary: boolean;
}

export interface EventRow {
  id: string;
  batch: Uuid;
  step: Uuid | null;
  number: string;
  kind: string;
  /** says which occurrence it is, so that nothing is recorded twice */
  identity: string;
  values: Record<string, unknown>;
  startedAt: Instant;
  endedAt: Instant | null;
}

export interface ExceptionRow extends EventRow {
  criticality: Criticality;
  onBreach: OnBreach;
  raisedAt: Instant;
  comment: string | null;
  commentBy: string | null;
  commentAt: Instant | null;
  answer: 'continue' | 'stop' | null;
  answerBy: string | null;
  answerAt: Instant | null;
  deviation: Uuid | null;
}

export type TimerPurpose = 'wait' | 'window-alert' | 'window-late' | 'result-due' | 'repeat-due' | 'stop-again';

export interface TimerRow {
  id: string;
  batch: Uuid;
  number: string;
  step: Uuid | null;
  purpose: TimerPurpose;
  window: string | null;
  dueAt: Instant;
  state: 'running' | 'fired' | 'cancelled';
}

export { type AttachmentRow, NOTE_KINDS, type NoteKind, type NoteRow } from './note-rows.js';
export type { SignatureOf };

// a type, not an interface: only that has the index signature of Rows
export type BatchState = {
  batch: Readonly<Record<string, BatchRow>>;
  batch_recipe: Readonly<Record<string, FrozenRecipeRow>>;
  binding: Readonly<Record<string, BindingRow>>;
  element: Readonly<Record<string, ElementRow>>;
  step: Readonly<Record<string, StepRow>>;
  entry: Readonly<Record<string, EntryRow>>;
  capture: Readonly<Record<string, CaptureRow>>;
  evidence: Readonly<Record<string, EvidenceRow>>;
  event: Readonly<Record<string, EventRow>>;
  exception: Readonly<Record<string, ExceptionRow>>;
  note: Readonly<Record<string, NoteRow>>;
  attachment: Readonly<Record<string, AttachmentRow>>;
  timer: Readonly<Record<string, TimerRow>>;
  signature: Readonly<Record<string, SignatureOf>>;
};
