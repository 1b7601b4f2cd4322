import type { Batch, BatchException, Step } from '../api/types.js';

/** The steps of one operation, in their forced order. */
export interface StepGroup {
  key: string;
  title: string;
  unitProcedure: string;
  /** it is the first of its unit procedure */
  opens: boolean;
  steps: Step[];
  done: number;
  exceptions: BatchException[];
  /** an exception waits for a comment or an answer */
  needed: boolean;
}

export const isOpen = ({ comment, signing }: BatchException): boolean => comment === null || signing !== null;

/** All steps by operation; an operation that is left and entered again makes two groups. */
export function stepGroups({ steps }: Pick<Batch, 'steps'>): StepGroup[] {
  const groups: { first: Step; steps: Step[] }[] = [];
  for (const step of steps) {
    const last = groups.at(-1);
    if (last?.first.operation === step.operation && last.first.unitProcedure === step.unitProcedure)
      last.steps.push(step);
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
      done: own.filter(({ state }) => state === 'complete').length,
      exceptions,
      needed: exceptions.some(isOpen),
    };
  });
}
