import { type Path } from '../../unit-classes/domain/index.js';
import { type PhaseSources, placeOf } from './build-phases.js';
import { elementsOf } from './flow.js';
import { type MasterRecipe, unitProceduresOf } from './recipe.js';
import { everyStep } from './walk.js';

const LONGEST = 60;

type Named = { id: string; path: Path };

/** Every id is used once in its kind, and no phase takes the word by which formulas name parameters. */
export function checkIds(recipe: Pick<MasterRecipe, 'procedure' | 'windows' | 'adHoc'>, sources: PhaseSources): void {
  const { faults, uses } = sources;
  const at = (node: object, key: string): Path => placeOf(sources, node, key);
  const unitProcedures = unitProceduresOf(recipe);
  const operations = unitProcedures.flatMap((one) => elementsOf(one.operations));
  const steps = [...everyStep(recipe), ...(recipe.adHoc ?? [])];
  const named = steps.map((step) => ({ id: step.id, path: at(step, 'id') }));
  once(unitProcedures.map((one) => ({ id: one.unitProcedure, path: at(one, 'unitProcedure') })));
  once(operations.map((one) => ({ id: one.operation, path: at(one, 'operation') })));
  once(uses.map(({ pinned, path }) => ({ id: pinned.as, path: [...path, 'as'] })));
  once(named);
  once(recipe.windows.map((one) => ({ id: one.id, path: at(one, 'id') })));
  // a copy's code is made of its label's id
  once(
    steps.flatMap((step) =>
      'kind' in step && step.kind === 'label' ? step.labels.map((one) => ({ id: one.id, path: at(one, 'id') })) : [],
    ),
  );
  for (const { id, path } of named) {
    if (id === 'parameters')
      faults.push({ code: 'id.reserved', path, message: '"parameters" names the recipe\'s parameters' });
    // an id of the file itself has met the schema
    if (id.length > LONGEST)
      faults.push({ code: 'id.too-long', path, message: `"${id}" is longer than ${LONGEST} characters` });
  }

  function once(list: Named[]): void {
    const [seen, told] = [new Set<string>(), new Set<string>()];
    for (const { id, path } of list) {
      const place = path.join(' ');
      // a block used twice under one name is one fault, not one for each of its ids
      if (seen.has(id) && !told.has(place)) {
        faults.push({ code: 'id.duplicate', path, message: `"${id}" is used before` });
        told.add(place);
      }
      seen.add(id);
    }
  }
}
