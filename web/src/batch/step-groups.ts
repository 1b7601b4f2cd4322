import type { Batch, BatchException, Step } from '../api/types.js';
import { isOpen, isStepDone } from '../step/state-tone.js';

/** The steps of one operation, or of one block's round in it, in their forced order. */
export interface StepGroup {
  key: string;
  title: string;
  unitProcedure: string;
  /** it is the first of its unit procedure */
  opens: boolean;
  steps: Step[];
  /** innermost block and round that all of them stand in */
  blocks: Step['blocks'];
  done: number;
  exceptions: BatchException[];
  /** an exception waits for a comment or an answer */
  needed: boolean;
}

const roundOf = ({ blocks }: Step): string =>
  blocks.map(({ id, branch, round }) => [id, branch, round].join(' ')).join('/');

const isSame = (one: Step, other: Step): boolean =>
  one.operation === other.operation && one.unitProcedure === other.unitProcedure && roundOf(one) === roundOf(other);

/** All steps by operation and block; one that is left and entered again makes two groups. What the procedure left out is not among them. */
export function stepGroups({ steps }: Pick<Batch, 'steps'>): StepGroup[] {
  const groups: { first: Step; steps: Step[] }[] = [];
  for (const step of steps.filter(({ state }) => state !== 'omitted')) {
    const last = groups.at(-1);
    if (last !== undefined && isSame(last.first, step)) last.steps.push(step);
    else groups.push({ first: step, steps: [step] });
  }
  return groups.map(({ first, steps: own }, index) => {
    const exceptions = own.flatMap((step) => step.exceptions);
    return {
      key: first.id,
      title: first.operationTitle,
      unitProcedure: first.unitProcedure,
      opens: groups[index - 1]?.first.unitProcedure !== first.unitProcedure,
      steps: own,
      blocks: first.blocks,
      done: own.filter(isStepDone).length,
      exceptions,
      needed: exceptions.some(isOpen),
    };
  });
}
