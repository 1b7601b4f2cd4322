export { parseExpression, references, type Expression, type ExpressionFault } from './expression.js';
export { calculate, checkFormula, evaluate, type FormulaType, type FormulaValues } from './formula.js';
export * from './lifecycle.js';
export { frozen, parseRecipe, recipeHash, type FrozenRecipe } from './parse-recipe.js';
export * from './recipe-version.js';
export * from './recipe.js';
export { signingContent } from './signing.js';
