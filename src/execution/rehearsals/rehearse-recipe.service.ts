import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Uuid } from '../../kernel/ids.js';
import { Refusal } from '../../kernel/refusal.js';
import { newId } from '../../platform/clock/index.js';
import { Database } from '../../platform/database/index.js';
import { type Caller, type CommandContext, Commands } from '../../platform/http/index.js';
import { Recipes, RecipeUses } from '../../definition/recipes/index.js';
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
import { inSlices } from './in-slices.js';
import type { RehearsalDto, RehearsalSummaryDto, RehearseDto } from './rehearsal.dto.js';
import { type RehearsalBrief, rehearsalById, rehearsalsOf, storedRehearsal } from './rehearsal.store.js';

/** Rehearses versions of recipes, one after the other and in slices of this thread, and keeps what they came to as evidence. */
@Injectable()
export class RehearseRecipe implements OnModuleInit {
  private before: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly commands: Commands,
    private readonly ledger: Ledger,
    private readonly recipes: Recipes,
    private readonly uses: RecipeUses,
  ) {}

  onModuleInit(): void {
    this.uses.register('rehearsals', async (tx, versions) => {
      const found = await rehearsalsOf(
        tx,
        versions.map(({ id }) => id),
      );
      return found.map(({ id, code, version, kind, passed, recipe, at }) => ({
        ...{ kind: 'rehearsal', id, code: `${code}@${version} ${kind}`, state: passed ? 'passed' : 'failed' },
        ...{ open: false, version: recipe, site: null, market: null, at },
      }));
    });
  }

  /** Refuses with `recipe.is-block`, and with `rehearsal.not-valid` and every finding where the tests are not. */
  async run(command: CommandContext, { recipe: id, kind, tests }: RehearseDto): Promise<RehearsalSummaryDto> {
    const { caller } = command;
    const { code, version, hash, content } = await this.recipes.one(caller, id);
    const recipe = recipeOf({ code, content: content as RecipeVersionRow['content'] });
    const text = kind === 'tests' ? (tests ?? '') : null;
    const result = await this.inTurn(recipe, text === null ? null : readTests(text));
    const { id: person, name } = caller.person;
    const made = { id: newId(), recipe: id, code, version, hash, kind, script: text, result, person, name };
    const decide = () => [recordRehearsal(made)];
    return this.commands.run(command, async (tx) => {
      const { state } = await this.ledger.change(tx, storedRehearsal, made.id, actorOf(caller), decide, ENTERPRISE);
      return brief(state.rehearsal[made.id]!);
    });
  }

  /** Newest first. */
  list(caller: Caller, recipe: Uuid): Promise<RehearsalSummaryDto[]> {
    return this.database.read(caller.scope, async (tx) => (await rehearsalsOf(tx, [recipe])).map(brief));
  }

  /** Refuses with `rehearsal.not-found`. */
  one(caller: Caller, id: Uuid): Promise<RehearsalDto> {
    return this.database.read(caller.scope, async (tx) => {
      const row = await rehearsalById(tx, id);
      if (row === null) throw new Refusal('not-found', 'rehearsal.not-found', { id });
      return { ...brief(row), script: row.script, result: row.result };
    });
  }

  private inTurn(recipe: MasterRecipe, tests: readonly RecipeTest[] | null): Promise<RehearsalResult> {
    const made = this.before.then(() => resultOf(recipe, tests));
    this.before = made.catch(() => undefined);
    return made;
  }
}

async function resultOf(recipe: MasterRecipe, tests: readonly RecipeTest[] | null): Promise<RehearsalResult> {
  if (tests === null) return { run: await inSlices(rehearsing(recipe)) };
  const results = [];
  for (const test of tests) results.push(summaryOf(await inSlices(testing(recipe, test))));
  return { tests: results };
}

function readTests(text: string): RecipeTest[] {
  const parsed = parseRecipeTests(text);
  if ('findings' in parsed) throw new Refusal('unprocessable', 'rehearsal.not-valid', { findings: parsed.findings });
  return parsed.tests;
}

const brief = ({ id, recipe, code, version, hash, kind, passed, scriptHash, name: by, at }: RehearsalBrief) => {
  return { id, recipe, code, version, hash, kind, passed, scriptHash, by, at };
};
