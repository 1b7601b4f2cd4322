import { Injectable } from '@nestjs/common';
import type { Uuid } from '../../kernel/ids.js';
import { newId } from '../../platform/clock/index.js';
import type { Tx } from '../../platform/database/index.js';
import type { CommandContext } from '../../platform/http/index.js';
import { actorOf } from '../../trust/ledger/index.js';
import { Organisation } from '../../trust/organisation/index.js';
import { CheckRecipe } from './check-recipe.service.js';
import { decideMakeEffective, decideRetire, type Pinned, type RecipeVersionRow, type Scope } from './domain/index.js';
import type { MakeEffectiveDto, RetireRecipeDto } from './recipe.dto.js';
import { holdCode, recipeVersion } from './recipe.store.js';
import { SignRecipe } from './sign-recipe.service.js';
import { TurnRecipes } from './turn-recipes.service.js';

/** Quality puts a version into effect, at sites and for markets, from a date on; or takes it out of use. */
@Injectable()
export class ReleaseRecipe {
  constructor(
    private readonly signing: SignRecipe,
    private readonly checks: CheckRecipe,
    private readonly turns: TurnRecipes,
    private readonly organisation: Organisation,
  ) {}

  makeEffective(command: CommandContext, id: Uuid, body: MakeEffectiveDto): Promise<RecipeVersionRow> {
    const { signing, sites = null, markets = null, from = null } = body;
    const effects = scopesOf(sites, markets).map((scope) => ({ id: newId(), ...scope }));
    return this.signing.sign(command, signing, {
      ...{ id, meaning: 'released', permission: 'recipe.release', states: { sites, markets, from } },
      learn: async (tx): Promise<readonly Pinned[]> => {
        for (const site of sites ?? []) await this.organisation.site(tx, site);
        await this.hold(tx, id);
        return (await this.checks.restsOn(tx, id)).pinned;
      },
      decide: (state, signed, pinned, now) => decideMakeEffective(state, { ...signed, effects, from, pinned }, now),
      after: (tx, { code }) => this.turns.turn(tx, code, actorOf(command.caller)),
    });
  }

  retire(command: CommandContext, id: Uuid, { signing, reason }: RetireRecipeDto): Promise<RecipeVersionRow> {
    return this.signing.sign(command, signing, {
      ...{ id, meaning: 'retired', permission: 'recipe.release', states: { reason } },
      learn: async (tx) => {
        const code = await this.hold(tx, id);
        if (code !== null) await this.turns.turn(tx, code, actorOf(command.caller));
      },
      decide: (state, signed, _, now) => decideRetire(state, { ...signed, reason }, now),
    });
  }

  private async hold(tx: Tx, id: Uuid): Promise<string | null> {
    const row = await recipeVersion(tx, id);
    if (row !== null) await holdCode(tx, row.code);
    return row?.code ?? null;
  }
}

const scopesOf = (sites: readonly Uuid[] | null, markets: readonly string[] | null): Scope[] =>
  (sites ?? [null]).flatMap((site) => (markets ?? [null]).map((market) => ({ site, market })));
