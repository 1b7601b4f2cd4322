import type { Uuid } from '../../../kernel/ids.js';
import {
  bodiesOf,
  type Block,
  type Flow,
  isBlock,
  type MasterRecipe,
  type Operation,
  type Phase,
  phasesOf,
  type UnitProcedure,
} from '../../../definition/recipes/domain/index.js';
import { placeOf } from './apply-batch.js';
import type { NewElement, NewStep } from './facts.js';

type Element = UnitProcedure | Operation | Phase;

/** Steps and elements of a part of a procedure as they come to be. */
export interface NewParts {
  steps: NewStep[];
  elements: NewElement[];
}

/** Where a part stands: `rounds` of the blocks around it, and what its steps' places begin with. */
interface Where {
  rounds: string;
  place: string;
  unitProcedure?: string;
  operation?: string;
}

/**
 * The steps of a part of a recipe's procedure in their forced order: all options of a choice, since nobody has chosen yet, the
 * first round of a loop, and no round of a repeat. `newId` makes the steps' ids.
 */
export function partsOf(
  recipe: MasterRecipe,
  body: readonly Flow<Element>[],
  where: Where,
  newId: () => Uuid,
): NewParts {
  const parts: NewParts = { steps: [], elements: [] };
  const positions = new Map(phasesOf(recipe).map(({ phase }, index) => [phase.id, index + 1]));
  let beyond = positions.size;
  const add = (flows: readonly Flow<Element>[], at: Where): void => {
    for (const flow of flows) {
      if (isBlock(flow)) addBlock(flow, at);
      else if ('kind' in flow) addPhase(flow, at);
      else addElement(flow, at);
    }
  };
  const addElement = (element: UnitProcedure | Operation, at: Where): void => {
    const [kind, name] =
      'operations' in element
        ? (['unit-procedure', element.unitProcedure] as const)
        : (['operation', element.operation] as const);
    parts.elements.push({ kind, name, rounds: at.rounds });
    if ('operations' in element) add(element.operations, { ...at, unitProcedure: name });
    else add(element.phases, { ...at, operation: name });
  };
  const addPhase = ({ id: phase, kind }: Phase, { rounds, place, unitProcedure = '', operation = '' }: Where): void => {
    // an ad-hoc block's phases stand after all others
    const position = positions.get(phase) ?? ++beyond;
    const steps = { step: newId(), phase, position, kind, operation, unitProcedure };
    parts.steps.push({ ...steps, rounds, place: `${place}${placeOf(position)}` });
  };
  const addBlock = (block: Block<Element>, at: Where): void => {
    parts.elements.push({ kind: block.kind, name: block.id, rounds: at.rounds });
    switch (block.kind) {
      case 'parallel':
      case 'choice':
        for (const { body: inner } of bodiesOf(block)) add(inner, at);
        return;
      case 'loop':
        add(block.body, inRound(block.id, 1, at, positions.get(firstPhase(block.body) ?? '') ?? beyond));
        return;
      case 'repeat':
        return;
    }
  };
  add(body, where);
  return parts;
}

/** The first phase inside a part, whatever blocks it stands in. */
function firstPhase(body: readonly Flow<Element>[]): string | undefined {
  for (const flow of body) {
    const inner = isBlock(flow)
      ? bodiesOf(flow).flatMap((one) => one.body)
      : 'kind' in flow
        ? undefined
        : 'operations' in flow
          ? flow.operations
          : flow.phases;
    const first = inner === undefined ? (flow as Phase).id : firstPhase(inner);
    if (first !== undefined) return first;
  }
  return undefined;
}

/** Steps of a round sort after those of the round before, and between what stands before and after the block. */
export const inRound = (block: string, round: number, at: Where, first: number): Where => ({
  ...at,
  rounds: `${at.rounds}${block}[${round}]/`,
  place: `${at.place}${placeOf(first)}.${placeOf(round)}.`,
});
