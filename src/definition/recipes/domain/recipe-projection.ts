import type { Instant } from '../../../kernel/ids.js';
import { patch, put, type Fact, type Projection } from '../../../trust/ledger/domain/index.js';
import type { EffectEnd, NewEffect } from './effects.js';
import type { Drafted, RecipeFact, RecipeVersionRow, RecipeVersionState } from './recipe-version.js';

export const recipeProjection: Projection<RecipeVersionState, RecipeFact> = {
  kind: 'recipe',
  empty: { recipe_version: {}, recipe_effect: {}, recipe_comment: {} },
  apply(state, fact) {
    const { at } = fact;
    const { id } = fact.values;
    const version = (columns: Partial<RecipeVersionRow>) => patch(state, 'recipe_version', id, columns);
    switch (fact.type) {
      case 'recipe.drafted':
        return put(state, 'recipe_version', id, draftOf(fact));
      case 'recipe.revised':
        return version(fact.values);
      case 'recipe.comment-made': {
        const { comment, phase, replyTo = null, text, person, name } = fact.values;
        const open = { resolution: null, resolvedBy: null, resolvedName: null, resolvedAt: null };
        const row = { id: comment, version: id, phase, replyTo, text, person, name, at, ...open };
        return put(state, 'recipe_comment', comment, row);
      }
      case 'recipe.comment-resolved': {
        const { comment, resolution, person: resolvedBy, name: resolvedName } = fact.values;
        return patch(state, 'recipe_comment', comment, { resolution, resolvedBy, resolvedName, resolvedAt: at });
      }
      case 'recipe.submitted': {
        const { state: to, changeControl = null } = fact.values;
        return version({ state: to, changeControl, submittedAt: at, sentBack: null });
      }
      case 'recipe.approved': {
        const { state: to, check, person, signature } = fact.values;
        const approvals = [...(state.recipe_version[id]?.approvals ?? []), { check, person, signature, at }];
        return version({ state: to, approvals, approvedAt: to === 'approved' ? at : null });
      }
      case 'recipe.sent-back': {
        const { state: to, person } = fact.values;
        const sentBack = { reason: fact.reason ?? '', person, name: nameOf(fact), at };
        return version({ state: to, approvals: [], submittedAt: null, sentBack });
      }
      case 'recipe.made-effective': {
        const everywhere: NewEffect = { id, site: null, market: null, from: at };
        const { state: to, effects = [everywhere] } = fact.values;
        const code = state.recipe_version[id]!.code;
        const begun = to === 'effective' ? { effectiveAt: state.recipe_version[id]!.effectiveAt ?? at } : {};
        return effects.reduce(
          (now, { development = false, ...effect }) =>
            put(now, 'recipe_effect', effect.id, { ...effect, version: id, code, development, until: null }),
          version({ state: to, ...begun }),
        );
      }
      case 'recipe.took-effect':
        return version({ state: fact.values.state, effectiveAt: fact.values.from });
      case 'recipe.effect-ended':
        return end(state, fact.values.effects);
      case 'recipe.superseded': {
        const { state: to, effects = allUntil(state, at) } = fact.values;
        return end(version({ state: to, supersededAt: at }), effects);
      }
      case 'recipe.retired':
        return end(version({ state: fact.values.state, retiredAt: at }), fact.values.effects);
    }
  },
};

const nameOf = ({ by }: Fact): string | null => ('name' in by ? by.name : null);

function draftOf(fact: Fact<'recipe.drafted', Drafted>): RecipeVersionRow {
  const { sort = 'recipe', ...stated } = fact.values;
  const nothing = { changeControl: null, approvals: [], sentBack: null };
  const later = { submittedAt: null, approvedAt: null, effectiveAt: null, supersededAt: null, retiredAt: null };
  return {
    ...{ ...stated, sort, state: 'draft', authorName: nameOf(fact) },
    ...{ ...nothing, draftedAt: fact.at, ...later },
  };
}

const end = (state: RecipeVersionState, ends: readonly EffectEnd[]): RecipeVersionState =>
  ends.reduce((now, { id, until }) => patch(now, 'recipe_effect', id, { until }), state);

/** Before effects had scopes a version was superseded everywhere at once. */
const allUntil = ({ recipe_effect }: RecipeVersionState, until: Instant): EffectEnd[] =>
  Object.values(recipe_effect).flatMap((effect) => (effect.until === null ? [{ id: effect.id, until }] : []));
