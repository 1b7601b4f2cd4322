import { type Block, bodiesOf, type Flow, isBlock } from './flow.js';
import type { Phase } from './phase.js';
import type { AdHocBlock, MasterRecipe, Operation, UnitProcedure } from './recipe.js';

/** Where one element of a procedure stands to another. */
export type Relation =
  /** surely ended before the other begins */
  | 'before'
  /** before it, if at all: in an option that may not be taken, or a repeat that may not come due */
  | 'maybe-before'
  | 'after'
  /** in another branch of a parallel: nothing says which is first */
  | 'beside'
  /** in another option of a choice: never both */
  | 'instead'
  /** part of the other */
  | 'inside'
  | 'around'
  | 'same'
  /** one of them is inserted ad hoc, or unknown */
  | 'apart';

type Element = UnitProcedure | Operation | Phase;

/** One sequence on the way from the root: the place in it, and which body of a block the way goes on in. */
interface Stop {
  index: number;
  block: Block<Element> | AdHocBlock | null;
  body: string | null;
}

/** The order in which a recipe's phases and blocks surely happen, whatever branches and options there are. */
export interface Order {
  relation(of: object, to: object): Relation;
  /** the blocks around an element, outermost first, each with the body that it is in */
  around(element: object): { block: Block<Element>; body: string | null }[];
  /** the ad-hoc block that an element is part of */
  insertedBy(element: object): AdHocBlock | null;
}

/** The order of a recipe, found once for all questions; its elements are those of the recipe, by identity. */
export function orderOf({ procedure, adHoc = [] }: Pick<MasterRecipe, 'procedure' | 'adHoc'>): Order {
  const trails = new Map<object, Stop[]>();
  const walk = (sequence: readonly Flow<Element>[], way: Stop[]): void =>
    sequence.forEach((flow, index) => {
      const here = [...way, { index, block: null, body: null }];
      trails.set(flow, here);
      if (isBlock(flow)) {
        for (const { id, body } of bodiesOf(flow)) walk(body, [...way, { index, block: flow, body: id }]);
      } else if ('unitProcedure' in flow) walk(flow.operations, here);
      else if ('operation' in flow) walk(flow.phases, here);
    });
  walk(procedure, []);
  for (const block of adHoc) walk(block.phases, [{ index: 0, block, body: null }]);
  return {
    relation(of, to) {
      const [a, b] = [trails.get(of), trails.get(to)];
      return a && b ? between(a, b) : 'apart';
    },
    around: (element) =>
      (trails.get(element) ?? []).flatMap(({ block, body }) => (block && 'kind' in block ? [{ block, body }] : [])),
    insertedBy(element) {
      const block = trails.get(element)?.[0]?.block;
      return block && !('kind' in block) ? block : null;
    },
  };
}

function between(a: readonly Stop[], b: readonly Stop[]): Relation {
  const depth = a.findIndex(({ index, block, body }, at) => {
    const other = b[at];
    return other?.index !== index || other.block !== block || other.body !== body;
  });
  const [one, other] = [a[depth], b[Math.max(depth, 0)]];
  if (!one) return a.length === b.length ? 'same' : 'around';
  if (!other) return 'inside';
  if (isAdHoc(one.block) || isAdHoc(other.block)) return 'apart';
  if (one.index > other.index) return 'after';
  if (one.index < other.index) return a.slice(depth).some(mayNotHappen) ? 'maybe-before' : 'before';
  if (!one.block) return 'around';
  if (!other.block) return 'inside';
  return one.block.kind === 'parallel' ? 'beside' : 'instead';
}

const isAdHoc = (block: Stop['block']): block is AdHocBlock => block !== null && !('kind' in block);

const mayNotHappen = ({ block }: Stop): boolean =>
  block !== null && 'kind' in block && (block.kind === 'choice' || block.kind === 'repeat');
