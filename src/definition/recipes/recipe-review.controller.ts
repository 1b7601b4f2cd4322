import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiQuery, ApiTags } from '@nestjs/swagger';
import { type Caller, CallerOf, Command, type CommandContext, Permission } from '../../platform/http/index.js';
import { CheckRecipe } from './check-recipe.service.js';
import { CommentRecipe } from './comment-recipe.service.js';
import { CompareRecipes } from './compare-recipes.service.js';
import { GiveReadings } from './give-readings.service.js';
import { CommentRecipeDto, ResolveCommentDto } from './recipe.dto.js';
import { DiffDto, FindingDto, GivenReadingsDto, PromotionGapDto, ImpactDto, UseDto } from './recipe-review.dto.js';
import { RecipeCommentDto } from './recipe-view.dto.js';

const Id = () => Param('id', ParseUUIDPipe);
const With = () => Query('with', new ParseUUIDPipe({ optional: true }));
const ApiWith = () => ApiQuery({ name: 'with', required: false, description: 'id of the version before' });

/** What reviewers look at, and what they say. */
@ApiTags('recipes')
@Controller('recipes/:id')
export class RecipeReviewController {
  constructor(
    private readonly checks: CheckRecipe,
    private readonly comparison: CompareRecipes,
    private readonly comments: CommentRecipe,
    private readonly readings: GiveReadings,
  ) {}

  /** Gives what the version asks to be read to every operator who neither has it to read nor has read it. */
  @Post('readings')
  @Permission('training.record')
  @ApiCreatedResponse({ type: GivenReadingsDto })
  giveReadings(@Command() command: CommandContext, @Id() id: string): Promise<GivenReadingsDto> {
    return this.readings.give(command, id);
  }

  /** What the lint says; errors stop submission. */
  @Get('findings')
  @Permission('recipe.read')
  @ApiOkResponse({ type: [FindingDto] })
  findings(@CallerOf() caller: Caller, @Id() id: string): Promise<FindingDto[]> {
    return this.checks.findings(caller, id);
  }

  /** What a recipe in development lacks before it can be made for patients; empty for any other. */
  @Get('gaps')
  @Permission('recipe.read')
  @ApiOkResponse({ type: [PromotionGapDto] })
  gaps(@CallerOf() caller: Caller, @Id() id: string): Promise<PromotionGapDto[]> {
    return this.checks.gaps(caller, id);
  }

  /** Changes from the version `with`, else from the newest approved one before this. */
  @Get('diff')
  @Permission('recipe.read')
  @ApiWith()
  @ApiOkResponse({ type: DiffDto })
  diff(@CallerOf() caller: Caller, @Id() id: string, @With() other?: string): Promise<DiffDto> {
    return this.comparison.diff(caller, id, other);
  }

  /** The same, with all that it touches. */
  @Get('impact')
  @Permission('recipe.read')
  @ApiWith()
  @ApiOkResponse({ type: ImpactDto })
  impact(@CallerOf() caller: Caller, @Id() id: string, @With() other?: string): Promise<ImpactDto> {
    return this.comparison.impact(caller, id, other);
  }

  /** Batches made with this version and orders that wait for it, for decision when another takes its place. */
  @Get('made-under')
  @Permission('recipe.read')
  @ApiOkResponse({ type: [UseDto] })
  madeUnder(@CallerOf() caller: Caller, @Id() id: string): Promise<UseDto[]> {
    return this.comparison.madeUnder(caller, id);
  }

  /** On the whole, on a step, or in answer to another: by reviewers and by authors. While one is open nobody approves. */
  @Post('comments')
  @Permission('recipe.comment')
  @ApiCreatedResponse({ type: RecipeCommentDto })
  comment(
    @Command() command: CommandContext,
    @Id() id: string,
    @Body() body: CommentRecipeDto,
  ): Promise<RecipeCommentDto> {
    return this.comments.comment(command, id, body);
  }

  /** Says that a comment was answered, and how: whoever made it, or an approver. Its replies are resolved with it. */
  @Post('comments/:comment/resolve')
  @Permission('recipe.comment')
  @ApiCreatedResponse({ type: RecipeCommentDto })
  resolve(
    @Command() command: CommandContext,
    @Id() id: string,
    @Param('comment', ParseUUIDPipe) comment: string,
    @Body() body: ResolveCommentDto,
  ): Promise<RecipeCommentDto> {
    return this.comments.resolve(command, id, comment, body);
  }
}
