import type { Instant, Uuid } from '../../../kernel/ids.js';
import type { OnBreach } from '../../../definition/recipes/domain/index.js';
import type { Criticality } from '../../../definition/unit-classes/domain/index.js';
import type { Draft } from './draft.js';
import { isOver } from './guards.js';
import type { EventRow, ExceptionRow, SignatureOf, StepRow } from './rows.js';
import { isHeld } from './tables.js';
import { programFollows } from './unit-program.js';

export interface Happening {
  step: StepRow | null;
  kind: string;
  /** says which occurrence it is: what is known already is not stated again */
  identity: string;
  values: Record<string, unknown>;
  startedAt?: Instant;
  endedAt?: Instant | null;
}

export interface Breach extends Happening {
  criticality: Criticality;
  onBreach: OnBreach;
  /** whether the rule opens a deviation; where absent, as policy says */
  deviation?: boolean | undefined;
}

const known = (rows: Record<string, EventRow>, identity: string): boolean =>
  Object.values(rows).some((row) => row.identity === identity);

const at = (draft: Draft, { startedAt, endedAt }: Happening) => ({
  startedAt: startedAt ?? draft.when,
  endedAt: endedAt === undefined ? draft.when : endedAt,
});

/** Something to trend: an alert, a near miss. */
export function record(draft: Draft, happening: Happening): void {
  const { step, kind, identity, values } = happening;
  if (known(draft.state.event, identity)) return;
  const event = draft.number('N', 'event');
  const times = at(draft, happening);
  draft.add(
    'event.recorded',
    { event, step: step?.id ?? null, kind, identity, values, ...times },
    { happenedAt: times.startedAt },
  );
}

/**
 * A missed action limit, a gap, a held program: on record at once, its comment due before the step is signed.
 * `stop` holds a running step, or the batch where none runs; `supervisor` keeps the step from completing.
 */
export function raise(draft: Draft, breach: Breach): void {
  const { step, kind, identity, values, criticality, onBreach, deviation } = breach;
  if (known(draft.state.exception, identity)) return;
  const exception = draft.number('E', 'exception');
  const times = at(draft, breach);
  const facts = { exception, step: step?.id ?? null, kind, identity, values, ...times, criticality, onBreach };
  const rule = deviation === undefined ? {} : { deviation };
  draft.add('exception.raised', { ...facts, ...rule }, { happenedAt: times.startedAt });
  if (step !== null) voidSignatures(draft, step.id);
  if (onBreach === 'stop') hold(draft, step?.id ?? null, exception);
}

/** An exception that a person makes by what they do; the reason that they give is its comment. */
export function raiseSaid(draft: Draft, comment: string, breach: Breach): void {
  const exception = draft.number('E', 'exception');
  raise(draft, breach);
  draft.add('exception.commented', { exception, step: breach.step?.id ?? null, comment });
}

function hold(draft: Draft, id: Uuid | null, because: string): void {
  if (isOver(draft)) return;
  const step = id === null ? null : draft.step(id);
  if (step !== null && mayHold(step)) holdStep(draft, step, because);
  else if ((step === null || !isHeld(step.state)) && draft.batch.state === 'running') holdAll(draft, because);
}

/** The batch, and each step that runs in it with its program. */
export function holdAll(draft: Draft, reason: string): void {
  for (const step of draft.steps) if (mayHold(step)) holdStep(draft, step, 'batch');
  draft.add('batch.holding', { reason });
  if (!draft.steps.some(({ state }) => state === 'holding')) draft.add('batch.held', { reason });
}

const mayHold = ({ state }: StepRow): boolean => state === 'running' || state === 'paused' || state === 'restarting';

/** What is done by hand is held at once; a program goes to its safe state first. */
function holdStep(draft: Draft, step: StepRow, because: string): void {
  draft.add(programFollows(step) ? 'step.holding' : 'step.held', { step: step.id, because });
}

/** Meanings of signatures beside a step's policy: one that let a held step go on, one that witnessed a value. */
const BESIDE: ReadonlySet<string> = new Set(['restart', 'witnessed', 'override']);

/** Signatures of a step's policy that still stand. */
export const standing = (draft: Pick<Draft, 'state'>, step: Uuid): SignatureOf[] =>
  Object.values(draft.state.signature).filter(
    ({ subject, meaning, void: isVoid }) => subject === step && !BESIDE.has(meaning) && !isVoid,
  );

/** What changes a step's content between its signatures makes those given void: they signed something else. */
export function voidSignatures(draft: Draft, step: Uuid): void {
  if (draft.step(step).state !== 'completing') return;
  const signatures = standing(draft, step).map(({ id }) => id);
  if (signatures.length > 0) draft.add('step.signatures-voided', { step, signatures });
}

/** Exceptions of a step that wait for a supervisor. */
export const unanswered = (draft: Draft, step: Uuid | null): ExceptionRow[] =>
  draft.exceptionsOf(step).filter(({ onBreach, answer }) => onBreach !== 'continue' && answer === null);

export const uncommented = (draft: Draft, step: Uuid | null): ExceptionRow[] =>
  draft.exceptionsOf(step).filter(({ comment }) => comment === null);
