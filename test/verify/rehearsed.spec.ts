import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { type MasterRecipe, parseRecipe } from '../../src/definition/recipes/domain/index.js';
import { parseUnitClasses } from '../../src/definition/unit-classes/domain/index.js';
import type { Draft } from '../../src/execution/batches/domain/index.js';
import { parseRecipeTests, rehearse, type RecipeTests } from '../../src/execution/rehearsals/domain/index.js';
import { Stage } from '../../src/execution/rehearsals/domain/stage.js';
import { BatchState } from '../../tools/verify/batch-state.js';
import { checkMonitored } from '../../tools/verify/check-monitors.js';
import { walkBatch } from '../../tools/verify/check-steps.js';
import type { Fact } from '../../tools/verify/fact.js';
import type { Recipe } from '../../tools/verify/recipe.js';
import { Report } from '../../tools/verify/report.js';

const read = (file: string): string => readFileSync(`recipes/${file}`, 'utf8');
const classes = parseUnitClasses(read('plant/unit-classes.yaml'));
const unitClasses = 'unitClasses' in classes ? classes.unitClasses : [];

function recipeOf(name: string): MasterRecipe {
  const parsed = parseRecipe(read(`${name}.yaml`), unitClasses);
  if ('findings' in parsed) throw new Error(JSON.stringify(parsed.findings));
  return parsed.recipe;
}

function testsOf(name: string): RecipeTests {
  const tests = parseRecipeTests(read(`${name}.test.yaml`));
  if ('findings' in tests) throw new Error(JSON.stringify(tests.findings));
  return tests;
}

/** Those in which a hold time, a program or a decision goes otherwise. */
const OTHERWISE = /hold time|too early|safe state|warm|refuses|by itself|misses|who ends|again, while/;

/** The facts that a rehearsal states, as a ledger would keep them. */
function factsOf(run: () => unknown): Fact[] {
  const facts: Fact[] = [];
  const { does } = Stage.prototype;
  const kept = function <T>(this: Stage, by: Draft['by'], decide: (draft: Draft) => T): T {
    let draft: Draft | undefined;
    const answer = does.call(this, by, (one: Draft) => decide((draft = one))) as T;
    const at = this.now;
    for (const fact of draft?.facts ?? []) {
      const place = { v: 1, stream: `batch/${draft!.id}`, seq: facts.length + 1, at, happenedAt: at };
      facts.push(JSON.parse(JSON.stringify({ ...place, zone: 'UTC', config: 'c', by, ...fact })) as Fact);
    }
    return answer;
  };
  Stage.prototype.does = kept;
  try {
    run();
  } finally {
    Stage.prototype.does = does;
  }
  return facts;
}

function found(facts: Fact[], recipe: MasterRecipe): string[] {
  const report = new Report();
  const state = new BatchState();
  walkBatch(report, state, facts, JSON.parse(JSON.stringify(recipe)) as Recipe);
  checkMonitored(report, state, facts);
  return report.findings.map(({ entry, what }) => `${entry} ${what}`);
}

describe('what rehearsals of the repository’s recipes state', () => {
  it.each(['car-t-cd19', 'car-t-demo', 'nk-expansion', 'viral-vector', 'manual-100'])(
    'follows from their rules, as the verifier has them: %s',
    (name) => {
      const recipe = recipeOf(name);
      const { tests } = testsOf(name);
      for (const { script, name: title } of tests.filter((one) => OTHERWISE.test(one.name))) {
        const facts = factsOf(() => rehearse(recipe, script));
        expect({ title, facts: facts.length > 10, found: found(facts, recipe) }).toEqual({
          title,
          facts: true,
          found: [],
        });
      }
    },
  );
});
