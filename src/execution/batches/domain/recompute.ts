import {
  everyBlock,
  type MasterRecipe,
  parseExpression,
  references,
} from '../../../definition/recipes/domain/index.js';
import { calculateStep } from './calculate-step.js';
import type { Draft } from './draft.js';
import { PERCENT, RESULT } from './entry-names.js';
import { firstEntries } from './formula-values.js';
import { raise } from './raise.js';
import { reopen } from './reopen.js';
import type { ElementRow, StepRow } from './rows.js';
import { LOOP_ENDED } from './apply-batch.js';

/** Names that an expression rests on, through the recipe's parameters down to values on record. */
export function restsOn(recipe: MasterRecipe, expression: string): ReadonlySet<string> {
  const found = new Set<string>();
  const add = (text: string): void => {
    const parsed = parseExpression(text);
    if ('expression' in parsed) references(parsed.expression).forEach(name);
  };
  const name = (one: string): void => {
    if (found.has(one)) return;
    found.add(one);
    const parameter = recipe.parameters.find(({ id }) => one === `parameters.${id}`);
    if (parameter === undefined) return;
    if (parameter.source === 'formula') add(parameter.formula);
    if (parameter.source === 'entry' || parameter.source === 'reading') name(parameter.from);
  };
  add(expression);
  return found;
}

/** A value that changed, and in which step. */
export interface Changed {
  step: StepRow;
  field: string;
}

/**
 * 11.10(e): what was computed from values that were corrected is computed anew, in the order in which it was, over what stood
 * then as it is corrected now; its steps are signed again. What was chosen or run because of them stays, and is an exception.
 */
export function recompute(draft: Draft, corrected: Changed[], entry: string, reason: string): void {
  const changed = [...corrected];
  const firsts = firstEntries(draft.state.entry);
  const made = draft.steps
    .flatMap((step) => {
      const before = step.kind === 'calculation' ? firsts.get(`${step.id}/${RESULT}`) : undefined;
      return before === undefined ? [] : [{ step, before }];
    })
    .sort((a, b) => a.before - b.before);
  for (const { step, before } of made) {
    const phase = draft.phase(step, 'calculation');
    const recipe = draft.recipeOf(step);
    const names = new Set([
      ...restsOn(recipe, phase.formula),
      ...(phase.yield === undefined ? [] : restsOn(recipe, phase.yield.theoretical)),
    ]);
    if (!changed.some((one) => names.has(nameOf(one)) && wasUsed(draft, firsts, one, before))) continue;
    reopen(draft, step, entry);
    calculateStep(draft, draft.step(step.id), phase, { before, recipe, reason, because: entry });
    changed.push({ step, field: RESULT }, { step, field: PERCENT });
  }
  for (const one of changed) inputsChanged(draft, one, entry);
}

const nameOf = ({ step, field }: Changed): string => `${step.phase}.${field}`;

/** Whether it was this round's value that stood when something was computed with its `first` entry. */
function wasUsed(draft: Draft, firsts: ReadonlyMap<string, number>, { step, field }: Changed, before: number): boolean {
  const same = draft.steps.filter(({ phase }) => phase === step.phase);
  const last = same.findLast(({ id }) => (firsts.get(`${id}/${field}`) ?? Infinity) < before);
  return last?.id === step.id;
}

/** A choice, a loop or a program that went by a value which has changed: it is not undone, a supervisor looks at it. */
function inputsChanged(draft: Draft, changed: Changed, entry: string): void {
  const name = nameOf(changed);
  for (const { of, id, step } of goneBy(draft, changed.step, name))
    raise(draft, {
      step: draft.step((step ?? changed.step).id),
      kind: 'procedure.input-changed',
      identity: `entry/${entry}/${of}/${id}`,
      values: { of, id, input: name, entry },
      criticality: 'IPC',
      onBreach: 'supervisor',
    });
}

interface GoneBy {
  of: 'choice' | 'loop' | 'program';
  /** of the element, or of the step whose program it is */
  id: string;
  step: StepRow | null;
}

function goneBy(draft: Draft, by: StepRow, name: string): GoneBy[] {
  const { recipe } = draft;
  const blocks = new Map(everyBlock(recipe).map((block) => [block.id, block]));
  const named = (expressions: readonly (string | null | undefined)[]): boolean =>
    expressions.some((one) => one != null && restsOn(recipe, one).has(name));
  const elements = Object.values(draft.state.element).flatMap((element): GoneBy[] => {
    const block = blocks.get(element.name);
    const path = `${element.rounds}${element.name}`;
    if (block?.kind === 'choice' && element.option !== null && block.on === null && seenFrom(element.rounds, by))
      return named(block.options.map(({ when }) => when)) ? [{ of: 'choice', id: path, step: null }] : [];
    if (block?.kind === 'loop' && named([block.until]) && isJudged(by, element))
      return [{ of: 'loop', id: path, step: null }];
    return [];
  });
  const programs = draft.steps.flatMap((step): GoneBy[] => {
    const phase = draft.phase(step);
    if (phase.kind !== 'program' || step.run === null || !seenFrom(step.rounds, by)) return [];
    const later = step.startedAt !== null && by.startedAt !== null && by.startedAt > step.startedAt;
    const set = !later && named(phase.set.map(({ formula }) => formula));
    return set || (step.run.endDue === true && named([phase.until.or]))
      ? [{ of: 'program', id: step.phase, step }]
      : [];
  });
  return [...elements, ...programs];
}

/** Whether what stands in `rounds` takes its values from a step: it is in the same rounds, further out or further in. */
const seenFrom = (rounds: string, by: StepRow): boolean => rounds.startsWith(by.rounds) || by.rounds.startsWith(rounds);

/** A loop was judged by a step before it, or by one in a round that was judged. */
function isJudged(by: StepRow, { rounds, name, round, option }: ElementRow): boolean {
  const judged = option === LOOP_ENDED ? round : round - 1;
  const inside = `${rounds}${name}[`;
  if (!by.rounds.startsWith(inside)) return judged > 0 && rounds.startsWith(by.rounds);
  return Number.parseInt(by.rounds.slice(inside.length), 10) <= judged;
}
