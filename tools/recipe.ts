import { runRecipe } from './recipe/run.js';

const { out, code } = runRecipe(process.argv.slice(2));
(code === 2 ? console.error : console.log)(out);
process.exitCode = code;
