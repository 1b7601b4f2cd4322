import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { MasterRecipe } from '../../src/definition/recipes/domain/index.js';
import { parseRecipeTests, type RecipeTests } from '../../src/execution/rehearsals/domain/index.js';
import { type Basis, isTests, readFile, readRecipe, Wrong } from './files.js';

/** The tests of a recipe: the file itself, or the one beside it. */
export const testsOf = (file: string): string => (isTests(file) ? file : file.replace(/\.ya?ml$/, '.test.yaml'));

/** A file of tests; `Wrong` with every finding where it is not valid. */
export function readTests(file: string): RecipeTests {
  const beside = (name: string): string => join(dirname(file), name);
  const parsed = parseRecipeTests(readFile(file), (name) => (existsSync(beside(name)) ? readFile(beside(name)) : null));
  if ('findings' in parsed) throw new Wrong(file, parsed.findings);
  return parsed;
}

/** The recipe under test, with what its tests say that it rests on. */
export function recipeUnder(file: string, tests: RecipeTests, basis: Basis): MasterRecipe {
  const beside = (name: string | null): string | undefined => (name === null ? undefined : join(dirname(file), name));
  return readRecipe(beside(tests.recipe)!, {
    unitClasses: basis.unitClasses ?? beside(tests.unitClasses),
    library: [...basis.library, ...tests.library.map((name) => beside(name)!)],
    parent: basis.parent ?? beside(tests.parent),
  });
}
