import { type Choice, elementsOf, type Flow, type Loop, phasesOf } from '../../../definition/recipes/domain/index.js';
import { seconds } from '../../../definition/unit-classes/domain/index.js';
import { inRound, partsOf } from './add-steps.js';
import { placeOf } from './apply-batch.js';
import type { Draft } from './draft.js';
import { formulaValues, holds, inputsOf } from './formula-values.js';
import { progressOf, roundOf } from './progress.js';
import { raise, unanswered, uncommented } from './raise.js';
import type { ElementRow, StepRow } from './rows.js';
import { elementState, isReopened, isStepOver } from './tables.js';
import { programRuns } from './unit-program.js';
import { cancelTimers, cancelWindowsTo, later } from './windows.js';

/**
 * What follows by itself from what was decided: choices are taken and loops judged where the procedure has reached them, a
 * program ends whose condition holds, units are free whose unit procedure is done, and each element of the procedure is in the
 * state that its steps are in. Says nothing twice.
 */
export function conclude(draft: Draft): void {
  if (draft.batch.state === 'idle' || draft.batch.state === 'running') goOn(draft);
  endPrograms(draft);
  settle(draft);
  freeUnits(draft);
  if (draft.batch.state === 'running' && progressOf(draft).done && allSaid(draft)) {
    cancelTimers(draft);
    yieldLot(draft);
    draft.add('batch.completed', {});
  }
  transitions(draft);
}

/** What the last of the procedure raised by itself, as a choice or a loop at its end, is said before the batch is over. */
const allSaid = (draft: Draft): boolean =>
  draft.steps.every(({ id }) => uncommented(draft, id).length === 0 && unanswered(draft, id).length === 0);

/** What a record of prepared material made may go into other batches from now on. */
function yieldLot(draft: Draft): void {
  const { yields } = draft.recipe;
  if (yields === undefined || draft.batch.type !== 'prepared-material') return;
  const expiresAt = later(draft.now, seconds(yields.keeps) * 1000);
  draft.add('lot.yielded', { lot: draft.batch.code, material: yields.material, expiresAt });
}

function goOn(draft: Draft): void {
  for (let due = progressOf(draft).due; due.length > 0; due = progressOf(draft).due) {
    const { block, element } = due[0]!;
    if (block.kind === 'choice') takeChoice(draft, block, element);
    else judgeLoop(draft, block, element);
  }
}

/** The option that its decision names or whose condition holds; the last where none does, and then it is an exception. */
function takeChoice(draft: Draft, block: Choice<unknown>, element: ElementRow): void {
  const values = formulaValues(draft);
  const decision = block.on === null ? null : draft.stepAt(block.on, element);
  const taken =
    decision === null
      ? block.options.find(({ when }) => when === null || holds(when, values))
      : block.options.find(({ id }) => id === decision.decision);
  const inputs = Object.assign({}, ...block.options.map(({ when }) => inputsOf(when, values))) as Record<
    string,
    string
  >;
  const { id: option } = taken ?? block.options.at(-1)!;
  draft.add('choice.taken', { element: element.id, option, decision: decision?.id ?? null, inputs });
  const others = block.options.filter(({ id }) => id !== option).flatMap(({ body }) => phasesIn(body));
  const steps = draft.steps.filter(
    ({ phase, rounds, state }) => state === 'idle' && rounds.startsWith(element.rounds) && others.includes(phase),
  );
  if (steps.length > 0) draft.add('steps.omitted', { element: element.id, steps: steps.map(({ id }) => id) });
  cancelWindowsTo(draft, steps);
  if (taken !== undefined) return;
  raise(draft, {
    step: decision ?? lastBegun(draft),
    kind: 'choice.undecided',
    identity: `choice/${element.rounds}${element.name}`,
    values: { choice: element.name, option },
    criticality: 'IPC',
    onBreach: 'supervisor',
  });
}

/** The step that people were at last: a supervisor answers there. */
const lastBegun = ({ steps }: Draft): StepRow => steps.findLast(({ startedAt }) => startedAt !== null) ?? steps[0]!;

/** Ids of all phases inside a part of a procedure. */
function phasesIn(body: readonly Flow<unknown>[]): string[] {
  return elementsOf(body as Flow<object>[]).flatMap((element) => {
    if ('operations' in element) return phasesIn(element.operations as Flow<unknown>[]);
    return 'phases' in element ? phasesIn(element.phases as Flow<unknown>[]) : [(element as { id: string }).id];
  });
}

