import { parseQuantity, type Quantity } from '../../../kernel/quantity.js';
import { Refusal } from '../../../kernel/refusal.js';
import { type MasterRecipe, recipeHash } from '../../../definition/recipes/domain/index.js';
import type { Issue } from '../../batches/domain/index.js';
import { countedId } from './people.js';
import type { Script } from './script.js';
import { unremarkable } from './usual-values.js';

/** The batch of a rehearsal: for a virtual order where its record is a patient's; a recipe in development as if it were in use. */
export function issueOf(
  recipe: MasterRecipe,
  { coi = 'COI-000001', patient = 'P-7F3K', parameters = {} }: Script,
): Issue {
  const { stage: _, ...inUse } = recipe;
  const { type = 'patient-batch', product } = recipe;
  const version = { id: countedId(3), code: recipe.recipe, version: 1, hash: recipeHash(inUse), recipe: inUse };
  return {
    code: 'R-0001',
    order: type === 'patient-batch' ? { id: countedId(2), coi, patient, product } : null,
    ...{ site: countedId(1), sponsor: null, type, recipe: version },
    parameters: Object.fromEntries(
      recipe.parameters
        .filter(({ source }) => source === 'patient')
        .map(({ id, unit, range, ...limits }) => [id, given(id, unit, parameters[id]) ?? usual(unit, range, limits)]),
    ),
  };
}

function given(id: string, unit: string, text: string | undefined): Quantity | undefined {
  if (text === undefined) return undefined;
  const quantity = parseQuantity(text.includes(' ') ? text : `${text} ${unit}`);
  if (quantity === undefined) throw new Refusal('unprocessable', 'parameter.not-a-quantity', { parameter: id, text });
  return quantity;
}

const usual = (
  unit: string,
  range: Parameters<typeof unremarkable>[0]['action'],
  limits: Parameters<typeof unremarkable>[0],
) => ({
  value: (unremarkable(limits) ?? unremarkable({ action: range }))?.toFixed() ?? '1',
  unit,
});
