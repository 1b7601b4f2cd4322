import type { Instant, Uuid } from '../../../kernel/ids.js';
import type { Quantity, Rounding } from '../../../kernel/quantity.js';
import type { MasterRecipe, OnBreach, PhaseKind, RecordType } from '../../../definition/recipes/domain/index.js';
import type { Criticality } from '../../../definition/unit-classes/domain/index.js';
import type { Kit } from '../../../plant/equipment/domain/index.js';
import type { Fact } from '../../../trust/ledger/domain/index.js';
import type { FileEvidence } from './file-evidence.js';
import type { BatchState, ElementKind, EntryRow, NoteKind, TimerPurpose } from './rows.js';
import type { ElementStateName } from './tables.js';

interface OfStep {
  step: Uuid;
}

interface OfProgram extends OfStep {
  command: Uuid;
}

/** A seal of readings, by its fact's place in the unit's stream. */
export interface NamedSeal {
  seq: number;
  from: string;
  to: string;
  count: number;
  root: string;
}

export interface CaptureValues {
  unit: Uuid;
  tag: string;
  aggregate: 'last' | 'mean' | 'min' | 'max';
  from: Instant;
  to: Instant;
  quality: 'good' | 'bad' | 'stale';
  sourceTime: Instant | null;
  arrivals: string[];
}

export interface Occurrence {
  step: Uuid | null;
  kind: string;
  identity: string;
  values: Record<string, unknown>;
  startedAt: Instant;
  endedAt: Instant | null;
}

/** A step as it comes to be; earlier facts have neither rounds nor place. */
export interface NewStep {
  step: Uuid;
  phase: string;
  position: number;
  kind: PhaseKind;
  operation: string;
  unitProcedure: string;
  rounds?: string;
  place?: string;
}

export interface NewElement {
  kind: ElementKind;
  name: string;
  rounds: string;
}

/** Values of each fact in a batch's stream, by its type. Numbers as `V3`, `N1`, `E2`, `T4`, `M5` count within the batch. */
export interface BatchFacts {
  'batch.issued': {
    code: string;
    site: string;
    sponsor: string | null;
    /** a patient batch where absent */
    type?: RecordType;
    order: Uuid | null;
    coi: string | null;
    patient: string | null;
    product: string;
    recipe: { id: string; code: string; title: string; version: number; hash: string; frozen: MasterRecipe };
    parameters?: Record<string, Quantity>;
    steps: NewStep[];
    elements?: NewElement[];
  };
  'batch.started': Record<string, never>;
  'batch.unit-bound': {
    unit: Uuid;
    unitCode: string;
    unitProcedure: string;
    scanned: string;
    position?: string;
    /** left out where the unit's class asks for none */
    kit?: Kit;
  };
  'batch.unit-released': { unit: Uuid; unitProcedure: string };
  /** a process hold: each running phase goes to its safe state, and `batch.held` says that they are there */
  'batch.holding': { reason: string };
  'batch.held': { reason: string };
  'batch.restarted': { comment: string; signature: Uuid };
  'batch.completed': Record<string, never>;
  /** programs still end on units; `batch.stopped` says that they have */
  'batch.stopping': { because: 'decision' | 'answer'; step: Uuid | null };
  'batch.stopped': { because: 'decision' | 'answer'; step: Uuid | null };

  /** a supervisor moves a unit procedure from a unit that failed to another: `steps` that are at work go with it */
  'batch.unit-replaced': {
    binding: string;
    unit: Uuid;
    unitCode: string;
    unitProcedure: string;
    position?: string;
    kit?: Kit;
    scannedOld: string;
    scanned: string;
    reason: string;
    signature: Uuid;
    steps: Uuid[];
    arrivalsAfter: string;
  };
  /** from a step on the batch goes by a newer version; what was done stays under the one before */
  'batch.recipe-changed': {
    recipe: { id: string; code: string; title: string; version: number; hash: string; frozen: MasterRecipe };
    from: string;
    changes: string[];
    reason: string;
    signature: Uuid;
    steps: NewStep[];
    elements: NewElement[];
  };
  'batch.quality-hold-placed': { reason: string; signature: Uuid };
  'batch.quality-hold-lifted': { reason: string; signature: Uuid };
  'batch.aborting': { reason: string; signature: Uuid };
  'batch.aborted': Record<string, never>;
  /** what a prepared-material record made */
  'lot.yielded': { lot: string; material: string; expiresAt: Instant };
  /** a signature put an approved ad-hoc block in: `element` is its round's */
  'block.inserted': { element: string; block: string; reason: string; signature: Uuid };

  /** ISA-88: a unit procedure, operation or block changes its state since a step or the batch did */
  'element.transitioned': { element: string; from: ElementStateName; to: ElementStateName; trigger: string };
  /** steps that came to be after the issue: another round of a loop, a repeat that is due, an ad-hoc block */
  'steps.added': { element: string; round: number; steps: NewStep[]; elements: NewElement[] };
  /** steps that will not be done: their option was not taken, or a newer recipe has others in their place */
  'steps.omitted': { element: string | null; steps: Uuid[] };
  'choice.taken': { element: string; option: string; decision: Uuid | null; inputs: Record<string, string> };
  'loop.judged': { element: string; round: number; ends: boolean; inputs: Record<string, string> };

