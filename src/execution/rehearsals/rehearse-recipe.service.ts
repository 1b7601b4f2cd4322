import { Injectable } from '@nestjs/common';
import { Refusal } from '../../kernel/refusal.js';
import { newId } from '../../platform/clock/index.js';
import { type CommandContext, Commands } from '../../platform/http/index.js';
import { Recipes } from '../../definition/recipes/index.js';
import { type MasterRecipe, recipeOf, type RecipeVersionRow } from '../../definition/recipes/domain/index.js';
import { actorOf, Ledger } from '../../trust/ledger/index.js';
import { ENTERPRISE } from '../../trust/organisation/index.js';
import {
  parseRecipeTests,
  recordRehearsal,
  type RecipeTest,
  type RehearsalResult,
  rehearsing,
  summaryOf,
  testing,
} from './domain/index.js';
import type { RehearsalSummaryDto, RehearseDto } from './rehearsal.dto.js';
import { storedRehearsal } from './rehearsal.store.js';
import { brief } from './rehearsal.view.js';
import { RunInSlices } from './run-in-slices.service.js';

/** Rehearses versions of recipes, and keeps what they came to as evidence. */
@Injectable()
export class RehearseRecipe {
  constructor(
    private readonly commands: Commands,
    private readonly ledger: Ledger,
    private readonly recipes: Recipes,
    private readonly slices: RunInSlices,
  ) {}

  /** Refuses with `recipe.is-block`, and with `rehearsal.not-valid` and every finding where the tests are not. */
  async run(command: CommandContext, { recipe: id, kind, tests }: RehearseDto): Promise<RehearsalSummaryDto> {
    const { caller } = command;
    const { code, version, hash, content } = await this.recipes.one(caller, id);
    const recipe = recipeOf({ code, content: content as RecipeVersionRow['content'] });
    const script = kind === 'tests' ? (tests ?? '') : null;
    const result = await (script === null ? this.dryRun(recipe) : this.test(recipe, readTests(script)));
    const { id: person, name } = caller.person;
    const made = { id: newId(), recipe: id, code, version, hash, kind, script, result, person, name };
    const decide = () => [recordRehearsal(made)];
    return this.commands.run(command, async (tx) => {
      const { state } = await this.ledger.change(tx, storedRehearsal, made.id, actorOf(caller), decide, ENTERPRISE);
      return brief(state.rehearsal[made.id]!);
    });
  }

  private async dryRun(recipe: MasterRecipe): Promise<RehearsalResult> {
    return { run: await this.slices.run(() => rehearsing(recipe)) };
  }

  private async test(recipe: MasterRecipe, tests: readonly RecipeTest[]): Promise<RehearsalResult> {
    const results = [];
    for (const test of tests) results.push(summaryOf(await this.slices.run(() => testing(recipe, test))));
    return { tests: results };
  }
}

function readTests(text: string): RecipeTest[] {
  const parsed = parseRecipeTests(text);
  if ('findings' in parsed) throw new Refusal('unprocessable', 'rehearsal.not-valid', { findings: parsed.findings });
  return parsed.tests;
}
