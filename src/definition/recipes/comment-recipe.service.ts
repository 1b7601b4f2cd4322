import { Injectable } from '@nestjs/common';
import type { Uuid } from '../../kernel/ids.js';
import { newId } from '../../platform/clock/index.js';
import { type CommandContext, Commands } from '../../platform/http/index.js';
import { actorOf, Ledger, type NewFact } from '../../trust/ledger/index.js';
import { decideComment, decideResolve, type RecipeCommentRow, type RecipeVersionState } from './domain/index.js';
import type { CommentRecipeDto, ResolveCommentDto } from './recipe.dto.js';
import { storedRecipe } from './recipe.store.js';

/** What reviewers and authors say on a version, or on a step of it; while any of it is open nobody approves. */
@Injectable()
export class CommentRecipe {
  constructor(
    private readonly commands: Commands,
    private readonly ledger: Ledger,
  ) {}

  comment(command: CommandContext, id: Uuid, body: CommentRecipeDto): Promise<RecipeCommentRow> {
    const { phase = null, replyTo = null, text } = body;
    const comment = newId();
    const made = { id, comment, phase, replyTo, text, ...byOf(command) };
    return this.write(command, id, comment, (state) => decideComment(state, made));
  }

  resolve(
    command: CommandContext,
    id: Uuid,
    comment: Uuid,
    { resolution }: ResolveCommentDto,
  ): Promise<RecipeCommentRow> {
    const resolved = { id, comment, resolution, ...byOf(command) };
    const approves = command.caller.permissions.has('recipe.approve');
    return this.write(command, id, comment, (state) => decideResolve(state, resolved, approves));
  }

  private write(
    command: CommandContext,
    id: Uuid,
    comment: Uuid,
    decide: (state: RecipeVersionState) => NewFact[],
  ): Promise<RecipeCommentRow> {
    return this.commands.run(command, async (tx) => {
      const { state } = await this.ledger.change(tx, storedRecipe, id, actorOf(command.caller), decide);
      return state.recipe_comment[comment]!;
    });
  }
}

const byOf = ({ caller: { person } }: CommandContext) => ({ person: person.id, name: person.name });
