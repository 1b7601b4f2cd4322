import { Body, Controller, Get, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, CallerOf, Command, type CommandContext, Permission } from '../../platform/http/index.js';
import { ApproveRecipeDto, DraftRecipeDto, RecipeDto, RecipeSummaryDto, SignRecipeDto } from './recipe.dto.js';
import { AdvanceRecipe } from './advance-recipe.service.js';
import { DraftRecipes } from './draft-recipe.service.js';
import { ReadRecipes } from './read-recipes.service.js';

@ApiTags('recipes')
@Controller('recipes')
export class RecipeController {
  constructor(
    private readonly drafts: DraftRecipes,
    private readonly advance: AdvanceRecipe,
    private readonly recipes: ReadRecipes,
  ) {}

  @Get()
  @Permission('recipe.read')
  list(@CallerOf() caller: Caller): Promise<RecipeSummaryDto[]> {
    return this.recipes.list(caller);
  }

  @Get(':id')
  @Permission('recipe.read')
  one(@CallerOf() caller: Caller, @Param('id', ParseUUIDPipe) id: string): Promise<RecipeDto> {
    return this.recipes.one(caller, id);
  }

  /** Makes the next version of the recipe that the text states, as a draft of the caller's. */
  @Post()
  @Permission('recipe.write')
  draft(@Command() command: CommandContext, @Body() body: DraftRecipeDto): Promise<RecipeSummaryDto> {
    return this.drafts.draft(command, body.text);
  }

  /** The author's signature, meaning `authored`; from then on the text is in review. */
  @Post(':id/submit')
  @Permission('recipe.submit')
  submit(
    @Command() command: CommandContext,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: SignRecipeDto,
  ): Promise<RecipeSummaryDto> {
    return this.advance.submit(command, id, body.signing);
  }

  /** The technical check (meaning `checked`) or quality's (meaning `approved`). */
  @Post(':id/approve')
  @Permission('recipe.approve')
  approve(
    @Command() command: CommandContext,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: ApproveRecipeDto,
  ): Promise<RecipeSummaryDto> {
    return this.advance.approve(command, id, body.check, body.signing);
  }

  /** Quality releases the version for use (meaning `released`); the one before it is superseded. */
  @Post(':id/make-effective')
  @Permission('recipe.release')
  makeEffective(
    @Command() command: CommandContext,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: SignRecipeDto,
  ): Promise<RecipeSummaryDto> {
    return this.advance.makeEffective(command, id, body.signing);
  }
}
