import type { Instant, Uuid } from '../../kernel/ids.js';
import {
  type MasterRecipe,
  type Phase,
  type PhaseKind,
  phasesOf,
  unitProceduresOf,
  type SignaturePolicy,
} from '../../definition/recipes/domain/index.js';
import { type Criticality, type Duration, type Range, seconds } from '../../definition/unit-classes/domain/index.js';
import { scaledMs } from '../rules/domain/index.js';
import {
  type BatchStateName,
  later,
  phaseOf,
  programLength,
  type ProgramRun,
  type RunState,
  type StepStateName,
  type TimerPurpose,
} from './domain/index.js';

/** A batch as a board shows it: what stands now, and nothing of its record. Deviations are quality's. */
export interface BatchInBrief {
  id: Uuid;
  code: string;
  /** what it is a record of */
  type: string;
  coi: string | null;
  patient: string | null;
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

/** What the rows say of a batch in brief; the rest is the recipe's. */
export interface BriefRow extends Pick<BatchInBrief, 'id' | 'code' | 'type' | 'coi' | 'patient' | 'product' | 'state'> {
  heldBecause: string | null;
  unit: Uuid | null;
  unitCode: string | null;
  recipeHash: string;
  done: number;
  total: number;
  step: (Omit<StepInBrief, 'title' | 'signaturesDue'> & { unitProcedure: string; run: ProgramRun | null }) | null;
  /** standing signatures of the step at hand */
  signed: number;
  timer: BatchInBrief['timer'];
  exceptions: ExceptionInBrief[];
}

/** What the rows and the frozen recipe say of a batch. */
export function briefOf(row: BriefRow, recipe: MasterRecipe, speed: number): BatchInBrief {
  const { id, code, type, coi, patient, product, state, heldBecause, done, total, timer, exceptions, signed, step } =
    row;
  const phase = step === null ? null : phaseOf(recipe, step.phase);
  const procedure = unitProceduresOf(recipe).find(({ unitProcedure }) => unitProcedure === step?.unitProcedure);
  return {
    ...{ id, code, type, coi, patient, product, state, heldBecause, timer, exceptions },
    unit: row.unit === null ? null : { id: row.unit, code: row.unitCode! },
    unitProcedure:
      procedure === undefined
        ? null
        : { id: procedure.unitProcedure, title: procedure.title, unitClass: procedure.unitClass },
    step:
      step === null
        ? null
        : {
            ...{ id: step.id, phase: step.phase, title: phase!.title, kind: step.kind, state: step.state },
            startedAt: step.startedAt,
            signaturesDue: step.state === 'completing' ? phase!.sign.slice(signed) : [],
          },
    steps: { done, total },
    timed: timedOf(recipe, step?.phase),
    program: step?.run ? programOf(step.run, speed) : null,
    monitors: step?.run ? monitorsOf(step.run, phase!) : [],
  };
}

/** Seconds that a phase takes by the recipe's own clock; none where people set its pace. */
function lengthOf(phase: Phase): number {
  if (phase.kind === 'wait') return seconds(phase.for);
  return phase.kind === 'program' ? seconds(programLength(phase) ?? 'PT0S') : 0;
}

function timedOf(recipe: MasterRecipe, at: string | undefined): BatchInBrief['timed'] {
  const phases = phasesOf(recipe).map(({ phase }) => phase);
  const here = phases.findIndex(({ id }) => id === at);
  const sum = (some: Phase[]): number => some.reduce((all, phase) => all + lengthOf(phase), 0);
  return { before: sum(here < 0 ? phases : phases.slice(0, here)), total: sum(phases) };
}

const programOf = ({ program, state, startedAt, after }: ProgramRun, speed: number): ProgramInBrief => ({
  ...{ program, state, startedAt, after },
  endsAt: state !== 'running' || startedAt === null || after === null ? null : later(startedAt, scaledMs(after, speed)),
});

const monitorsOf = ({ state }: ProgramRun, phase: Phase): MonitorInBrief[] =>
  phase.kind !== 'program' || (state !== 'running' && state !== 'held')
    ? []
    : phase.monitor.map(({ tag, unit, alert = null, action, criticality }) => ({
        ...{ tag, unit, alert, action, criticality },
      }));
