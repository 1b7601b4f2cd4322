import type { BatchState } from './batch-state.js';
import { holds } from './evaluate.js';
import { inRound } from './expand.js';
import { checkAdded, checkChanged, checkInserted, type Looked } from './check-parts.js';
import type { GoneBy } from './check-corrections.js';
import type { Fact } from './fact.js';
import { isAtWork, progressOf, stateOf, stepsOf } from './progress.js';
import { blockOf, type Choice, type Loop, phasesIn } from './recipe.js';
import type { Report } from './report.js';
import type { Element, Step } from './rows.js';
import { inputsOf, valuesAt } from './values.js';

/** An exception that the procedure itself calls for. */
export interface Called {
  kind: string;
  identity: string;
  step: string | null;
  criticality: unknown;
  onBreach: unknown;
  seq: number;
}

/** What a walk of the procedure keeps beside the rows. */
export interface Walked {
  called: Called[];
  /** the type of the fact before, without those on elements */
  before: string;
  goneBy: GoneBy[];
  /** waits that a clock which jumped ahead has still to be taken from */
  shortened: Set<string>;
}

/** Holds each fact that says how the procedure goes on against what the frozen recipe says, where the batch stands. */
export function checkProcedure(report: Report, state: BatchState, fact: Fact, walked: Walked): void {
  const { stream, seq, type, values } = fact;
  const wrong = (what: string, expected: unknown, found: unknown): void =>
    report.wrong(stream, seq, what, expected, found);
  const same = (what: string, expected: unknown, found: unknown): boolean =>
    report.same(stream, seq, what, expected, found);
  const element = state.elements.get(String(values['element']));
  const known = (): Element => {
    if (element === undefined) throw new Error(`the batch has no element ${String(values['element'])}`);
    return element;
  };
  switch (type) {
    case 'choice.taken':
      return checkChoice({ report, state, fact, wrong, same }, known(), walked);
    case 'steps.omitted':
      // a newer version of the recipe has others in their place
      if (values['element'] === null) return;
      return void same(
        'other steps were left out than those of the options not taken',
        known().kind === 'repeat' ? notBegun(state, known()) : notTaken(state, known()),
        sorted(values['steps']),
      );
    case 'loop.judged':
      return checkLoop({ report, state, fact, wrong, same }, known(), walked);
    case 'steps.added':
      if (element === undefined || element.kind === 'ad-hoc')
        return checkInserted({ report, state, fact, wrong, same }, element, walked);
      return checkAdded({ report, state, fact, wrong, same }, known());
    case 'batch.recipe-changed':
      return checkChanged(report, state, fact);
    case 'element.transitioned':
      same(`${known().name} was in another state`, known().state, values['from']);
      same(`${known().name} is not in the state that its steps are in`, stateNow(state, known()), values['to']);
      return void same('the state changed by another fact', walked.before, values['trigger']);
    case 'batch.completed': {
      const { done, open, undecided } = progressOf(state, state.recipe);
      if (!done)
        wrong('the batch was completed before its procedure had ended', 'nothing open', [
          ...open.map(({ phase }) => phase),
          ...undecided.map(({ block }) => block.id),
        ]);
      return;
    }
  }
}

const sorted = (ids: unknown): string[] => [...(ids as string[])].sort();
const stateNow = (state: BatchState, element: Element): string =>
  stateOf(stepsOf(state, element).map((step) => step.state));

/** A choice or loop that the procedure has come to; a finding where it has not. */
function reached({ state, wrong }: Looked, { name, rounds, kind }: Element): Choice | Loop | null {
  const { undecided } = progressOf(state, state.recipe);
  const due = undecided.find(({ element }) => element.name === name && element.rounds === rounds);
  if (due !== undefined) return due.block;
  wrong(`the procedure has not come to ${kind} ${rounds}${name}, or it was decided before`, 'its turn', 'not its turn');
  const block = blockOf(state.recipe, name);
  return block?.kind === 'choice' || block?.kind === 'loop' ? block : null;
}

/** The option of its signed decision, or the first whose condition holds by the verifier's own reckoning. */
function checkChoice(looked: Looked, element: Element, walked: Walked): void {
  const { state, fact, same, wrong } = looked;
  const block = reached(looked, element);
  if (block?.kind !== 'choice') return wrong('this element is no choice', 'a choice', element.kind);
  const values = valuesAt(state);
  const decided = block.on === null ? undefined : state.stepAt(block.on, element.rounds);
  const taken =
    block.on === null
      ? block.options.find(({ when }) => when === null || holds(when, values))
      : block.options.find(({ id }) => id === decided?.['decision']);
  const { option, decision, inputs } = fact.values;
  same(`choice ${element.name} took another option than follows`, (taken ?? block.options.at(-1)!).id, option);
  same(`choice ${element.name} rests on another decision`, decided?.id ?? null, decision);
  if (decided !== undefined && decided.state !== 'complete' && decided.state !== 'skipped')
    wrong(`choice ${element.name} was taken before its decision was signed`, 'complete', decided.state);
  const formulas = block.options.map(({ when }) => when);
  same(`choice ${element.name} rests on other values than those that stood`, inputsOf(formulas, values), inputs);
  const gone = { formulas, inputs: inputsOf(formulas, values), rounds: element.rounds, seq: fact.seq };
  if (block.on === null) walked.goneBy.push({ of: 'choice', id: `${element.rounds}${element.name}`, ...gone });
  const identity = `choice/${element.rounds}${element.name}`;
  const step = (decided ?? state.inOrder().findLast(({ startedAt }) => startedAt != null) ?? state.inOrder()[0])?.id;
  const asked = { step: step ?? null, criticality: 'IPC', onBreach: 'supervisor' };
  if (taken === undefined) walked.called.push({ kind: 'choice.undecided', identity, ...asked, seq: fact.seq });
}

