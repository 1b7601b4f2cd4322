import type { BatchState } from './batch-state.js';
import { bodyOf, expand, inRound } from './expand.js';
import { type Fact, idOf } from './fact.js';
import { isAtWork } from './progress.js';
import { blockOf, placedAt, type Recipe, unitClassOf } from './recipe.js';
import { type Report, sameJson } from './report.js';
import type { Element, Row } from './rows.js';

/** A fact that is looked at, where the batch stands before it. */
export interface Looked {
  report: Report;
  state: BatchState;
  fact: Fact;
  wrong: (what: string, expected: unknown, found: unknown) => void;
  same: (what: string, expected: unknown, found: unknown) => boolean;
}

/** At its issue a batch has the steps and elements of its recipe, no more and no less. */
export function checkIssued(report: Report, { stream, seq, values }: Fact, recipe: Recipe): void {
  const { steps, elements } = values as { steps: Row[]; elements?: Row[] };
  const expected = expand(recipe, recipe.procedure, '');
  if (elements !== undefined) checkParts({ report, stream, seq }, expected, { steps, elements });
  else {
    const plain = expected.steps.map(({ rounds: _, place: _place, ...step }) => step);
    checkParts({ report, stream, seq }, { steps: plain, elements: [] }, { steps, elements: [] });
  }
}

function checkParts(
  { report, stream, seq }: { report: Report; stream: string; seq: number },
  expected: { steps: object[]; elements: object[] },
  found: { steps: Row[]; elements: Row[] },
): void {
  const text = (rows: object[]): string[] => rows.map((one) => JSON.stringify(Object.entries(one).sort())).sort();
  const steps = found.steps.map(({ step: _, ...step }) => step);
  const differ = (a: object[], b: object[]): unknown[][] | null => {
    const [one, other] = [text(a), text(b)];
    return sameJson(one, other)
      ? null
      : [one.filter((row) => !other.includes(row)), other.filter((row) => !one.includes(row))];
  };
  const bySteps = differ(expected.steps, steps);
  if (bySteps !== null) report.wrong(stream, seq, 'the steps are not those of the recipe', bySteps[0], bySteps[1]);
  const byElements = differ(expected.elements, found.elements);
  if (byElements !== null)
    report.wrong(stream, seq, 'the elements are not those of the recipe', byElements[0], byElements[1]);
}

/** Steps come to be by another round of a loop, by a repeat that is due, and by an ad-hoc block that was signed for. */
export function checkAdded(looked: Looked, element: Element): void {
  const { state, fact, same, wrong, report } = looked;
  const { name, kind, rounds, judged } = element;
  const round = Number(fact.values['round']);
  same(`another round of ${name} began than the next`, element.round + 1, round);
  if (kind === 'loop' && !(judged?.round === element.round && !judged.ends))
    wrong(`another round of loop ${name} began though it was not judged to go on`, 'loop.judged', judged ?? 'none');
  if (kind === 'repeat') checkRepeat(looked, element);
  if (kind !== 'loop' && kind !== 'repeat') wrong('steps were added by what has no rounds', 'a loop or a repeat', kind);
  const expected = expand(state.recipe, bodyOf(state.recipe, name), inRound(rounds, name, round));
  const { stream, seq, values } = fact;
  checkParts({ report, stream, seq }, ...alike(state, expected, values as unknown as Parts));
}

interface Parts {
  steps: Row[];
  elements: Row[];
}

/** Where steps sort follows from the recipe that the batch was issued with; under a newer one they sort after all that was done. */
function alike(
  { recipes }: BatchState,
  expected: { steps: object[]; elements: object[] },
  found: Parts,
): [{ steps: object[]; elements: object[] }, Parts] {
  if (recipes.size < 2) return [expected, found];
  const unplaced = (steps: object[]): Row[] => (steps as Row[]).map(({ place: _, ...step }) => step);
  return [
    { ...expected, steps: unplaced(expected.steps) },
    { ...found, steps: unplaced(found.steps) },
  ];
}

/** An ad-hoc block comes in by its signature alone: its phases, beside what goes on in one unit procedure. */
export function checkInserted(
  { state, fact, same, wrong }: Looked,
  element: Element | undefined,
  { before }: { before: string },
): void {
  const { values, stream } = fact;
  const id = String(values['element']).slice(idOf(stream).length + 1);
  const block = state.recipe.adHoc?.find((one) => one.id === id);
  if (block === undefined) return wrong('a block was inserted that the recipe does not have', 'an ad-hoc block', id);
  if (before !== 'block.inserted') wrong(`ad-hoc block ${id} came in without a signature`, 'block.inserted', before);
  const round = (element?.round ?? 0) + 1;
  same(`another round of ${id} began than the next`, round, values['round']);
  const expected = expand(state.recipe, block.phases, inRound('', id, round));
  const found = values as unknown as Parts;
  const names = (steps: object[]): unknown[] =>
    (steps as Row[]).map(({ phase, kind, rounds }) => ({ phase, kind, rounds }));
  same(`the steps are not those of ad-hoc block ${id}`, names(expected.steps), names(found.steps));
  const own = element === undefined ? [{ kind: 'ad-hoc', name: id, rounds: '' }] : [];
  same(`the elements are not those of ad-hoc block ${id}`, [...own, ...expected.elements], found.elements);
  const unitClass = unitClassOf(state.recipe, String(found.steps[0]?.['unitProcedure']));
  if (block.unitClass !== null && unitClass !== block.unitClass)
    wrong(`ad-hoc block ${id} was inserted where it has not what it runs on`, block.unitClass, unitClass);
}

/** From a phase on the steps are those of the newer version. */
export function checkChanged(report: Report, state: BatchState, fact: Fact): void {
  const { recipe, from, steps, elements } = fact.values as unknown as Parts & {
    recipe: { frozen: Recipe };
    from: string;
  };
  const point = placedAt(recipe.frozen, from)?.position;
  if (point === undefined)
    return report.wrong(fact.stream, fact.seq, 'the newer version has no such phase', 'a phase', from);
  const all = expand(recipe.frozen, recipe.frozen.procedure, '');
  const has = new Set([...state.elements.values()].map(({ rounds, name }) => `${rounds}${name}`));
  const unplaced = (some: object[]): Row[] => (some as Row[]).map(({ place: _, ...step }) => step);
  const expected = {
    steps: unplaced(all.steps.filter(({ position }) => position >= point)),
    elements: all.elements.filter(({ rounds, name }) => !has.has(`${rounds}${name}`)),
  };
  checkParts({ report, stream: fact.stream, seq: fact.seq }, expected, { steps: unplaced(steps), elements });
}

function checkRepeat({ state, wrong }: Looked, { name, rounds, round }: Element): void {
  const block = blockOf(state.recipe, name);
  const during = block?.kind === 'repeat' ? state.stepIn(block.during, rounds) : undefined;
  if (during === undefined || !isAtWork(during))
    wrong(`${name} was repeated while its phase did not run`, 'a running step', during?.state ?? 'none');
  const fired = [...state.timers.values()].filter(
    (timer) => timer.purpose === 'repeat-due' && timer['window'] === name && timer.step === during?.id,
  );
  const due = fired.filter((timer) => timer.state === 'fired').length;
  if (due <= round) wrong(`${name} was repeated before it was due`, `${round + 1} clocks run down`, due);
}
