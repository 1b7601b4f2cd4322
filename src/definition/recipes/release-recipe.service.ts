import { Injectable } from '@nestjs/common';
import type { Instant, Uuid } from '../../kernel/ids.js';
import { newId } from '../../platform/clock/index.js';
import type { Tx } from '../../platform/database/index.js';
import type { CommandContext } from '../../platform/http/index.js';
import { actorOf } from '../../trust/ledger/index.js';
import { Qualifications } from '../../trust/qualifications/index.js';
import { Organisation } from '../../trust/organisation/index.js';
import { CheckRecipe } from './check-recipe.service.js';
import {
  decideMakeEffective,
  decideRetire,
  type Pinned,
  type RecipeVersionRow,
  refuseUntrained,
  type Scope,
  type Trained,
  trainingNeeds,
  versionOf,
} from './domain/index.js';
import type { MakeEffectiveDto, RetireRecipeDto } from './recipe.dto.js';
import { holdCode, recipeVersion, requireVersion } from './recipe.store.js';
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
    private readonly qualifications: Qualifications,
  ) {}

  makeEffective(command: CommandContext, id: Uuid, body: MakeEffectiveDto): Promise<RecipeVersionRow> {
    const { signing, sites = null, markets = null, from = null } = body;
    const effects = scopesOf(sites, markets).map((scope) => ({ id: newId(), ...scope }));
    return this.signing.sign(command, signing, {
      ...{ id, meaning: 'released', permission: 'recipe.release', states: { sites, markets, from } },
      learn: async (tx): Promise<{ pinned: readonly Pinned[]; trained: Trained }> => {
        for (const site of sites ?? []) await this.organisation.site(tx, site);
        await this.hold(tx, id);
        const { pinned } = await this.checks.restsOn(tx, id);
        return { pinned, trained: await this.trained(tx, id, sites, from) };
      },
      decide: (state, signed, { pinned, trained }, now) => {
        const facts = decideMakeEffective(state, { ...signed, effects, from, pinned }, now);
        refuseUntrained(versionOf(state, id), trained);
        return facts;
      },
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

  /** Who of the operators of these sites is ready for a version when it takes effect; all, where none is named. */
  private async trained(tx: Tx, id: Uuid, sites: readonly Uuid[] | null, from: Instant | null): Promise<Trained> {
    const needs = trainingNeeds(await requireVersion(tx, id));
    const skills = needs.flatMap(({ kind, code }) => (kind === 'skill' ? [code] : []));
    return {
      undefinedSkills: await this.qualifications.undefinedSkills(tx, skills),
      people: await this.qualifications.readiness(tx, sites, needs, from),
    };
  }

  private async hold(tx: Tx, id: Uuid): Promise<string | null> {
    const row = await recipeVersion(tx, id);
    if (row !== null) await holdCode(tx, row.code);
    return row?.code ?? null;
  }
}

const scopesOf = (sites: readonly Uuid[] | null, markets: readonly string[] | null): Scope[] =>
  (sites ?? [null]).flatMap((site) => (markets ?? [null]).map((market) => ({ site, market })));
