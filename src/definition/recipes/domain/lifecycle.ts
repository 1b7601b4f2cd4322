import type { Instant, Uuid } from '../../../kernel/ids.js';
import { Refusal } from '../../../kernel/refusal.js';
import { next, type TransitionTable } from '../../../kernel/transition-table.js';
import type { NewFact } from '../../../trust/ledger/domain/index.js';
import type { Finding } from '../../unit-classes/domain/index.js';
import { type EffectEnd, type RecipeEffectRow, sameScope, type Scope, type Turn } from './effects.js';
import { isBlockContent, type Pinned, refuseIneffective, refuseUnapproved } from './pins.js';
import type { Approval, RecipeState, RecipeVersionRow, RecipeVersionState, Stated } from './recipe-version.js';

export type RecipeCommand =
  | 'revise'
  | 'comment'
  | 'submit'
  | 'send-back'
  | 'approve'
  | 'approve-last'
  | 'plan'
  | 'make-effective'
  | 'supersede'
  | 'retire';

/**
 * A version's life. `approve` gives one of the two approvals, `approve-last` the second; `plan` is a release from a later
 * date, `make-effective` one that has come.
 */
export const RECIPE_LIFECYCLE: TransitionTable<RecipeState, RecipeCommand> = {
  draft: { revise: 'draft', comment: 'draft', submit: 'in-review' },
  'in-review': { comment: 'in-review', approve: 'in-review', 'approve-last': 'approved', 'send-back': 'draft' },
  approved: { plan: 'approved', 'make-effective': 'effective', retire: 'retired' },
  effective: { plan: 'effective', 'make-effective': 'effective', supersede: 'superseded', retire: 'retired' },
  superseded: {},
  retired: {},
};

/** Who signs and the signature that they gave for it, in the signatures module. */
export interface Signed {
  id: Uuid;
  person: Uuid;
  signature: Uuid;
}

export type DraftOf = Omit<Stated, 'id'> & Pick<RecipeVersionRow, 'sort' | 'code' | 'version' | 'author'>;

/** The first fact of `recipe/<id>`. */
export function decideDraft(state: RecipeVersionState, draft: { id: Uuid } & DraftOf): NewFact[] {
  if (state.recipe_version[draft.id]) throw new Refusal('conflict', 'recipe.exists', { id: draft.id });
  return [{ type: 'recipe.drafted', values: draft }];
}

/** Another text of the same draft, by its author: `recipe.other-code` where it is one of another recipe. */
export function decideRevise(
  state: RecipeVersionState,
  revised: Stated & Pick<RecipeVersionRow, 'sort' | 'code'> & { person: Uuid },
): NewFact[] {
  const { id, title, hash, text, content, sort, code, person } = revised;
  const row = versionOf(state, id);
  next('recipe', RECIPE_LIFECYCLE, row.state, 'revise');
  if (person !== row.author) throw new Refusal('forbidden', 'recipe.only-author-revises');
  if (row.code !== code || row.sort !== sort)
    throw new Refusal('unprocessable', 'recipe.other-code', { code: row.code, given: code });
  return [{ type: 'recipe.revised', values: { id, title, hash, text, content } }];
}

export interface Submission extends Signed {
  changeControl: string;
  /** of the lint */
  findings: readonly Finding[];
  pinned: readonly Pinned[];
}

/**
 * 211.186(a): prepared, dated and signed by one person, the author, under a change-control id (An.11-10).
 * Refuses with `recipe.lint-errors` and its findings, unless the recipe is in development.
 */
export function decideSubmit(state: RecipeVersionState, submission: Submission): NewFact[] {
  const { id, person, signature, changeControl, findings, pinned } = submission;
  const row = versionOf(state, id);
  const to = next('recipe', RECIPE_LIFECYCLE, row.state, 'submit');
  if (person !== row.author) throw new Refusal('forbidden', 'recipe.only-author-submits');
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length > 0 && !inDevelopment(row))
    throw new Refusal('unprocessable', 'recipe.lint-errors', { findings: errors });
  refuseUnapproved(pinned);
  return [{ type: 'recipe.submitted', values: { id, state: to, hash: row.hash, person, signature, changeControl } }];
}

/**
 * 211.186(a): independently checked by others, once for technique and once for quality, by two persons.
 * Refuses with `recipe.author-cannot-approve`, `recipe.approval-given`, `recipe.approver-has-approved`,
 * `recipe.comments-open`.
 */
export function decideApprove(
  state: RecipeVersionState,
  { id, check, person, signature }: Signed & { check: Approval['check'] },
): NewFact[] {
  const row = versionOf(state, id);
  const to = next('recipe', RECIPE_LIFECYCLE, row.state, row.approvals.length === 0 ? 'approve' : 'approve-last');
  refuseAuthor(row, person);
  if (row.approvals.some((given) => given.check === check))
    throw new Refusal('conflict', 'recipe.approval-given', { check });
  if (row.approvals.some((given) => given.person === person))
    throw new Refusal('forbidden', 'recipe.approver-has-approved');
  const open = openComments(state);
  if (open > 0) throw new Refusal('conflict', 'recipe.comments-open', { open });
  return [{ type: 'recipe.approved', values: { id, state: to, hash: row.hash, check, person, signature } }];
}

