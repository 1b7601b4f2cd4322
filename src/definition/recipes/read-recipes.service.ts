import { Injectable } from '@nestjs/common';
import { hashOf } from '../../kernel/canonical-json.js';
import { isUuid } from '../../kernel/ids.js';
import { Refusal } from '../../kernel/refusal.js';
import { Database, type Tx } from '../../platform/database/index.js';
import type { Caller } from '../../platform/http/index.js';
import { type MasterRecipe, signingContent } from './domain/index.js';
import type { RecipeDto, RecipeSummaryDto } from './recipe.dto.js';
import { effectiveVersion, listRecipeVersions, recipeVersion, signaturesOn } from './recipe.store.js';

/** A version that batches may be made from. */
export interface EffectiveRecipe {
  id: string;
  code: string;
  version: number;
  title: string;
  hash: string;
  recipe: MasterRecipe;
}

/** Recipe versions as people and other modules read them. */
@Injectable()
export class ReadRecipes {
  constructor(private readonly database: Database) {}

  list(caller: Caller): Promise<RecipeSummaryDto[]> {
    return this.database.read(caller.scope, async (tx) =>
      (await listRecipeVersions(tx)).map(
        ({ id, code, version, title, state, hash, author, draftedAt, effectiveAt }) => ({
          ...{ id, code, version, title, state, hash, author, draftedAt, effectiveAt },
        }),
      ),
    );
  }

  one(caller: Caller, id: string): Promise<RecipeDto> {
    return this.database.read(caller.scope, async (tx) => {
      const row = await recipeVersion(tx, id);
      if (row === null) throw new Refusal('not-found', 'recipe.not-found', { id });
      const content = signingContent(row);
      return { ...row, signatures: await signaturesOn(tx, id), signing: { hash: hashOf(content), content } };
    });
  }

  /** By code or by a version's id; refuses with `recipe.not-effective` and `recipe.not-found`. */
  async effective(tx: Tx, recipe: string): Promise<EffectiveRecipe> {
    const row = isUuid(recipe) ? await recipeVersion(tx, recipe) : await effectiveVersion(tx, recipe);
    if (row === null)
      throw new Refusal(
        isUuid(recipe) ? 'not-found' : 'conflict',
        isUuid(recipe) ? 'recipe.not-found' : 'recipe.not-effective',
        { recipe },
      );
    if (row.state !== 'effective') throw new Refusal('conflict', 'recipe.not-effective', { recipe, state: row.state });
    const { id, code, version, title, hash, content } = row;
    return { id, code, version, title, hash, recipe: content };
  }
}
