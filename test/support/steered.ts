import type { MasterRecipe } from '../../src/definition/recipes/domain/index.js';
import { BOUND, PaperFlow } from './paper-flow.js';
import { recipeFrom } from './recipe-from.js';
import { expand, ON_BIOREACTOR } from './culture-recipe.js';

const CULTURE = `
recipe: steered
title: Steered
product: cells
HEADER
${ON_BIOREACTOR}
          - { id: load, kind: instruction, title: Load, instruction: Load it., sign: [performed] }
          ${expand(48)}
            monitor: []
            sign: [performed]
          - { id: look, kind: instruction, title: Look, instruction: Look at it., sign: [performed] }
          - { id: last, kind: instruction, title: Last, instruction: Done., sign: [performed] }
`;

/** A culture on one unit: loaded, expanded by a program, looked at. */
export const recipeOf = (header = '', change: (text: string) => string = (text) => text): MasterRecipe =>
  recipeFrom(change(CULTURE.replace('HEADER', header)));

/** A batch of it, for people who turn it from its way. */
export class Steered extends PaperFlow {
  /** Up to the running program. */
  growing(): this {
    this.bind('culture', BOUND);
    this.do('load');
    this.start('expand');
    this.unit('expand', 'confirmed');
    return this;
  }
}
