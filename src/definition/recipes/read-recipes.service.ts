import { Injectable } from '@nestjs/common';
import type { Uuid } from '../../kernel/ids.js';
import { isUuid } from '../../kernel/ids.js';
import { Refusal } from '../../kernel/refusal.js';
import { Database, type Tx } from '../../platform/database/index.js';
import type { Caller } from '../../platform/http/index.js';
import { Organisation } from '../../trust/organisation/index.js';
import { effectFor, inDevelopment, isBlockContent, type MasterRecipe, recipeOf, type Scope } from './domain/index.js';
import { allOpenEffects, databaseNow, effectsOf, openEffects } from './effect.store.js';
import { usersOf } from './library.store.js';
import { heading, summary } from './recipe.view.js';
import type { LibraryBlockDto, ListedRecipeDto, RecipeDto } from './recipe-view.dto.js';
import { blockVersions, commentsOn, listRecipeVersions, requireVersion, signaturesOn } from './recipe.store.js';
import { toSign } from './sign-recipe.service.js';

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
  constructor(
    private readonly database: Database,
    private readonly organisation: Organisation,
  ) {}

  list(caller: Caller): Promise<ListedRecipeDto[]> {
    return this.database.read(caller.scope, async (tx) => {
      const effects = Map.groupBy(await allOpenEffects(tx), ({ version }) => version);
      return (await listRecipeVersions(tx)).map((row) => ({ ...row, effects: effects.get(row.id) ?? [] }));
    });
  }

  one(caller: Caller, id: Uuid): Promise<RecipeDto> {
    return this.database.read(caller.scope, async (tx) => {
      const row = await requireVersion(tx, id);
      const { text, content, approvals, sentBack } = row;
      return {
        ...summary(row),
        ...{ text, content, approvals, sentBack },
        effects: await effectsOf(tx, id),
        comments: await commentsOn(tx, id),
        signatures: await signaturesOn(tx, id),
        signing: toSign(row),
      };
    });
  }

  /** Byte for byte as it was drafted. */
  text(caller: Caller, id: Uuid): Promise<{ name: string; text: string }> {
    return this.database.read(caller.scope, async (tx) => {
      const { code, version, text } = await requireVersion(tx, id);
      return { name: `${code}-${version}.yaml`, text };
    });
  }

  /** Every block with its versions, each with what uses it. */
  library(caller: Caller): Promise<LibraryBlockDto[]> {
    return this.database.read(caller.scope, async (tx) => {
      const blocks = new Map<string, LibraryBlockDto>();
      for (const row of await blockVersions(tx)) {
        const { code, version, title, content } = row;
        if (!isBlockContent(content)) continue;
        const block = blocks.get(code) ?? { code, title, unitClass: content.unitClass, versions: [] };
        block.versions.push({ ...heading(row), usedBy: (await usersOf(tx, { code, version })).map(heading) });
        blocks.set(code, block);
      }
      return [...blocks.values()];
    });
  }

  /**
   * The version in effect now for an order's site and market, the most precise scope first, by the recipe's code; or the
   * version of that id, where it is that one. Refuses with `recipe.not-effective`, naming the site's code and
   * the market, and `recipe.not-found`.
   */
  async effective(tx: Tx, recipe: string, { site, market }: Scope): Promise<EffectiveRecipe> {
    const asked = isUuid(recipe) ? await requireVersion(tx, recipe) : null;
    const code = asked?.code ?? recipe;
    const development = asked !== null && inDevelopment(asked);
    const effect = effectFor(await openEffects(tx, code), { site, market }, await databaseNow(tx), development);
    const row = effect && (await requireVersion(tx, effect.version));
    if (row === null || (asked !== null && asked.id !== row.id)) {
      const stands = { state: asked?.state ?? null, version: asked?.version ?? null, effective: row?.version ?? null };
      const named = site && (await this.organisation.site(tx, site)).code;
      throw new Refusal('conflict', 'recipe.not-effective', { recipe: code, ...stands, site: named, market });
    }
    const { id, version, title, hash } = row;
    return { id, code, version, title, hash, recipe: recipeOf(row) };
  }

  /** A version that quality has approved, in effect or not yet; refuses with `recipe.not-approved` and `recipe.not-found`. */
  async approved(tx: Tx, id: string): Promise<EffectiveRecipe> {
    const row = await requireVersion(tx, id);
    const { code, version, title, hash, state } = row;
    if (state !== 'approved' && state !== 'effective')
      throw new Refusal('conflict', 'recipe.not-approved', { recipe: code, version, state });
    return { id, code, version, title, hash, recipe: recipeOf(row) };
  }
}
