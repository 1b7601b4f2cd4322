import { readFileSync } from 'node:fs';
import { type MasterRecipe, parseRecipe } from '../../src/definition/recipes/domain/index.js';
import { parseUnitClasses, type UnitClass } from '../../src/definition/unit-classes/domain/index.js';

/** The kinds of unit that are shipped. */
export function shippedClasses(): UnitClass[] {
  const parsed = parseUnitClasses(readFileSync('recipes/plant/unit-classes.yaml', 'utf8'));
  if ('findings' in parsed) throw new Error(JSON.stringify(parsed.findings));
  return parsed.unitClasses;
}

/** The recipe that a text states, on these; throws its findings. */
export function recipeFrom(text: string): MasterRecipe {
  const parsed = parseRecipe(text, shippedClasses());
  if ('findings' in parsed) throw new Error(JSON.stringify(parsed.findings, null, 1));
  return parsed.recipe;
}