/** After each round: the loop ends when its condition holds, or at its bound, which is an exception. */
function judgeLoop(draft: Draft, block: Loop<unknown>, element: ElementRow): void {
  const values = formulaValues(draft);
  const { round } = element;
  const met = holds(block.until, values);
  const ends = met || round >= block.max;
  draft.add('loop.judged', { element: element.id, round, ends, inputs: inputsOf(block.until, values) });
  if (!ends) {
    addRound(draft, element, block.body, round + 1);
    return;
  }
  if (met) return;
  const { onBreach, criticality, deviation, max } = block;
  const last = draft.steps.findLast(({ rounds }) => rounds === roundOf(element, round)) ?? null;
  raise(draft, {
    step: last,
    kind: 'loop.bound-reached',
    identity: `loop/${element.rounds}${element.name}`,
    values: { loop: element.name, max, until: block.until },
    criticality,
    onBreach,
    deviation,
  });
}

/** Another round of a loop or a repeat, with steps of its own. */
export function addRound(draft: Draft, element: ElementRow, body: readonly Flow<unknown>[], round: number): void {
  const { recipe } = draft;
  const placed = phasesOf(recipe);
  const first = placed.findIndex(({ phase }) => phasesIn(body).includes(phase.id));
  const { unitProcedure, operation } = placed[first]!;
  const beside = draft.steps.find(({ rounds }) => rounds === element.rounds);
  const outer = element.rounds === '' ? draft.placeBefore : (beside?.place.slice(0, -placeOf(1).length) ?? '');
  const where = inRound(
    element.name,
    round,
    { rounds: element.rounds, place: outer, unitProcedure, operation },
    first + 1,
  );
  const parts = partsOf(recipe, body as Parameters<typeof partsOf>[1], where, draft.newId);
  draft.add('steps.added', { element: element.id, round, ...parts });
}

/** A program whose recipe says that it ends when something holds, and now it does. */
function endPrograms(draft: Draft): void {
  for (const step of draft.steps) {
    if (step.state !== 'running' || step.run?.state !== 'running' || step.run.endDue) continue;
    const phase = draft.phase(step);
    if (phase.kind !== 'program' || phase.until.or === undefined) continue;
    const values = formulaValues(draft);
    if (!holds(phase.until.or, values)) continue;
    draft.add('step.program-end-due', { step: step.id, inputs: inputsOf(phase.until.or, values) });
  }
}

/** A hold or a stop is over once each program has followed. */
function settle(draft: Draft): void {
  const some = (state: StepRow['state']): boolean => draft.steps.some((step) => step.state === state);
  const { state, heldBecause } = draft.batch;
  if (state === 'holding' && !some('holding')) draft.add('batch.held', { reason: heldBecause! });
  if (state === 'aborting' && !some('aborting')) draft.add('batch.aborted', {});
  if (state === 'stopping' && !some('stopping')) {
    const { because, step } = draft.batch.stopping!;
    draft.add('batch.stopped', { because, step });
  }
}

/** Whether the unit may run something of a step; of one that could not be aborted nobody waits to know. */
const stillOn = (step: StepRow): boolean => programRuns(step) && step.state !== 'aborted';

/** A unit is free when nothing of its unit procedure is left to do on it. */
function freeUnits(draft: Draft): void {
  const over = draft.batch.state === 'stopped' || draft.batch.state === 'aborted';
  for (const { unit, unitProcedure } of draft.bindings) {
    const own = draft.steps.filter((step) => step.unitProcedure === unitProcedure);
    if (own.some((step) => stillOn(step) || !(over || isStepOver(step.state) || isReopened(step)))) continue;
    draft.add('batch.unit-released', { unit, unitProcedure });
  }
}

/** Each element's state from those of its steps. */
function transitions(draft: Draft): void {
  const trigger = draft.facts.at(-1)?.type;
  if (trigger === undefined) return;
  for (const element of Object.values(draft.state.element)) {
    const to = elementState(stepsIn(draft, element).map(({ state }) => state));
    if (to !== element.state)
      draft.add('element.transitioned', { element: element.id, from: element.state, to, trigger });
  }
}

function stepsIn(draft: Draft, { kind, name, rounds }: ElementRow): StepRow[] {
  const own = draft.steps.filter((step) => step.rounds.startsWith(rounds));
  switch (kind) {
    case 'unit-procedure':
      return own.filter(({ unitProcedure }) => unitProcedure === name);
    case 'operation':
      return own.filter(({ operation }) => operation === name);
    case 'loop':
    case 'repeat':
    case 'ad-hoc':
      return own.filter((step) => step.rounds.startsWith(`${rounds}${name}[`));
    case 'parallel':
    case 'choice': {
      const inside = new Set(
        phasesOf(draft.recipe).flatMap(({ phase, blocks }) =>
          blocks.some(({ block }) => block === name) ? [phase.id] : [],
        ),
      );
      return own.filter(({ phase }) => inside.has(phase));
    }
  }
}
