import { type Change, diffRecipes } from './diff/index.js';
import { isBlockContent } from './pins.js';
import type { MasterRecipe } from './recipe.js';
import type { RecipeVersionRow } from './recipe-version.js';

type Said = Pick<RecipeVersionRow, 'content'>;

/** What changed from one version to another; all of it where there was none before. */
export function changesBetween(before: Said | null, after: Said): Change[] {
  const made = asRecipe(after);
  return diffRecipes(before === null ? nothingOf(made) : asRecipe(before), made);
}

/** A block as a recipe of nothing else: what it is compared and linted as. */
export function asRecipe({ content }: Said): MasterRecipe {
  if (!isBlockContent(content)) return content;
  const { code, title, unitClass, phases } = content;
  return {
    ...{ recipe: code, title, product: '', type: 'prepared-material', parameters: [], windows: [], unitClasses: [] },
    procedure: [{ unitProcedure: code, title, unitClass, operations: [{ operation: code, title, phases }] }],
  };
}

/** The same recipe before anything was written in it. */
const nothingOf = ({ recipe, title, product }: MasterRecipe): MasterRecipe => ({
  ...{ recipe, title, product, parameters: [], windows: [], unitClasses: [], procedure: [] },
});
