import type { BatchState, Signature, Step } from './batch-state.js';
import { checkSignedContent, checkSignedHash } from './check-signature.js';
import { type Fact, type Given, valuesOf } from './fact.js';
import { type Phase, phasesOf, type Recipe } from './recipe.js';
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
  const phases = new Map(phasesOf(recipe).map(({ phase }) => [phase.id, phase]));
  for (const fact of facts) {
    try {
      if (['complete', 'stopped'].includes(String(state.batch['state'])) && !AFTER_END.test(fact.type))
        report.wrong(fact.stream, fact.seq, 'the batch went on after its end', 'nothing but late evidence', fact.type);
      checkOne(report, state, fact, phases);
      state.take(fact);
    } catch (error) {
      report.wrong(
        fact.stream,
        fact.seq,
        'the fact does not fit what was before it',
        'a fact that fits',
        String(error),
      );
    }
  }
}

function checkOne(report: Report, state: BatchState, fact: Fact, phases: Map<string, Phase>): void {
  const step = state.steps.get(String(fact.values['step']));
  if (fact.type === 'step.started' && step !== undefined) checkOrder(report, state, fact, step);
  if (fact.type === 'step.completed' && step !== undefined)
    checkComplete(report, state, fact, step, phases.get(step.phase));
  if (fact.type !== 'signature.given') return;
  if (checkSignedHash(report, fact)) checkSignedContent(report, state, fact);
  checkComments(report, state, fact);
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
