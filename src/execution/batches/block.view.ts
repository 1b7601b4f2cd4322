import {
  bodiesOf,
  type Flow,
  isBlock,
  type MasterRecipe,
  type Operation,
  type Phase,
  phasesOf,
  type UnitProcedure,
} from '../../definition/recipes/domain/index.js';
import type { StepBlockDto } from './block.dto.js';
import type { Draft, StepRow } from './domain/index.js';
import type { Words } from './language.view.js';

type Element = UnitProcedure | Operation | Phase;
type Titles = Map<string, { title: string; bodies: Map<string | null, string> }>;

const inside = (element: Element): readonly Flow<Element>[] =>
  'operations' in element ? element.operations : 'phases' in element ? element.phases : [];

function name(body: readonly Flow<Element>[], titles: Titles): Titles {
  for (const flow of body) {
    if (!isBlock(flow)) {
      name(inside(flow), titles);
      continue;
    }
    const bodies = bodiesOf<Element>(flow);
    titles.set(flow.id, { title: flow.title, bodies: new Map(bodies.map(({ id, title }) => [id, title])) });
    for (const one of bodies) name(one.body, titles);
  }
  return titles;
}

const named = new WeakMap<MasterRecipe, Titles>();

function titlesOf(recipe: MasterRecipe): Titles {
  const titles = named.get(recipe) ?? name(recipe.procedure, new Map());
  named.set(recipe, titles);
  return titles;
}

/** The blocks around a step, outermost first, with the rounds that they are in. */
export function blocksOf(draft: Draft, step: StepRow, words: Words): StepBlockDto[] {
  const recipe = draft.recipeOf(step);
  const rounds = new Map([...step.rounds.matchAll(/([^/[\]]+)\[(\d+)\]\//g)].map(([, id, n]) => [id!, Number(n)]));
  const adHoc = (recipe.adHoc ?? []).filter(({ id }) => rounds.has(id));
  const around = phasesOf(recipe).find(({ phase }) => phase.id === step.phase)?.blocks ?? [];
  const titles = titlesOf(recipe);
  return [
    ...adHoc.map(({ id, title }) => ({ id, title, kind: 'ad-hoc', branch: null, round: rounds.get(id) ?? null })),
    ...around.map(({ block: id, kind, body }) => ({
      ...{ id, title: words(`${id}.title`, titles.get(id)?.title ?? id), kind },
      branch: body === null ? null : words(`${id}.${body}`, titles.get(id)?.bodies.get(body) ?? body),
      round: rounds.get(id) ?? null,
    })),
  ];
}
