import { type Block, bodiesOf, elementsOf, type Flow, isBlock } from './flow.js';
import type { Phase } from './phase.js';
import { type MasterRecipe, type Operation, type UnitProcedure, unitProceduresOf } from './recipe.js';

type Procedure = Pick<MasterRecipe, 'procedure' | 'adHoc'>;
export type AnyBlock = Block<UnitProcedure> | Block<Operation> | Block<Phase>;

/** Every list in which a recipe orders phases, those inside blocks and ad-hoc blocks as well. */
export const phaseLists = ({ procedure, adHoc = [] }: Procedure): Flow<Phase>[][] =>
  [
    ...unitProceduresOf({ procedure }).flatMap((one) => elementsOf(one.operations).map((of) => of.phases)),
    ...adHoc.map((one) => one.phases),
  ].flatMap((list) => listsOf(list));

/** A list and the lists inside its blocks. */
const listsOf = <Element extends object>(list: Flow<Element>[]): Flow<Element>[][] => [
  list,
  ...list.flatMap((flow) => (isBlock(flow) ? bodiesOf(flow).flatMap((one) => listsOf(one.body)) : [])),
];

/** Every block of a recipe, of whatever level. */
export function everyBlock(recipe: Procedure): AnyBlock[] {
  const lists: (AnyBlock | object)[][] = [
    ...listsOf(recipe.procedure),
    ...unitProceduresOf(recipe).flatMap((one) => listsOf(one.operations)),
    ...phaseLists(recipe),
  ];
  return lists.flat().filter((flow): flow is AnyBlock => isBlock(flow as Flow<object>));
}

/** Every phase of a recipe, those inserted ad hoc as well. */
export const everyPhase = (recipe: Procedure): Phase[] =>
  phaseLists(recipe).flatMap((list) => list.filter((flow): flow is Phase => !isBlock(flow)));

/** Every phase and block of a recipe: what shares one space of ids. */
export const everyFlow = (recipe: Procedure): (Phase | AnyBlock)[] => [...everyBlock(recipe), ...everyPhase(recipe)];
