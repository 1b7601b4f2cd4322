import { hashOf } from '../../../kernel/canonical-json.js';
import schema from '../../../../recipes/recipe.schema.json' with { type: 'json' };
import { readSource, schemaCheck, type Finding, type UnitClass } from '../../unit-classes/domain/index.js';
import { documentsOf } from './build-documents.js';
import type { PhaseSources } from './build-phases.js';
import { buildRecipe } from './build-recipe.js';
import { skillsOf } from './build-skills.js';
import type { LibraryBlock } from './library-block.js';
import type { Locate } from './locate.js';
import type { MasterRecipe } from './recipe.js';
import type { BlockFileText, RecipeText } from './recipe-text.js';

const schemaFaults = schemaCheck(schema);

/**
 * The master recipe that a YAML text states, and where each part of it stands; or everything that is wrong with it, each
 * with path and line. `unitClasses` are all that are defined, each code once; `library` the blocks that recipes may use.
 * Pure, and never throws, whatever the text.
 */
export function parseRecipe(
  text: string,
  unitClasses: readonly UnitClass[],
  library: readonly LibraryBlock[] = [],
): { recipe: MasterRecipe; locate: Locate } | { findings: Finding[] } {
  const read = readSource(text);
  if ('findings' in read) return read;
  const { value, findings } = read.source;
  const wrong = schemaFaults(value);
  if (wrong.length > 0) return { findings: findings(wrong) };
  const recipeText = value as RecipeText;
  const sources = sourcesOf(recipeText, library);
  const recipe = buildRecipe(recipeText, unitClasses, sources);
  return sources.faults.length > 0
    ? { findings: findings(sources.faults) }
    : { recipe, locate: locateBy(sources, findings) };
}

/** Hex SHA-256 of the recipe as it is executed: comments and layout of its text do not count, its unit classes do. */
export const recipeHash = (recipe: MasterRecipe): string => hashOf(recipe);

export const sourcesOf = (
  { documents, skills }: Pick<BlockFileText, 'documents' | 'skills'>,
  library: readonly LibraryBlock[],
): PhaseSources => ({
  faults: [],
  paths: new Map(),
  documents: documentsOf(documents),
  skills: skillsOf(skills),
  asked: [],
  library,
  uses: [],
  brought: new Set(),
});

export const locateBy = ({ paths }: PhaseSources, findings: Locate['findings']): Locate =>
  Object.assign((node: object) => paths.get(node) ?? [], { findings });
