import {
  blockOf,
  type Flow,
  insideOf,
  isBlock,
  isPhase,
  phasesIn,
  phasesOf,
  placedAt,
  placeOf,
  type Recipe,
} from './recipe.js';

/** A step as a part of a recipe makes it, without its id. */
export interface ExpectedStep {
  phase: string;
  kind: string;
  position: number;
  operation: string;
  unitProcedure: string;
  rounds: string;
  place: string;
}

export interface ExpectedElement {
  kind: string;
  name: string;
  rounds: string;
}

/** Rounds one block further in. */
export const inRound = (rounds: string, block: string, round: number): string => `${rounds}${block}[${round}]/`;

/**
 * The steps and elements that a part of a procedure comes to: all options of a choice, the first round of a loop, no round of a
 * repeat.
 */
export function expand(
  recipe: Recipe,
  part: Flow[],
  rounds: string,
): { steps: ExpectedStep[]; elements: ExpectedElement[] } {
  const steps: ExpectedStep[] = [];
  const elements: ExpectedElement[] = [];
  const look = (flows: Flow[], at: string): void => {
    for (const flow of flows) {
      if (isPhase(flow)) {
        const { unitProcedure, operation, position } = placedAt(recipe, flow.id)!;
        const place = placeIn(recipe, at, position);
        steps.push({ phase: flow.id, kind: flow.kind, position, operation, unitProcedure, rounds: at, place });
        continue;
      }
      elements.push({ ...named(flow), rounds: at });
      if (isBlock(flow) && flow.kind === 'repeat') continue;
      const inner = isBlock(flow) && flow.kind === 'loop' ? inRound(at, flow.id, 1) : at;
      for (const body of insideOf(flow)) look(body, inner);
    }
  };
  look(part, rounds);
  return { steps, elements };
}

function named(flow: Exclude<Flow, { sign: unknown }>): { kind: string; name: string } {
  if ('operations' in flow) return { kind: 'unit-procedure', name: flow.unitProcedure };
  if ('phases' in flow) return { kind: 'operation', name: flow.operation };
  return { kind: flow.kind, name: flow.id };
}

const ROUND = /([^/[\]]+)\[(\d+)\]\//g;

/** Where a step sorts: the first phase of each block around it and that block's round, then its own phase. */
export function placeIn(recipe: Recipe, rounds: string, position: number): string {
  const before = [...rounds.matchAll(ROUND)].map(([, block, round]) => {
    const first = placedAt(recipe, phasesIn(bodyOf(recipe, block!))[0] ?? '')?.position ?? phasesOf(recipe).length;
    return `${placeOf(first)}.${placeOf(Number(round))}.`;
  });
  return `${before.join('')}${placeOf(position)}`;
}

/** What is done again in each round of a loop, a repeat or an ad-hoc block. */
export function bodyOf(recipe: Recipe, block: string): Flow[] {
  const inserted = recipe.adHoc?.find(({ id }) => id === block);
  if (inserted !== undefined) return inserted.phases;
  const found = blockOf(recipe, block);
  return found?.kind === 'loop' || found?.kind === 'repeat' ? found.body : [];
}
