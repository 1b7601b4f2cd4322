import { takeIn } from './apply.js';
import type { BatchState } from './batch-state.js';
import { checkAct, checkType } from './check-acts.js';
import { checkBound, checkFreed, checkReleased, checkUnit } from './check-bindings.js';
import { checkClockSet, checkFired, checkOverdue, checkShortened } from './check-clocks.js';
import { checkConsequences } from './check-consequences.js';
import { checkActsSaid, checkCorrected, checkTimes, checkWitnessed, type StatedAct } from './check-corrections.js';
import { Calls } from './calls.js';
import { checkDiffering } from './check-differing.js';
import { BESIDE, checkEntry } from './check-entry.js';
import { checkFinished } from './check-finished.js';
import { checkIssued } from './check-parts.js';
import { checkProcedure, checkProcedureEnd, checkTurn, type Walked } from './check-procedure.js';
import { checkProgram } from './check-program.js';
import { Rules } from './check-rules.js';
import { checkSignedContent, checkSignedHash } from './check-signature.js';
import { checkTransition, OVER } from './check-transitions.js';
import { ENDED, Windows } from './check-windows.js';
import { type Fact, type Given, valuesOf } from './fact.js';
import type { Phase, Placed, Recipe } from './recipe.js';
import type { Report } from './report.js';
import type { Signature, Step } from './rows.js';

/** Roles that suffice where another is asked for. */
const SUFFICES: Record<string, string[]> = { operator: ['operator', 'supervisor'] };

/** What may still be said of a batch once it is over. */
const AFTER_END =
  /^(batch\.(unit-released|quality-hold-)|evidence\.named|exception\.|event\.|element\.transitioned|timer\.(set|fired|cancelled)|step\.program-|step\.stopped|signature\.given)/;

/** Walks the facts of a batch and holds each against the state before it. Gives that state as it is at the end. */
export function walkBatch(report: Report, state: BatchState, facts: Fact[], recipe: Recipe): void {
  const walked: Walked = { called: [], before: '', goneBy: [], shortened: new Set() };
  const stated: StatedAct[] = [];
  const windows = new Windows(report);
  const calls = new Calls(report);
  const rules = new Rules(report);
  for (const fact of facts) {
    if (OVER.has(String(state.batch['state'])) && !AFTER_END.test(fact.type))
      report.wrong(fact.stream, fact.seq, 'the batch went on after its end', 'nothing but late evidence', fact.type);
    if (fact.type === 'batch.issued') {
      checkIssued(report, fact, recipe);
      checkType(report, fact, recipe);
    } else
      fits(report, fact, () => {
        checkOne(report, state, fact, walked);
        const step = state.steps.get(String(fact.values['step']));
        const act = step === undefined ? null : checkTimes(report, state, fact, step);
        if (act !== null) stated.push(act);
        rules.look(state, fact);
        calls.look(state, fact, ENDED.has(String(state.batch['state'])));
      });
    checkShortened(report, state, fact, walked.shortened);
    fits(report, fact, () => takeIn(state, fact));
    fits(report, fact, () => windows.follow(state, fact));
    if (fact.type !== 'element.transitioned') walked.before = fact.type;
  }
  const stream = facts[0]?.stream ?? 'batch';
  checkProcedureEnd(report, state, stream, walked);
  windows.end(state, stream);
  calls.end(state, stream);
  rules.end(stream);
  checkConsequences(report, state, stream);
  checkOverdue(report, state, stream);
  checkWitnessed(report, state, stream, stated);
  checkCorrected(report, state, stream, walked.goneBy);
  checkActsSaid(report, state, facts);
}

function fits(report: Report, { stream, seq }: Fact, run: () => void): void {
  try {
    run();
  } catch (error) {
    report.wrong(stream, seq, 'the fact does not fit what was before it', 'a fact that fits', String(error));
  }
}

function checkOne(report: Report, state: BatchState, fact: Fact, walked: Walked): void {
  const step = state.steps.get(String(fact.values['step']));
  const placed = step && state.placed(step);
  checkTransition(report, state, fact, step);
  checkProcedure(report, state, fact, walked);
  checkAct(report, state, fact, walked.before);
  if (step !== undefined && placed !== undefined) checkWork(report, state, fact, step, placed, walked);
  if (fact.type === 'step.completed' && step !== undefined) checkComplete(report, state, fact, step, placed?.phase);
  if (fact.type === 'batch.unit-bound') checkBound(report, state, fact);
  if (fact.type === 'batch.unit-released') checkReleased(report, state, fact);
  if (fact.type === 'batch.completed') checkFreed(report, state, fact);
  if (fact.type === 'exception.raised') checkDiffering(report, state, fact);
  if (fact.type === 'timer.fired') checkFired(report, state, fact);
  if (fact.type !== 'signature.given') return;
  if (checkSignedHash(report, fact)) checkSignedContent(report, state, fact);
  checkComments(report, state, fact);
}

function checkWork(report: Report, state: BatchState, fact: Fact, step: Step, placed: Placed, walked: Walked): void {
  if (fact.type === 'step.started') {
    checkTurn(report, state, fact, step);
    checkFreed(report, state, fact);
    checkUnit(report, state, fact, step, placed);
  }
  if (fact.type === 'entry.recorded') checkEntry(report, state, fact, step, placed.phase);
  if (fact.type.startsWith('step.program-'))
    walked.goneBy.push(...checkProgram(report, state, fact, step, placed.phase));
  if (fact.type === 'timer.set') checkClockSet(report, state, fact, step, placed.phase);
  if (fact.type === 'step.finished') checkFinished(report, state, fact, step, placed.phase);
  if (fact.type === 'evidence.named' && step.unit === null)
    report.wrong(
      ...([fact.stream, fact.seq, `step ${step.phase} is by hand and names evidence of a unit`] as const),
      ...(['none', fact.values['unit']] as const),
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
  const noted = [...state.notes.values(), ...state.attachments.values()].filter((one) => one.step === step.id);
  for (const { meaning, seq: signed } of given)
    if (noted.some((one) => one.seq > signed))
      wrong(`step ${step.phase} is complete by a signature from before its last note or file`, 'void', meaning);
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
