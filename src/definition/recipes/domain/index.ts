export * from './flow.js';
export * from './lifecycle.js';
export * from './phase.js';
export * from './recipe-version.js';
export * from './recipe.js';
export { calculate, type FormulaValues } from './formula.js';
export { parseExpression, references, type Expression, type ExpressionFault } from './expression.js';
export { parseRecipe } from './parse-recipe.js';
export { signingContent } from './signing.js';
