import type { Instant, Uuid } from '../../../kernel/ids.js';
import type { Quantity, Rounding } from '../../../kernel/quantity.js';
import type { MasterRecipe, OnBreach, PhaseKind } from '../../../definition/recipes/domain/index.js';
import type { Criticality } from '../../../definition/unit-classes/domain/index.js';
import type { Fact } from '../../../trust/ledger/domain/index.js';
import type { BatchState, EntryRow, TimerPurpose } from './rows.js';

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

/** Values of each fact in a batch's stream, by its type. Numbers as `V3`, `N1`, `E2`, `T4` count within the batch. */
export interface BatchFacts {
  'batch.issued': {
    code: string;
    site: string;
    sponsor: string | null;
    order: Uuid;
    coi: string;
    patient: string;
    product: string;
    recipe: { id: string; code: string; title: string; version: number; hash: string; frozen: MasterRecipe };
    steps: {
      step: Uuid;
      phase: string;
      position: number;
      kind: PhaseKind;
      operation: string;
      unitProcedure: string;
    }[];
  };
  'batch.started': Record<string, never>;
  'batch.unit-bound': { unit: Uuid; unitCode: string; unitProcedure: string; scanned: string };
  'batch.unit-released': { unit: Uuid; unitProcedure: string };
  'batch.held': { reason: string };
  'batch.restarted': { comment: string; signature: Uuid };
  'batch.completed': Record<string, never>;
  'batch.stopped': { because: 'decision' | 'answer'; step: Uuid | null };

  /** both null where the step is by hand, on no unit */
  'step.started': OfStep & { unit: Uuid | null; arrivalsAfter: string | null };
  'step.held': OfStep & { because: string };
  'step.restarted': OfStep & { comment: string; signature: Uuid | null };
  'step.finished': OfStep & { endedAt: Instant };
  'step.signed': OfStep & { signature: Uuid; meaning: string };
  'step.signatures-voided': OfStep & { signatures: Uuid[] };
  'step.completed': OfStep;
  'step.stopped': OfStep;

  'step.program-requested': OfProgram & { program: string; set: Record<string, Quantity>; after: string | null };
  'step.program-confirmed': OfProgram & { runId: string; startedAt: Instant };
  'step.program-failed': OfProgram & { reason: string; unknown: boolean };
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
  };
  'decision.made': OfStep & { option: string };
  'evidence.named': OfStep & { unit: Uuid; seals: NamedSeal[]; supplementary: boolean };

  'event.recorded': Occurrence & { event: string };
  'event.ended': { event: string; endedAt: Instant; values: Record<string, unknown> };
  'exception.raised': Occurrence & { exception: string; criticality: Criticality; onBreach: OnBreach };
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

  'timer.set': { timer: string; step: Uuid | null; purpose: TimerPurpose; window: string | null; dueAt: Instant };
  'timer.fired': { timer: string };
  'timer.cancelled': { timer: string };
}

export type BatchFactType = keyof BatchFacts;
export type BatchFact<T extends BatchFactType = BatchFactType> = Fact<T, BatchFacts[T]>;

/** How each fact makes rows: it copies results and computes none. */
export type Apply<T extends BatchFactType> = {
  [K in T]: (state: BatchState, fact: Fact<K, BatchFacts[K]>, batch: string) => BatchState;
};
