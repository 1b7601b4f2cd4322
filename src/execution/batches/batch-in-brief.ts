import type { Instant, Uuid } from '../../kernel/ids.js';
import type { Duration, Range, Criticality } from '../../definition/unit-classes/domain/index.js';
import type { PhaseKind, SignaturePolicy } from '../../definition/recipes/domain/index.js';
import type { BatchStateName, RunState, StepStateName, TimerPurpose } from './domain/index.js';

/** A batch as a board shows it: what stands now, and nothing of its record. Deviations are quality's. */
export interface BatchInBrief {
  id: Uuid;
  code: string;
  coi: string;
  patient: string;
  product: string;
  state: BatchStateName;
  /** `E2` where an exception held it, else the words of who did */
  heldBecause: string | null;
  /** bound now; null between units, and while by hand */
  unit: { id: Uuid; code: string } | null;
  /** the one at hand; null once the batch is over */
  unitProcedure: { id: string; title: string; unitClass: string | null } | null;
  step: StepInBrief | null;
  steps: { done: number; total: number };
  /** what the recipe times, by programs and waits, in seconds before the speed factor: ahead of the step at hand, and in all */
  timed: { before: number; total: number };
  /** of the step at hand, from its request on */
  program: ProgramInBrief | null;
  /** the next to come */
  timer: { purpose: TimerPurpose; window: string | null; step: Uuid | null; dueAt: Instant } | null;
  /** that wait for somebody, oldest first */
  exceptions: ExceptionInBrief[];
  /** of the step at hand while its program runs or is held */
  monitors: MonitorInBrief[];
}

/** The step at hand. */
export interface StepInBrief {
  id: Uuid;
  phase: string;
  title: string;
  kind: PhaseKind;
  state: StepStateName;
  startedAt: Instant | null;
  /** while it is completing, in the order in which they are due */
  signaturesDue: SignaturePolicy[];
}

export interface ProgramInBrief {
  program: string;
  state: RunState;
  startedAt: Instant | null;
  /** length that ends it, before the speed factor; null where it ends by itself */
  after: Duration | null;
  /** when it is to end by that, the speed factor counted in */
  endsAt: Instant | null;
}

export interface ExceptionInBrief {
  /** `E2` */
  id: string;
  step: Uuid | null;
  kind: string;
  criticality: Criticality;
  raisedAt: Instant;
  waitsFor: 'comment' | 'answer';
}

/** Limits in `unit`. */
export interface MonitorInBrief {
  tag: string;
  unit: string;
  alert: Range | null;
  action: Range;
  criticality: Criticality;
}
