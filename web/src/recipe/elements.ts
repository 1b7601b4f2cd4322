import type { Block, BlockContent, Flow, MasterRecipe, Phase } from './model.js';

/** A block as a procedure of its own, so that it is drawn and read as a recipe is. */
export const asRecipe = (content: MasterRecipe | BlockContent): MasterRecipe => {
  if ('procedure' in content) return content;
  const { code, title, unitClass, phases } = content;
  const operation = { operation: code, title, phases };
  return {
    ...{ recipe: code, title, product: '', parameters: [], windows: [], unitClasses: [] },
    procedure: [{ unitProcedure: code, title, unitClass, operations: [operation] }],
  };
};

const BLOCKS: ReadonlySet<unknown> = new Set<Block<unknown>['kind']>(['parallel', 'choice', 'loop', 'repeat']);

export const isBlock = <Element extends object>(flow: Flow<Element>): flow is Block<Element> =>
  'kind' in flow && BLOCKS.has(flow.kind);

export const bodiesOf = <Element>(block: Block<Element>): Flow<Element>[][] => {
  switch (block.kind) {
    case 'parallel':
      return block.branches.map(({ body }) => body);
    case 'choice':
      return block.options.map(({ body }) => body);
    case 'loop':
    case 'repeat':
      return [block.body];
  }
};

/** All elements of a sequence in the order of the file, whatever blocks they stand in. */
export const elementsOf = <Element extends object>(body: readonly Flow<Element>[]): Element[] =>
  body.flatMap((flow) => (isBlock(flow) ? bodiesOf(flow).flatMap((one) => elementsOf(one)) : [flow]));

/** A phase and where it stands. */
export interface PlacedPhase {
  phase: Phase;
  /** titles, outermost first */
  within: string[];
  unitClass: string | null;
}

const blocksOf = <Element extends object>(body: readonly Flow<Element>[]): Block<Element>[] =>
  body.flatMap((flow) => (isBlock(flow) ? [flow, ...bodiesOf(flow).flatMap((one) => blocksOf(one))] : []));

/** Titles of all that has an id in a recipe. */
export function titlesOf(recipe: MasterRecipe): ReadonlyMap<string, string> {
  const procedures = elementsOf(recipe.procedure);
  const operations = procedures.flatMap((one) => elementsOf(one.operations));
  const phases = [...operations, ...(recipe.adHoc ?? [])].flatMap((one) => [
    ...blocksOf(one.phases),
    ...elementsOf(one.phases),
  ]);
  const blocks = [...blocksOf(recipe.procedure), ...procedures.flatMap((one) => blocksOf(one.operations))];
  return new Map([
    ...procedures.map(({ unitProcedure, title }) => [unitProcedure, title] as const),
    ...operations.map(({ operation, title }) => [operation, title] as const),
    ...[...recipe.parameters, ...recipe.windows, ...(recipe.adHoc ?? []), ...blocks, ...phases].map(
      ({ id, title }) => [id, title] as const,
    ),
  ]);
}

/** All phases of a recipe in the order of its file, those that are inserted ad hoc last. */
export const phasesOf = ({ procedure, adHoc = [] }: Pick<MasterRecipe, 'procedure' | 'adHoc'>): PlacedPhase[] => [
  ...elementsOf(procedure).flatMap(({ title: unit, unitClass, operations }) =>
    elementsOf(operations).flatMap(({ title, phases }) =>
      elementsOf(phases).map((phase) => ({ phase, within: [unit, title], unitClass })),
    ),
  ),
  ...adHoc.flatMap(({ title, unitClass, phases }) =>
    elementsOf(phases).map((phase) => ({ phase, within: [title], unitClass })),
  ),
];
