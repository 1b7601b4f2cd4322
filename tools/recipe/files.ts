import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import {
  type Grounds,
  type LibraryBlock,
  type MasterRecipe,
  parseBlock,
  readText,
  type ReadText,
} from '../../src/definition/recipes/domain/index.js';
import { type Finding, parseUnitClasses, type UnitClass } from '../../src/definition/unit-classes/domain/index.js';

/** What a command cannot begin with: it ends with exit code 2. */
export class Unusable extends Error {}

/** A file that says something wrong, and where. */
export class Wrong extends Error {
  constructor(
    readonly file: string,
    readonly findings: readonly Finding[],
  ) {
    super(`${file} is not valid`);
  }
}

/** What recipes rest on, as the command line names it. */
export interface Basis {
  unitClasses: string | undefined;
  library: readonly string[];
  parent: string | undefined;
}

export function readFile(file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    throw new Unusable(`${file} cannot be read: ${(error as Error).message}`);
  }
}

export const isTests = (file: string): boolean => file.endsWith('.test.yaml');

/** Reads a recipe, an overlay or a block of the library; `Wrong` with every finding where it is not valid. */
export function readDefinition(file: string, basis: Basis): ReadText {
  const read = readText(readFile(file), groundsOf(file, basis));
  if ('findings' in read) throw new Wrong(file, read.findings);
  return read;
}

/** A recipe that can be run: a block alone cannot. */
export function readRecipe(file: string, basis: Basis): MasterRecipe {
  const { content } = readDefinition(file, basis);
  if (!('procedure' in content)) throw new Unusable(`${file} is a block of the library, which does not run alone`);
  return content;
}

function groundsOf(file: string, basis: Basis): Grounds {
  const unitClasses = readUnitClasses(basis.unitClasses ?? usualClasses(file));
  const blocks = basis.library.map((one) => readBlock(one, unitClasses));
  return { unitClasses, blocks, parent: basis.parent === undefined ? null : parentOf(file, basis.parent, basis) };
}

/** Beside the recipe where there are some, else those of this repository. */
function usualClasses(file: string): string {
  const beside = join(dirname(file), 'plant', 'unit-classes.yaml');
  return existsSync(beside) ? beside : join('recipes', 'plant', 'unit-classes.yaml');
}

function readUnitClasses(file: string): UnitClass[] {
  const parsed = parseUnitClasses(readFile(file));
  if ('findings' in parsed) throw new Wrong(file, parsed.findings);
  return parsed.unitClasses;
}

/** A block as version 1, or as the number in its name says: `thaw-vector@2.yaml`. */
function readBlock(file: string, unitClasses: readonly UnitClass[]): LibraryBlock {
  const parsed = parseBlock(readFile(file), unitClasses, versionIn(file) ?? 1);
  if ('findings' in parsed) throw new Wrong(file, parsed.findings);
  return parsed.block;
}

const versionIn = (file: string): number | undefined => {
  const found = /@(\d+)\.ya?ml$/.exec(basename(file))?.[1];
  return found === undefined ? undefined : Number(found);
};

/** What an overlay narrows counts as the version that the overlay names. */
function parentOf(file: string, parent: string, basis: Basis): Grounds['parent'] {
  const { code, hash, content } = readDefinition(parent, { ...basis, parent: undefined });
  if (!('procedure' in content)) throw new Unusable(`${parent} is no recipe`);
  const named = /^of:\s*['"]?[a-z0-9-]+@(\d+)/m.exec(readFile(file))?.[1];
  return { code, hash, version: versionIn(parent) ?? Number(named ?? 1), recipe: content };
}
