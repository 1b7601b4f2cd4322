import type { Instant, Uuid } from '../../../kernel/ids.js';
import type { Fact } from '../../../trust/ledger/domain/index.js';
import type { EffectEnd, NewEffect, RecipeEffectRow } from './effects.js';
import type { LibraryBlock } from './library-block.js';
import type { MasterRecipe } from './recipe.js';

export type RecipeState = 'draft' | 'in-review' | 'approved' | 'effective' | 'superseded' | 'retired';

/** What a text is: a recipe of its own, one that narrows another, or phases for use in others. */
export type RecipeSort = 'recipe' | 'overlay' | 'block';

export interface Approval {
  check: 'technical' | 'quality';
  person: Uuid;
  signature: Uuid;
  at: Instant;
}

/** One version of a recipe, an overlay or a block, in the stream `recipe/<id>`; only effective ones are made from. */
export interface RecipeVersionRow {
  id: Uuid;
  sort: RecipeSort;
  code: string;
  version: number;
  title: string;
  state: RecipeState;
  /** of `content`, hex SHA-256 */
  hash: string;
  /** YAML as written */
  text: string;
  /** what the text stated on the unit classes, blocks and parent of that day; what batches freeze */
  content: MasterRecipe | LibraryBlock;
  author: Uuid;
  authorName: string | null;
  /** under which it was submitted */
  changeControl: string | null;
  approvals: Approval[];
  /** why it is a draft again, until it is submitted again */
  sentBack: { reason: string; person: Uuid; name: string | null; at: Instant } | null;
  draftedAt: Instant;
  submittedAt: Instant | null;
  approvedAt: Instant | null;
  /** when it first took effect anywhere */
  effectiveAt: Instant | null;
  supersededAt: Instant | null;
  retiredAt: Instant | null;
}

/** What somebody has to say on a version, or on one step of it. Open until it is resolved; a reply is as open as what it answers. */
export interface RecipeCommentRow {
  id: Uuid;
  version: Uuid;
  phase: string | null;
  /** the comment that it answers, which answers none itself */
  replyTo: Uuid | null;
  text: string;
  person: Uuid;
  name: string;
  at: Instant;
  resolution: string | null;
  resolvedBy: Uuid | null;
  resolvedName: string | null;
  resolvedAt: Instant | null;
}

type By = { person: Uuid; name: string };
/** Facts from before there were replies name none. */
export type CommentMade = By & {
  id: Uuid;
  comment: Uuid;
  phase: string | null;
  replyTo?: Uuid | null;
  text: string;
};
export type CommentResolved = By & { id: Uuid; comment: Uuid; resolution: string };

export type RecipeVersionState = {
  recipe_version: Readonly<Record<string, RecipeVersionRow>>;
  recipe_effect: Readonly<Record<string, RecipeEffectRow>>;
  recipe_comment: Readonly<Record<string, RecipeCommentRow>>;
};

/** What a text says, once it is read. */
export type Stated = Pick<RecipeVersionRow, 'id' | 'title' | 'hash' | 'text' | 'content'>;
/** Facts from before there were overlays and blocks state no sort. */
export type Drafted = Stated & Pick<RecipeVersionRow, 'code' | 'version' | 'author'> & { sort?: RecipeSort };
type SignedStep = {
  id: Uuid;
  state: RecipeState;
  /** of the version that was signed */
  hash: string;
  person: Uuid;
  signature: Uuid;
};

export type RecipeFact =
  | Fact<'recipe.drafted', Drafted>
  | Fact<'recipe.revised', Stated>
  | Fact<'recipe.comment-made', CommentMade>
  | Fact<'recipe.comment-resolved', CommentResolved>
  | Fact<'recipe.submitted', SignedStep & { changeControl?: string }>
  | Fact<'recipe.approved', SignedStep & { check: Approval['check'] }>
  | Fact<'recipe.sent-back', SignedStep>
  | Fact<'recipe.made-effective', SignedStep & { effects?: NewEffect[] }>
  | Fact<'recipe.took-effect', { id: Uuid; state: RecipeState; from: Instant }>
  | Fact<'recipe.effect-ended', { id: Uuid; effects: EffectEnd[] }>
  | Fact<'recipe.superseded', { id: Uuid; state: RecipeState; successor: Uuid; effects?: EffectEnd[] }>
  | Fact<'recipe.retired', SignedStep & { effects: EffectEnd[] }>;
