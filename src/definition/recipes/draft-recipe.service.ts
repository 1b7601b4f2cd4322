import { Injectable } from '@nestjs/common';
import { newId } from '../../platform/clock/index.js';
import { type CommandContext, Commands } from '../../platform/http/index.js';
import { actorOf, Ledger } from '../../trust/ledger/index.js';
import { ENTERPRISE } from '../../trust/organisation/index.js';
import { UnitClasses } from '../unit-classes/index.js';
import { decideDraft, parseRecipe, type RecipeVersionRow } from './domain/index.js';
import { nextVersion, storedRecipe } from './recipe.store.js';

/** A text becomes the next version of its recipe; one that is not valid is refused with every finding. */
@Injectable()
export class DraftRecipes {
  constructor(
    private readonly commands: Commands,
    private readonly ledger: Ledger,
    private readonly unitClasses: UnitClasses,
  ) {}

  draft(command: CommandContext, text: string): Promise<RecipeVersionRow> {
    return this.commands.run(command, async (tx) => {
      const unitClasses = (await this.unitClasses.all(tx)).map((row) => row.definition);
      const parsed = parseRecipe(text, unitClasses);
      const version = 'recipe' in parsed ? await nextVersion(tx, parsed.recipe.recipe) : 1;
      const draft = { id: newId(), version, text, unitClasses, author: command.caller.person.id };
      const { state } = await this.ledger.change(
        tx,
        storedRecipe,
        draft.id,
        actorOf(command.caller),
        (rows) => decideDraft(rows, draft),
        ENTERPRISE,
      );
      return state.recipe_version[draft.id]!;
    });
  }
}
