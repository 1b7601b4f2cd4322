export { changeText } from './change-text.js';
export { diffRecipes, type Change } from './diff-recipes.js';
