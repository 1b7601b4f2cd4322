import { readFileSync } from 'node:fs';
import { parseRecipe, recipeHash } from '../src/definition/recipes/domain/index.js';
import { parseUnitClasses, type UnitClass } from '../src/definition/unit-classes/domain/index.js';
import { parseRecipeTests, type Rehearsal, rehearse, type Script } from '../src/execution/rehearsals/domain/index.js';
import { against, type Benchmark, figure, quantile } from './figure.js';

const RECIPE = 'recipes/car-t-cd19.yaml';
/** s; what a dry run of ten days may take */
const MOST = 5;

/** A dry run of the whole CAR-T recipe, which takes ten days, against reading and hashing its text once. */
export const dryRun: Benchmark = async ({ quick, say }) => {
  const [text, unitClasses, given] = [readFileSync(RECIPE, 'utf8'), classes(), scriptBeside()];
  const rounds = quick ? 1 : 15;
  say(`reads and dry-runs ${RECIPE} ${rounds} times`);
  const recipe = read(text, unitClasses);
  const [reading, running]: [number[], number[]] = [[], []];
  let came: Rehearsal | undefined;
  for (let round = 0; round < rounds; round++) {
    reading.push(timed(() => void recipeHash(read(text, unitClasses))));
    running.push(timed(() => void (came = rehearse(recipe, given))));
  }
  if (came?.state !== 'complete') throw new Error(`the dry run stands still: ${JSON.stringify(came?.standstill)}`);
  const [parse, limit] = [
    figure('parse and hash, p50', quantile(reading, 0.5), 'ms'),
    figure('five seconds', MOST * 1000, 'ms'),
  ];
  const median = quantile(running, 0.5);
  return {
    benchmark: 'dry-run',
    load: `${came.steps.length} steps, ${came.lasted} of virtual time, ${came.facts} facts, ${rounds} times`,
    figures: [
      parse,
      against(parse, 'dry run, p50', median),
      limit,
      against(limit, 'dry run, slowest', Math.max(...running)),
    ],
  };
};

function timed(work: () => void): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}

function classes(): UnitClass[] {
  const parsed = parseUnitClasses(readFileSync('recipes/plant/unit-classes.yaml', 'utf8'));
  if ('findings' in parsed) throw new Error(JSON.stringify(parsed.findings));
  return parsed.unitClasses;
}

function read(text: string, unitClasses: readonly UnitClass[]) {
  const parsed = parseRecipe(text, unitClasses);
  if ('findings' in parsed) throw new Error(JSON.stringify(parsed.findings));
  return parsed.recipe;
}

/** What the recipe's tests give to all of them: a batch that goes well. */
function scriptBeside(): Script {
  const parsed = parseRecipeTests(readFileSync(RECIPE.replace('.yaml', '.test.yaml'), 'utf8'));
  if ('findings' in parsed) throw new Error(JSON.stringify(parsed.findings));
  return parsed.given;
}
