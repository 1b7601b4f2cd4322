import type { Given } from './fact.js';

/** A row as its facts make it. What is not named here is compared where the record's view has it. */
export type Row = Record<string, unknown>;

export interface Step extends Row {
  id: string;
  phase: string;
  /** of its phase in the recipe, from 1 */
  position: number;
  /** rounds of the blocks around it, `feed[2]/` */
  rounds: string;
  /** sorts the steps as text */
  place: string;
  /** the frozen recipe that it is made by */
  recipe: string;
  state: string;
  unit: string | null;
  unitProcedure: string;
  arrivalsAfter: string | null;
  /** by each unit that it ran on: its evidence is among the readings after this arrival */
  since: Record<string, string | null>;
  owner: string | null;
  startedAt: string | null;
  completedAt: string | null;
  endedAt: string | null;
  /** when the server took its work as done */
  finishedAt: string | null;
}

/** A unit procedure, an operation, or a block of the procedure. */
export interface Element extends Row {
  id: string;
  kind: string;
  name: string;
  rounds: string;
  state: string;
  option: string | null;
  round: number;
  /** of a loop: the last round that was judged, and whether it was the last of all */
  judged: { round: number; ends: boolean } | null;
}

/** A unit that holds the batch for a unit procedure. */
export interface Binding extends Row {
  id: string;
  unit: string;
  unitCode: string;
  unitProcedure: string;
  position: string | null;
  releasedAt: string | null;
  /** of its fact */
  seq: number;
}

export interface Entry extends Row {
  number: string;
  step: string;
  field: string;
  source: string;
  value: string | null;
  unit: string | null;
  verdict: string | null;
  inputs: Record<string, string> | null;
  supersededBy: string | null;
  by: string;
  byPerson: string | null;
  at: string;
  reason: string | null;
  /** event time is `at`; when it was written */
  recordedAt: string;
  late: boolean;
  /** the corrected entry for whose sake it was computed anew */
  because: string | null;
  /** it was made after the work of its step was done */
  corrects: boolean;
  /** the device's file that gave it */
  file?: { hash: string };
  /** of its fact */
  seq: number;
}

export interface Capture extends Row {
  entry: string;
  step: string;
  unit: string;
  tag: string;
  aggregate: string;
  from: string;
  to: string;
  quality: string;
  arrivals: string[];
  seq: number;
}

export interface Occurrence extends Row {
  number: string;
  step: string | null;
  kind: string;
  /** says which occurrence it is */
  identity: string;
  values: Row;
  startedAt: string;
  /** of its fact */
  seq: number;
}

export interface Exception extends Occurrence {
  criticality: string;
  onBreach: string;
  /** whether its rule says that it opens a deviation */
  opens: boolean | undefined;
  raisedAt: string;
  comment: string | null;
  answer: string | null;
  deviation: string | null;
}

export interface Timer extends Row {
  number: string;
  step: string | null;
  purpose: string;
  dueAt: string;
  state: string;
  /** of its fact */
  seq: number;
}

export interface Evidence extends Row {
  step: string;
  unit: string;
  seq: number;
  from: string;
  to: string;
  count: number;
  root: string;
}

export interface Signature extends Given, Row {
  seq: number;
  at: string;
  void: boolean;
}

/** What a person said of a step, or of the batch as a whole. */
export interface Note extends Row {
  number: string;
  step: string | null;
  kind: string;
  files: string[];
  seq: number;
}

/** A file of a step, by the hash of its bytes. */
export interface Attachment extends Row {
  id: string;
  step: string;
  file: string;
  size: number;
  seq: number;
}
