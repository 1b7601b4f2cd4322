import type { Criticality, Duration } from '../../unit-classes/domain/index.js';
import type { OnBreach, Text } from './phase.js';

/**
 * What stands in a sequence of a procedure, a unit procedure or an operation: an element of that level, or a block that
 * orders elements of that level (IEC 61512-1 procedure function chart).
 */
export type Flow<Element> = Element | Block<Element>;

export type Block<Element> = Parallel<Element> | Choice<Element> | Loop<Element> | Repeat<Element>;

export type BlockKind = Block<unknown>['kind'];

interface BlockBase {
  /** unique among all blocks and phases of the recipe */
  id: string;
  title: Text;
}

/** All branches begin together; what follows begins when each has ended. */
export interface Parallel<Element> extends BlockBase {
  kind: 'parallel';
  branches: { id: string; title: Text; body: Flow<Element>[] }[];
}

/** One option is taken: the first whose condition holds, or the one that an earlier decision chose. */
export interface Choice<Element> extends BlockBase {
  kind: 'choice';
  /** the decision phase whose signed option is taken; its ids are the options' ids. Null: on conditions */
  on: string | null;
  /** `when` is an expression that gives a truth; null takes the option where none before it held */
  options: { id: string; title: Text; when: string | null; body: Flow<Element>[] }[];
}

/** The body runs once, and again until the condition holds after it, `max` times in all at most. */
export interface Loop<Element> extends BlockBase {
  kind: 'loop';
  until: string;
  max: number;
  /** of the exception that the bound was reached and the condition does not hold */
  onBreach: OnBreach;
  criticality: Criticality;
  /** whether a breach opens a deviation at once; where absent, as policy says */
  deviation?: boolean;
  body: Flow<Element>[];
}

/** While another phase runs the body becomes due once `every` that long, the first time that long after its start (scaled by speed). */
export interface Repeat<Element> extends BlockBase {
  kind: 'repeat';
  every: Duration;
  /** an earlier phase of the same sequence */
  during: string;
  body: Flow<Element>[];
}

const BLOCKS: ReadonlySet<unknown> = new Set<BlockKind>(['parallel', 'choice', 'loop', 'repeat']);

export const isBlock = <Element extends object>(flow: Flow<Element>): flow is Block<Element> =>
  'kind' in flow && BLOCKS.has(flow.kind);

/** The sequences inside a block: branches and options by their own id, the body of a loop or repeat with null. */
export const bodiesOf = <Element>(
  block: Block<Element>,
): { id: string | null; title: Text; body: Flow<Element>[] }[] => {
  switch (block.kind) {
    case 'parallel':
      return block.branches;
    case 'choice':
      return block.options;
    case 'loop':
    case 'repeat':
      return [{ id: null, title: block.title, body: block.body }];
  }
};

/** All elements of a sequence in the order of the file, whatever blocks they stand in. */
export const elementsOf = <Element extends object>(body: readonly Flow<Element>[]): Element[] =>
  body.flatMap((flow) => (isBlock(flow) ? bodiesOf(flow).flatMap((one) => elementsOf(one.body)) : [flow]));
