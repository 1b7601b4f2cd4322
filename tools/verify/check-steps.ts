import type { BatchState, Signature, Step } from './batch-state.js';
import { checkClockSet, checkFired, checkOverdue } from './check-clocks.js';
import { checkConsequences } from './check-consequences.js';
import { checkEntry } from './check-entry.js';
import { checkFinished } from './check-finished.js';
import { checkSignedContent, checkSignedHash } from './check-signature.js';
import { type Fact, type Given, valuesOf } from './fact.js';
import { type Phase, phasesOf, type Placed, type Recipe } from './recipe.js';
import type { Report } from './report.js';

/** Meanings of signatures that stand on a step and are none of those that its recipe asks for. */
const BESIDE = new Set(['restart']);

/** Roles that suffice where another is asked for. */
const SUFFICES: Record<string, string[]> = { operator: ['operator', 'supervisor'] };

/** What may still be said of a batch once it is over. */
const AFTER_END =
  /^(batch\.unit-released|evidence\.named|exception\.|event\.|timer\.(fired|cancelled)|step\.program-|step\.stopped|signature\.given)/;

/** Walks the facts of a batch and holds each against the state before it. Gives that state as it is at the end. */
export function walkBatch(report: Report, state: BatchState, facts: Fact[], recipe: Recipe): void {
  const phases = new Map(phasesOf(recipe).map((placed) => [placed.phase.id, placed]));
  for (const fact of facts) {
    if (['complete', 'stopped'].includes(String(state.batch['state'])) && !AFTER_END.test(fact.type))
      report.wrong(fact.stream, fact.seq, 'the batch went on after its end', 'nothing but late evidence', fact.type);
    fits(report, fact, () => checkOne(report, state, fact, phases));
    fits(report, fact, () => state.take(fact));
  }
  const stream = facts[0]?.stream ?? 'batch';
  checkConsequences(report, state, stream, phases);
  checkOverdue(report, state, stream, phases.values());
}

function fits(report: Report, { stream, seq }: Fact, run: () => void): void {
  try {
    run();
  } catch (error) {
    report.wrong(stream, seq, 'the fact does not fit what was before it', 'a fact that fits', String(error));
  }
}

function checkOne(report: Report, state: BatchState, fact: Fact, phases: Map<string, Placed>): void {
  const step = state.steps.get(String(fact.values['step']));
  const placed = phases.get(step?.phase ?? '');
  if (step !== undefined && placed !== undefined) checkWork(report, state, fact, step, placed);
  if (fact.type === 'step.completed' && step !== undefined) checkComplete(report, state, fact, step, placed?.phase);
  if (fact.type === 'batch.unit-bound') checkBound(report, fact, [...phases.values()]);
  if (fact.type === 'batch.unit-released') checkReleased(report, state, fact);
  if (fact.type === 'timer.fired') checkFired(report, state, fact);
  if (fact.type !== 'signature.given') return;
  if (checkSignedHash(report, fact)) checkSignedContent(report, state, fact);
  checkComments(report, state, fact);
}

function checkWork(report: Report, state: BatchState, fact: Fact, step: Step, placed: Placed): void {
  if (fact.type === 'step.started') {
    checkOrder(report, state, fact, step);
    checkUnit(report, state, fact, step, placed);
  }
  if (fact.type === 'entry.recorded') checkEntry(report, state, fact, step, placed.phase);
  if (fact.type === 'timer.set') checkClockSet(report, state, fact, step, placed.phase);
  if (fact.type === 'step.finished') checkFinished(report, state, fact, step, placed.phase);
  if (fact.type === 'evidence.named' && placed.unitClass === null)
    report.wrong(
      ...([fact.stream, fact.seq, `step ${step.phase} is by hand and names evidence of a unit`] as const),
      ...(['none', fact.values['unit']] as const),
    );
}

/** A step rests on the unit that is bound for its unit procedure, and on none where its work is by hand. */
function checkUnit(report: Report, { batch }: BatchState, fact: Fact, step: Step, { unitClass }: Placed): void {
  const { stream, seq, values } = fact;
  const wrong = (what: string, expected: unknown, found: unknown): void =>
    report.wrong(stream, seq, `step ${step.phase} ${what}`, expected, found);
  if (batch['state'] !== 'running') wrong('started while the batch did not run', 'running', batch['state']);
  const { unit, arrivalsAfter } = values;
  if (unitClass === null) {
    if (unit !== null || arrivalsAfter !== null) wrong('is by hand and rests on a unit', 'no unit', unit);
    if (batch['unit'] !== null) wrong('is by hand and a unit was bound meanwhile', 'no unit', batch['unit']);
    return;
  }
  if (unit === null || unit !== batch['unit']) wrong('started on another unit than the bound one', batch['unit'], unit);
  if (batch['unitProcedure'] !== step.unitProcedure)
    wrong('started on a unit that was bound for another', step.unitProcedure, batch['unitProcedure']);
}

