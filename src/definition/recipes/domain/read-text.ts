import { type Fault, type Finding, readSource, type UnitClass } from '../../unit-classes/domain/index.js';
import { asRecipe } from './changes-between.js';
import type { LibraryBlock } from './library-block.js';
import { lintRecipe, type LintFault, missingPictures } from './lint/index.js';
import { applyOverlay, parseOverlay } from './overlay/index.js';
import { parseBlock } from './parse-block.js';
import { parseRecipe, recipeHash } from './parse-recipe.js';
import type { MasterRecipe, PinnedVersion } from './recipe.js';
import type { RecipeSort, RecipeVersionRow } from './recipe-version.js';

/** What a text may name besides itself. */
export interface Grounds {
  unitClasses: readonly UnitClass[];
  blocks: readonly LibraryBlock[];
  /** the version that an overlay narrows; null where it is not there */
  parent: (PinnedVersion & { recipe: MasterRecipe }) | null;
  /** hashes of the files that are kept for pictures; where it is left out nobody looks for them */
  files?: ReadonlySet<string>;
}

/** What a text says as a version of its code, and what the lint says of that, at the text's lines. */
export type ReadText = Pick<RecipeVersionRow, 'sort' | 'code' | 'title' | 'hash' | 'content'> & {
  lint: () => Finding[];
};

/** What a text is, by its keys; one that is nothing of the kind is read as a recipe, whose faults say so. */
function sortOf(text: string): RecipeSort {
  const read = readSource(text);
  const value = 'source' in read ? read.source.value : null;
  const has = (key: string): boolean => typeof value === 'object' && value !== null && Object.hasOwn(value, key);
  return has('overlay') ? 'overlay' : has('block') ? 'block' : 'recipe';
}

/** The version that an overlay says it narrows; null for other texts. */
export function parentNamed(text: string): { code: string; version: number } | null {
  const parsed = sortOf(text) === 'overlay' ? parseOverlay(text) : null;
  return parsed && 'overlay' in parsed ? parsed.overlay.of : null;
}

/** Everything that is wrong with a text, or what it says as that version of its code. Pure, and never throws. */
export function readText(text: string, grounds: Grounds, version = 0): ReadText | { findings: Finding[] } {
  const sort = sortOf(text);
  switch (sort) {
    case 'recipe':
      return readRecipe(text, grounds);
    case 'overlay':
      return readOverlay(text, grounds);
    case 'block':
      return readBlock(text, grounds, version);
  }
}

/**
 * What the lint says of a version. Its lines are not known where the text no longer reads as it did, since a unit class
 * or what it rests on has changed.
 */
export function lintVersion(
  row: Pick<RecipeVersionRow, 'text' | 'hash' | 'content' | 'version'>,
  grounds: Grounds,
): Finding[] {
  const read = readText(row.text, grounds, row.version);
  if ('lint' in read && read.hash === row.hash) return read.lint();
  return 'procedure' in row.content ? faultsOf(row.content, grounds).map((fault) => found(fault)) : [];
}

const faultsOf = (recipe: MasterRecipe, { files }: Grounds): LintFault[] => [
  ...(files ? missingPictures(recipe, files) : []),
  ...lintRecipe(recipe),
];

function readRecipe(text: string, grounds: Grounds): ReadText | { findings: Finding[] } {
  const parsed = parseRecipe(text, grounds.unitClasses, grounds.blocks);
  if ('findings' in parsed) return parsed;
  const { recipe, locate } = parsed;
  const lint = () => locate.findings(faultsOf(recipe, grounds).map((fault) => placed(fault, locate)));
  return { ...asVersion('recipe', recipe), lint };
}

function readOverlay(text: string, grounds: Grounds): ReadText | { findings: Finding[] } {
  const parsed = parseOverlay(text);
  if ('findings' in parsed) return parsed;
  const { parent } = grounds;
  const { overlay, lines } = parsed;
  const { code, version } = overlay.of;
  if (parent === null) {
    const message = `there is no recipe or overlay ${code}@${version}`;
    return { findings: lines([{ code: 'overlay.parent-unknown', path: ['of'], message }]) };
  }
  const applied = applyOverlay(parent, overlay);
  if ('faults' in applied) return { findings: lines(applied.faults) };
  const lint = () => faultsOf(applied.recipe, grounds).map((fault) => found(fault));
  return { ...asVersion('overlay', applied.recipe), lint };
}

/** A block is linted as if it stood alone in a recipe; whose cells it touches is for those that use it to scan. */
function readBlock(text: string, grounds: Grounds, number: number): ReadText | { findings: Finding[] } {
  const { unitClasses } = grounds;
  const parsed = parseBlock(text, unitClasses, number);
  if ('findings' in parsed) return parsed;
  const { block, locate } = parsed;
  const { code, title, unitClass, hash } = block;
  const alone = { ...asRecipe({ content: block }), unitClasses: unitClasses.filter((one) => one.code === unitClass) };
  const lint = () => locate.findings(faultsOf(alone, grounds).map((fault) => placed(fault, locate)));
  return { sort: 'block', code, title, hash, content: block, lint };
}

const asVersion = (sort: 'recipe' | 'overlay', content: MasterRecipe) => {
  return { sort, code: content.recipe, title: content.title, hash: recipeHash(content), content };
};

const placed = ({ code, severity, message, why, node, path }: LintFault, locate: (node: object) => Fault['path']) => {
  return { code, severity, message, why, path: node === null ? path : [...locate(node), ...path] };
};

/** A fault in what the text does not say itself. */
const found = ({ code, severity, message, why }: LintFault): Finding => {
  return { code, severity, message, why, path: '', line: 1, column: 1 };
};
