import { Refusal } from '../../../kernel/refusal.js';
import type { MasterRecipe } from '../../../definition/recipes/domain/index.js';
import { unknownNames } from './check-script.js';
import { type Difference, differences } from './expectation.js';
import type { RecipeTest } from './recipe-tests.js';
import type { Rehearsal } from './rehearsal.js';
import { rehearsing } from './rehearse.js';
import { isOfStep } from './script.js';

/** How a test came out; it passed where nothing differs. */
export interface TestResult {
  name: string;
  passed: boolean;
  differences: Difference[];
  /** null where the script does not fit the recipe */
  rehearsal: Rehearsal | null;
}

/** Rehearses one test, and says in what it came out otherwise. */
export function* testing(recipe: MasterRecipe, { name, script, then }: RecipeTest): Generator<void, TestResult> {
  const unknown = unknownNames(recipe, script);
  const result = (found: Difference[], rehearsal: Rehearsal | null): TestResult => {
    return { name, passed: found.length === 0, differences: found, rehearsal };
  };
  if (unknown.length > 0)
    return result(
      unknown.map((sentence) => ({ of: 'script', expected: 'what the recipe has', got: sentence })),
      null,
    );
  let rehearsal: Rehearsal;
  try {
    rehearsal = yield* rehearsing(recipe, script);
  } catch (error) {
    // such as a patient's value outside its range
    if (!(error instanceof Refusal)) throw error;
    const got = `${error.code} ${JSON.stringify(error.values)}`;
    return result([{ of: 'given', expected: 'what a batch can be issued with', got }], null);
  }
  return result([...differences(then, rehearsal), ...neverBegun(script.when ?? [], rehearsal)], rehearsal);
}

/** What is scripted of a step that never began shows nothing. */
function neverBegun(when: NonNullable<RecipeTest['script']['when']>, { steps }: Rehearsal): Difference[] {
  const began = new Set(steps.flatMap(({ step, started }) => (started === null ? [] : [step])));
  return when
    .filter(isOfStep)
    .filter(({ step }) => !began.has(step))
    .map(({ step }) => ({ of: 'script', expected: `${step} to begin`, got: 'it never did' }));
}

/** As `testing`, at one go. */
export function runTest(recipe: MasterRecipe, test: RecipeTest): TestResult {
  const run = testing(recipe, test);
  for (let next = run.next(); ; next = run.next()) if (next.done) return next.value;
}