function checkBound(report: Report, { stream, seq, values }: Fact, placed: Placed[]): void {
  const of = placed.find(({ unitProcedure }) => unitProcedure === values['unitProcedure']);
  if (of?.unitClass == null)
    report.wrong(
      stream,
      seq,
      'a unit was bound for work by hand',
      'a unit procedure on a unit',
      values['unitProcedure'],
    );
}

/** A unit is free once the steps of its unit procedure are complete, or the batch was stopped. */
function checkReleased(report: Report, state: BatchState, { stream, seq, values }: Fact): void {
  const { unit, unitProcedure } = state.batch;
  report.same(stream, seq, 'another unit was released than the bound one', { unit, unitProcedure }, values);
  const open = state.inOrder().find((step) => step.unitProcedure === unitProcedure && step.state !== 'complete');
  if (state.batch['state'] !== 'stopped' && open !== undefined)
    report.wrong(stream, seq, 'the unit was released before its steps were complete', 'complete', open.phase);
}

/** 11.10(f): no step starts before those that come first are complete. */
function checkOrder(report: Report, state: BatchState, { stream, seq }: Fact, step: Step): void {
  const open = state.inOrder().find((other) => other.position < step.position && other.state !== 'complete');
  if (open !== undefined)
    report.wrong(
      stream,
      seq,
      `step ${step.phase} started out of order`,
      `${open.phase} complete`,
      `${open.phase} ${open.state}`,
    );
}

/** Every exception of a step has its comment before the step is signed. */
function checkComments(report: Report, state: BatchState, fact: Fact): void {
  const { subject, meaning } = valuesOf<Given>(fact);
  if (BESIDE.has(meaning)) return;
  for (const { number, step, comment } of state.exceptions.values())
    if (step === subject && comment === null)
      report.wrong(
        fact.stream,
        fact.seq,
        `the step was signed before exception ${number} had a comment`,
        'a comment',
        'none',
      );
}

/** 211.188(b)(11): a complete step has the signatures that the frozen recipe asks for, in order, each of another person. */
function checkComplete(
  report: Report,
  state: BatchState,
  { stream, seq }: Fact,
  step: Step,
  phase: Phase | undefined,
): void {
  const wrong = (what: string, expected: unknown, found: unknown): void =>
    report.wrong(stream, seq, what, expected, found);
  if (phase === undefined) return wrong('the recipe has no such phase', 'a phase of the recipe', step.phase);
  if (step.state !== 'completing') wrong(`step ${step.phase} was not finished`, 'completing', step.state);
  const given = standing(state, step);
  const lines = (list: { meaning: string; role: string }[]): string =>
    list.map(({ meaning, role }) => `${meaning} by ${role}`).join(', ');
  const [asked, found] = [lines(phase.sign), lines(given)];
  const fits = phase.sign.every(({ meaning, role }, index) => {
    const one = given[index];
    return one?.meaning === meaning && (SUFFICES[role] ?? [role]).includes(one.role);
  });
  if (!fits || given.length !== phase.sign.length)
    wrong(`step ${step.phase} is complete without the signatures that it needs`, asked, found);
  const people = new Map<string, Signature>();
  for (const signature of given) {
    const other = people.get(signature.person);
    if (other !== undefined)
      wrong(
        `one person gave two signatures of step ${step.phase}`,
        'two persons',
        `${signature.name}: ${other.meaning}, ${signature.meaning}`,
      );
    people.set(signature.person, signature);
    const typed = [...state.entries.values()].find(
      (entry) => entry.step === step.id && entry.byPerson === signature.person,
    );
    if (signature.meaning === 'verified' && typed !== undefined)
      wrong(`who entered ${typed.field} of step ${step.phase} also verified it`, 'two persons', signature.name);
  }
}

const standing = (state: BatchState, step: Step): Signature[] =>
  [...state.signatures.values()].filter(
    ({ subject, meaning, void: gone }) => subject === step.id && !gone && !BESIDE.has(meaning),
  );
