import type { Finding, UnitClass } from '../../unit-classes/domain/index.js';
import type { LibraryBlock } from './library-block.js';
import { parseRecipe, recipeHash } from './parse-recipe.js';
import type { MasterRecipe, PinnedVersion } from './recipe.js';
import type { RecipeVersionRow } from './recipe-version.js';

/** What a text may name besides itself. */
export interface Grounds {
  unitClasses: UnitClass[];
  blocks: LibraryBlock[];
  /** the version that an overlay narrows; null where it is not there */
  parent: (PinnedVersion & { recipe: MasterRecipe }) | null;
}

export type ReadText = Pick<RecipeVersionRow, 'sort' | 'code' | 'title' | 'hash' | 'content'> & {
  lint: () => Finding[];
};

/** The version that an overlay says it narrows. */
export function parentNamed(_text: string): { code: string; version: number } | null {
  return null;
}

/** What a text says, whatever its sort, or everything that is wrong with it. */
export function readText(text: string, { unitClasses }: Grounds): ReadText | { findings: Finding[] } {
  const parsed = parseRecipe(text, unitClasses);
  if ('findings' in parsed) return parsed;
  const { recipe } = parsed;
  const hash = recipeHash(recipe);
  return { sort: 'recipe', code: recipe.recipe, title: recipe.title, hash, content: recipe, lint: () => [] };
}

/**
 * What the lint says of a version, at its lines; without lines where its text no longer reads as it did, since its unit
 * classes or what it rests on have changed.
 */
export function lintVersion(row: Pick<RecipeVersionRow, 'text' | 'hash' | 'content'>, grounds: Grounds): Finding[] {
  const read = readText(row.text, grounds);
  return 'lint' in read && read.hash === row.hash ? read.lint() : [];
}
