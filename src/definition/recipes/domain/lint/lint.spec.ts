import { describe, expect, it } from '@jest/globals';
import { count, lint, target } from '../../../../../test/support/linted.js';
import { calculation, entry, number, program, recipeOf } from '../../../../../test/support/small-recipe.js';
import { wholeModel } from '../../../../../test/support/whole-model.js';
import { mutations } from '../../../../../test/support/mutations.js';
import type { MasterRecipe } from '../recipe.js';
import { LINT_RULES, lintRecipe } from './index.js';

describe('a recipe in order', () => {
  it('has no findings', () => {
    const phases = [count(), program('grow'), calculation('double', 'count.cells * 2')];
    expect(lint(phases, { parameters: [target('5')] })).toEqual([]);
  });

  it('is told each rule with its severity and a sentence on why it matters', () => {
    const cells = number('cells', { criticality: 'CQA' });
    const [fault] = lintRecipe(recipeOf([entry('count', [cells])]));
    expect(fault).toEqual({
      code: 'limit.missing',
      ...LINT_RULES['limit.missing'],
      message: 'cells in count is CQA and has no limit',
      node: cells,
      path: [],
    });
    for (const { why } of Object.values(LINT_RULES)) expect(why).toMatch(/^[A-Z].{20,}\.$/);
  });
});

describe('the lint', () => {
  it('has an answer to every recipe, also to those that nobody could have written', () => {
    let told = 0;
    for (const [, changed] of mutations(wholeModel, '')) told += lintRecipe(changed as MasterRecipe).length > 0 ? 1 : 0;
    expect(told).toBeGreaterThan(100);
  });
});
