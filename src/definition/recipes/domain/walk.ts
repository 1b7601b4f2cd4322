import { type Block, bodiesOf, elementsOf, type Flow, isBlock } from './flow.js';
import type { Phase } from './phase.js';
import { type MasterRecipe, type Operation, type UnitProcedure, unitProceduresOf } from './recipe.js';

type Procedure = Pick<MasterRecipe, 'procedure' | 'adHoc'>;
type Element = UnitProcedure | Operation | Phase;

/** A block of whatever level. */
export type AnyBlock = Block<UnitProcedure> | Block<Operation> | Block<Phase>;

/** Every phase and block of a recipe in the order of its file, those inserted ad hoc as well: they share one space of ids. */
export function everyStep({ procedure, adHoc = [] }: Procedure): (Phase | AnyBlock)[] {
  return [...below(procedure), ...adHoc.flatMap((block) => below(block.phases))];
}

const below = (list: readonly Flow<Element>[]): (Phase | AnyBlock)[] =>
  list.flatMap((flow): (Phase | AnyBlock)[] => {
    if (isBlock(flow)) return [flow as AnyBlock, ...bodiesOf(flow).flatMap(({ body }) => below(body))];
    if ('unitProcedure' in flow) return below(flow.operations);
    return 'operation' in flow ? below(flow.phases) : [flow];
  });

export const everyBlock = (recipe: Procedure): AnyBlock[] =>
  everyStep(recipe).filter((step): step is AnyBlock => isBlock<object>(step));

export const everyPhase = (recipe: Procedure): Phase[] =>
  everyStep(recipe).filter((step): step is Phase => !isBlock<object>(step));

/** Every list in which a recipe orders phases, those inside blocks as well. */
export const phaseLists = ({ procedure, adHoc = [] }: Procedure): Flow<Phase>[][] =>
  [
    ...unitProceduresOf({ procedure }).flatMap((one) => elementsOf(one.operations).map(({ phases }) => phases)),
    ...adHoc.map(({ phases }) => phases),
  ].flatMap(listsOf);

const listsOf = (list: Flow<Phase>[]): Flow<Phase>[][] => [
  list,
  ...list.flatMap((flow) => (isBlock(flow) ? bodiesOf(flow).flatMap(({ body }) => listsOf(body)) : [])),
];