  /** both null where the step is by hand, on no unit */
  'step.started': OfStep & {
    unit: Uuid | null;
    arrivalsAfter: string | null;
    /** by itself: it is nobody's until a person takes it over */
    automatic?: true;
  };
  /** its program is told to go to its safe state; `step.held` says that it is there */
  'step.holding': OfStep & { because: string };
  'step.held': OfStep & { because: string };
  /** its program is told to go on; `step.restarted` says that it does */
  'step.restarting': OfStep & { comment: string; signature: Uuid | null };
  'step.restarted': OfStep & { comment?: string; signature: Uuid | null };
  'step.finished': OfStep & { endedAt: Instant };
  /** a value of it was corrected (`entry` takes its place): its signatures are due again */
  'step.reopened': OfStep & { entry: string };
  /** a supervisor signed that it is not done */
  'step.skipped': OfStep & { signature: Uuid };
  'step.taken-over': OfStep & { from: Uuid | null; fromName: string | null };
  'step.signed': OfStep & { signature: Uuid; meaning: string };
  'step.signatures-voided': OfStep & { signatures: Uuid[] };
  'step.completed': OfStep;
  'step.paused': OfStep & { reason: string };
  'step.resumed': OfStep;
  'step.stopping': OfStep;
  'step.stopped': OfStep;
  'step.aborting': OfStep;
  'step.aborted': OfStep;

  'step.program-requested': OfProgram & { program: string; set: Record<string, Quantity>; after: string | null };
  'step.program-confirmed': OfProgram & { runId: string; startedAt: Instant };
  'step.program-failed': OfProgram & { reason: string; unknown: boolean };
  /** the recipe's rule ends it before its time: its condition holds */
  'step.program-end-due': OfStep & { inputs: Record<string, string> };
  'step.program-held': OfStep & { cause: string };
  'step.program-resumed': OfStep;
  'step.program-ended': OfStep & { outcome: string; startedAt: Instant; endedAt: Instant };

  'entry.recorded': OfStep & {
    entry: string;
    field: string;
    source: EntryRow['source'];
    value: string | null;
    unit: string | null;
    verdict: EntryRow['verdict'];
    inputs: Record<string, string> | null;
    rounding: Rounding | null;
    /** the entry whose place it takes */
    supersedes: string | null;
    capture: CaptureValues | null;
    /** transcribed after the allowed time, with a second person */
    late?: true;
    /** the corrected entry for whose sake it was computed anew */
    because?: string;
    /** of source `file` */
    file?: FileEvidence;
  };
  'decision.made': OfStep & { option: string };
  'evidence.named': OfStep & { unit: Uuid; seals: NamedSeal[]; supplementary: boolean };

  'event.recorded': Occurrence & { event: string };
  'event.ended': { event: string; endedAt: Instant; values: Record<string, unknown> };
  /** `deviation`: whether its rule opens one; where absent, as policy says */
  'exception.raised': Occurrence & {
    exception: string;
    criticality: Criticality;
    onBreach: OnBreach;
    deviation?: boolean;
  };
  'exception.ended': { exception: string; step: Uuid | null; endedAt: Instant; values: Record<string, unknown> };
  'exception.commented': { exception: string; step: Uuid | null; comment: string };
  'exception.answered': {
    exception: string;
    step: Uuid | null;
    decision: 'continue' | 'stop';
    comment: string;
    signature: Uuid;
  };
  'exception.deviation-opened': { exception: string; step: Uuid | null; deviation: Uuid };

  /** what a person says of a step, or of the batch as a whole; `files` are hashes of what the batch has */
  'note.added': { step: Uuid | null; note: string; kind: NoteKind; text: string; files: string[] };
  /** a photo or file of a step by the hash of its bytes; `note`: the one that it belongs to */
  'file.bound': OfStep & { file: string; name: string; mediaType: string; size: number; note: string | null };

  'timer.set': { timer: string; step: Uuid | null; purpose: TimerPurpose; window: string | null; dueAt: Instant };
  'timer.fired': { timer: string };
  'timer.cancelled': { timer: string };
  /** the clock jumped ahead while it ran: what it times is not shortened by that */
  'timer.moved': { timer: string; dueAt: Instant; ms: number };
  /** the server's clock was set: `ms` ahead of what has passed, behind it where negative; an event of the batch */
  'clock.jumped': { event: string; ms: number; expected: Instant; found: Instant };
}

export type BatchFactType = keyof BatchFacts;
export type BatchFact<T extends BatchFactType = BatchFactType> = Fact<T, BatchFacts[T]>;

/** How each fact makes rows: it copies results and computes none. */
export type Apply<T extends BatchFactType> = {
  [K in T]: (state: BatchState, fact: Fact<K, BatchFacts[K]>, batch: string) => BatchState;
};