function notTaken(state: BatchState, { name, rounds, option }: Element): string[] {
  const block = blockOf(state.recipe, name);
  if (block?.kind !== 'choice' || option === null) return [];
  const others = phasesIn(block.options.filter(({ id }) => id !== option).flatMap(({ body }) => body));
  const left = (step: Step): boolean =>
    step.state === 'idle' && step.rounds.startsWith(rounds) && others.includes(step.phase);
  return state
    .inOrder()
    .filter(left)
    .map(({ id }) => id)
    .sort();
}

/** Steps of a repeat's rounds of which none had begun when the phase that it runs beside had ended. */
function notBegun(state: BatchState, { name, rounds, round }: Element): string[] {
  const block = blockOf(state.recipe, name);
  const beside = block?.kind === 'repeat' ? state.stepIn(block.during, rounds) : undefined;
  const run = beside?.run as { state: string } | null | undefined;
  if (beside === undefined || (isAtWork(beside) && run?.state !== 'ended')) return [];
  return Array.from({ length: round }, (_, index) => inRound(rounds, name, index + 1))
    .flatMap((at) => {
      const own = state.inOrder().filter((step) => step.rounds.startsWith(at));
      return own.every((step) => step.state === 'idle') ? own.map(({ id }) => id) : [];
    })
    .sort();
}

/** After each round: the loop ends where its condition holds, or at its bound, which is an exception. */
function checkLoop(looked: Looked, element: Element, walked: Walked): void {
  const { state, fact, same, wrong } = looked;
  const block = reached(looked, element);
  if (block?.kind !== 'loop') return wrong('this element is no loop', 'a loop', element.kind);
  const values = valuesAt(state);
  const met = holds(block.until, values);
  const { round, ends, inputs } = fact.values;
  same(`another round of loop ${element.name} was judged`, element.round, round);
  same(`loop ${element.name} ends or goes on against its condition and bound`, met || element.round >= block.max, ends);
  same(
    `loop ${element.name} was judged by other values than those that stood`,
    inputsOf([block.until], values),
    inputs,
  );
  const gone = {
    formulas: [block.until],
    inputs: inputsOf([block.until], values),
    rounds: element.rounds,
    seq: fact.seq,
  };
  walked.goneBy.push({ of: 'loop', id: `${element.rounds}${element.name}`, ...gone });
  if (met || ends !== true) return;
  const last = state.inOrder().findLast((step) => step.rounds === inRound(element.rounds, element.name, element.round));
  const { criticality, onBreach } = block;
  const identity = `loop/${element.rounds}${element.name}`;
  const step = last?.id ?? null;
  walked.called.push({ kind: 'loop.bound-reached', identity, step, criticality, onBreach, seq: fact.seq });
}

/** 11.10(f): no step starts before its turn. */
export function checkTurn(report: Report, state: BatchState, { stream, seq }: Fact, step: Step): void {
  const { open } = progressOf(state, state.recipe);
  if (open.some(({ id }) => id === step.id)) return;
  const first = open[0];
  report.wrong(
    stream,
    seq,
    `step ${step.phase} started out of order`,
    first === undefined ? 'no step' : `${first.phase} complete`,
    first === undefined ? step.phase : `${first.phase} ${first.state}`,
  );
}

const OF_PROCEDURE = new Set(['choice.undecided', 'loop.bound-reached']);

/** The exceptions that the procedure calls for are there, once, and no others; and elements are in the state of their steps. */
export function checkProcedureEnd(report: Report, state: BatchState, stream: string, { called }: Walked): void {
  const said = new Map(
    [...state.exceptions.values()].filter(({ kind }) => OF_PROCEDURE.has(kind)).map((one) => [one.identity, one]),
  );
  for (const { identity, kind, seq, ...asked } of called) {
    const found = said.get(identity);
    said.delete(identity);
    if (found === undefined) {
      report.wrong(stream, seq, `this calls for exception ${kind}`, 'one exception', 'none');
      continue;
    }
    const { step, criticality, onBreach } = found;
    report.same(
      stream,
      found.seq,
      `${kind} ${found.number} is not as the recipe says`,
      { kind, ...asked },
      // earlier ones of a choice stand at no step
      { kind: found.kind, step: kind === 'choice.undecided' ? (step ?? asked.step) : step, criticality, onBreach },
    );
  }
  for (const { seq, kind, number } of said.values())
    report.wrong(stream, seq, `nothing in the procedure calls for ${kind}`, 'nothing', number);
  for (const element of state.elements.values())
    report.same(
      stream,
      null,
      `${element.kind} ${element.rounds}${element.name} does not stand where its steps do`,
      stateNow(state, element),
      element.state,
    );
}