/** A draft again, for its author to answer the reason; what was signed so far is void. */
export function decideSendBack(state: RecipeVersionState, back: Signed & { reason: string }): NewFact[] {
  const { id, person, signature, reason } = back;
  const row = versionOf(state, id);
  const to = next('recipe', RECIPE_LIFECYCLE, row.state, 'send-back');
  return [{ type: 'recipe.sent-back', values: { id, state: to, hash: row.hash, person, signature }, reason }];
}

export interface Release extends Signed {
  effects: readonly (Scope & { id: Uuid })[];
  /** null: from now on */
  from: Instant | null;
  pinned: readonly Pinned[];
}

/**
 * From an instant on batches of these sites and markets may be issued from this version; what others have in effect there
 * ends by `decideTurn`, in their own streams, once that instant has come.
 */
export function decideMakeEffective(state: RecipeVersionState, release: Release, now: Instant): NewFact[] {
  const { id, person, signature, pinned } = release;
  const row = versionOf(state, id);
  const from = release.from ?? now;
  if (from < now) throw new Refusal('unprocessable', 'recipe.effective-from-past', { from, now });
  const to = next('recipe', RECIPE_LIFECYCLE, row.state, from > now ? 'plan' : 'make-effective');
  refuseAuthor(row, person);
  const stage = inDevelopment(row) ? { development: true as const } : {};
  const effects = release.effects.map(({ id: effect, site, market }) => ({ id: effect, site, market, from, ...stage }));
  for (const { site, market } of effects)
    if (openEffects(state).some((known) => sameScope(known, { site, market }) && known.from <= from))
      throw new Refusal('conflict', 'recipe.already-effective', { site, market });
  refuseIneffective(pinned, effects, now);
  const values = { id, state: to, hash: row.hash, person, signature, from, effects };
  return [{ type: 'recipe.made-effective', values }];
}

/** What time has brought to a version: it took effect, newer ones ended it here or there, or everywhere. */
export function decideTurn(state: RecipeVersionState, { version: id, ended }: Turn): NewFact[] {
  const row = versionOf(state, id);
  const facts: NewFact[] = [];
  if (row.state === 'approved') {
    const to = next('recipe', RECIPE_LIFECYCLE, row.state, 'make-effective');
    const [from] = openEffects(state)
      .map((effect) => effect.from)
      .sort();
    facts.push({ type: 'recipe.took-effect', values: { id, state: to, from } });
  }
  if (ended.length === 0) return facts;
  const gone = new Set(ended.map((end) => end.id));
  if (openEffects(state).some((effect) => !gone.has(effect.id)))
    return [...facts, { type: 'recipe.effect-ended', values: { id, effects: ended } }];
  const to = next('recipe', RECIPE_LIFECYCLE, 'effective', 'supersede');
  const successor = ended.at(-1)!.by;
  return [...facts, { type: 'recipe.superseded', values: { id, state: to, successor, effects: ended } }];
}

/** Nothing more is made from it, anywhere; batches that run on it go on. */
export function decideRetire(
  state: RecipeVersionState,
  { id, person, signature, reason }: Signed & { reason: string },
  now: Instant,
): NewFact[] {
  const row = versionOf(state, id);
  const to = next('recipe', RECIPE_LIFECYCLE, row.state, 'retire');
  const effects = openEffects(state).map((effect): EffectEnd => {
    return { id: effect.id, until: effect.from > now ? effect.from : now };
  });
  return [{ type: 'recipe.retired', values: { id, state: to, hash: row.hash, person, signature, effects }, reason }];
}

export function versionOf(state: RecipeVersionState, id: Uuid): RecipeVersionRow {
  const row = state.recipe_version[id];
  if (!row) throw new Refusal('not-found', 'recipe.not-found', { id });
  return row;
}

export const inDevelopment = ({ content }: Pick<RecipeVersionRow, 'content'>): boolean =>
  !isBlockContent(content) && content.stage === 'development';

const openEffects = ({ recipe_effect }: RecipeVersionState): RecipeEffectRow[] =>
  Object.values(recipe_effect).filter(({ until }) => until === null);

const openComments = ({ recipe_comment }: RecipeVersionState): number =>
  Object.values(recipe_comment).filter(({ resolvedAt, replyTo }) => resolvedAt === null && replyTo === null).length;

function refuseAuthor({ author }: RecipeVersionRow, person: Uuid): void {
  if (person === author) throw new Refusal('forbidden', 'recipe.author-cannot-approve');
}
