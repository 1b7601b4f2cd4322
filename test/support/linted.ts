import { type LintCode, lintRecipe } from '../../src/definition/recipes/domain/lint/index.js';
import type { Flow, MasterRecipe, Parameter, Phase } from '../../src/definition/recipes/domain/index.js';
import { entry, number, range, recipeOf } from './small-recipe.js';

/** What the lint says of phases on one bioreactor, as `code: message`. */
export const lint = (phases: Flow<Phase>[], more: Partial<MasterRecipe> = {}): string[] =>
  lintRecipe(recipeOf(phases, more)).map(({ code, message }) => `${code}: ${message}`);

export const codes = (phases: Flow<Phase>[], more: Partial<MasterRecipe> = {}): LintCode[] =>
  lintRecipe(recipeOf(phases, more)).map(({ code }) => code);

/** A step in which cells are counted. */
export const count = (more = {}): Phase => entry('count', [number('cells', more)]);

export const moi = { id: 'moi', title: 'MOI', unit: '1', criticality: 'CPP' } as const;

/** The parameter `moi`, a constant. */
export const target = (value: string, more: Partial<Parameter> = {}): Parameter =>
  ({ ...moi, source: 'constant', target: value, range: range(5, 10), ...more }) as Parameter;
