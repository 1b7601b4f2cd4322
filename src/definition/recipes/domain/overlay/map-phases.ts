import { type Flow, isBlock } from '../flow.js';
import type { Phase } from '../phase.js';
import type { MasterRecipe } from '../recipe.js';

/** The same recipe with each phase changed, also those that are inserted ad hoc; blocks stay as they are. */
export function mapPhases(recipe: MasterRecipe, change: (phase: Phase) => Phase): MasterRecipe {
  const procedure = mapFlow(recipe.procedure, (unitProcedure) => ({
    ...unitProcedure,
    operations: mapFlow(unitProcedure.operations, (operation) => ({
      ...operation,
      phases: mapFlow(operation.phases, change),
    })),
  }));
  const adHoc = recipe.adHoc?.map((block) => ({ ...block, phases: mapFlow(block.phases, change) }));
  return { ...recipe, procedure, ...(adHoc && { adHoc }) };
}

function mapFlow<E extends object>(body: readonly Flow<E>[], change: (element: E) => E): Flow<E>[] {
  const inside = <B extends { body: Flow<E>[] }>(one: B): B => ({ ...one, body: mapFlow(one.body, change) });
  return body.map((flow): Flow<E> => {
    if (!isBlock(flow)) return change(flow);
    switch (flow.kind) {
      case 'parallel':
        return { ...flow, branches: flow.branches.map(inside) };
      case 'choice':
        return { ...flow, options: flow.options.map(inside) };
      case 'loop':
      case 'repeat':
        return inside(flow);
    }
  });
}
