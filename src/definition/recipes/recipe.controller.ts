import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Put, StreamableFile } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { type Caller, CallerOf, Command, type CommandContext, Permission } from '../../platform/http/index.js';
import { AdvanceRecipe } from './advance-recipe.service.js';
import { DraftRecipes } from './draft-recipe.service.js';
import { ReadRecipes } from './read-recipes.service.js';
import {
  ApproveRecipeDto,
  DraftRecipeDto,
  MakeEffectiveDto,
  RetireRecipeDto,
  SendBackRecipeDto,
  SubmitRecipeDto,
} from './recipe.dto.js';
import { LibraryBlockDto, ListedRecipeDto, RecipeDto, RecipeSummaryDto } from './recipe-view.dto.js';
import { summary } from './recipe.view.js';
import { ReleaseRecipe } from './release-recipe.service.js';

const Id = () => Param('id', ParseUUIDPipe);

@ApiTags('recipes')
@Controller('recipes')
export class RecipeController {
  constructor(
    private readonly drafts: DraftRecipes,
    private readonly advance: AdvanceRecipe,
    private readonly release: ReleaseRecipe,
    private readonly recipes: ReadRecipes,
  ) {}

  @Get()
  @Permission('recipe.read')
  @ApiOkResponse({ type: [ListedRecipeDto] })
  list(@CallerOf() caller: Caller): Promise<ListedRecipeDto[]> {
    return this.recipes.list(caller);
  }

  /** The blocks that recipes are made of, each version with what uses it. */
  @Get('library')
  @Permission('recipe.read')
  @ApiOkResponse({ type: [LibraryBlockDto] })
  library(@CallerOf() caller: Caller): Promise<LibraryBlockDto[]> {
    return this.recipes.library(caller);
  }

  @Get(':id')
  @Permission('recipe.read')
  @ApiOkResponse({ type: RecipeDto })
  one(@CallerOf() caller: Caller, @Id() id: string): Promise<RecipeDto> {
    return this.recipes.one(caller, id);
  }

  /** The text byte for byte as it was drafted; posted again it gives a version of the same hash. */
  @Get(':id/text')
  @Permission('recipe.read')
  @ApiProduces('text/yaml')
  @ApiOkResponse({ schema: { type: 'string' } })
  async text(@CallerOf() caller: Caller, @Id() id: string): Promise<StreamableFile> {
    const { name, text } = await this.recipes.text(caller, id);
    const disposition = `attachment; filename="${name}"`;
    return new StreamableFile(Buffer.from(text), { type: 'text/yaml; charset=utf-8', disposition });
  }

  /** Makes the next version of the recipe, overlay or block that the text states, as a draft of the caller's. */
  @Post()
  @Permission('recipe.write')
  @ApiCreatedResponse({ type: RecipeSummaryDto })
  async draft(@Command() command: CommandContext, @Body() body: DraftRecipeDto): Promise<RecipeSummaryDto> {
    return summary(await this.drafts.draft(command, body.text));
  }

  /** Gives a draft another text: its author's answer to what was found, or said. */
  @Put(':id/text')
  @Permission('recipe.write')
  @ApiOkResponse({ type: RecipeSummaryDto })
  async revise(
    @Command() command: CommandContext,
    @Id() id: string,
    @Body() body: DraftRecipeDto,
  ): Promise<RecipeSummaryDto> {
    return summary(await this.drafts.revise(command, id, body.text));
  }

  /** The author's signature, meaning `authored`; from then on the text is in review. */
  @Post(':id/submit')
  @Permission('recipe.submit')
  @ApiCreatedResponse({ type: RecipeSummaryDto })
  async submit(
    @Command() command: CommandContext,
    @Id() id: string,
    @Body() body: SubmitRecipeDto,
  ): Promise<RecipeSummaryDto> {
    return summary(await this.advance.submit(command, id, body));
  }

  /** The technical check (meaning `checked`) or quality's (meaning `approved`). */
  @Post(':id/approve')
  @Permission('recipe.approve')
  @ApiCreatedResponse({ type: RecipeSummaryDto })
  async approve(
    @Command() command: CommandContext,
    @Id() id: string,
    @Body() body: ApproveRecipeDto,
  ): Promise<RecipeSummaryDto> {
    return summary(await this.advance.approve(command, id, body));
  }

  /** Makes it a draft again, for a reason (meaning `sent back`); the signatures so far are void. */
  @Post(':id/send-back')
  @Permission('recipe.approve')
  @ApiCreatedResponse({ type: RecipeSummaryDto })
  async sendBack(
    @Command() command: CommandContext,
    @Id() id: string,
    @Body() body: SendBackRecipeDto,
  ): Promise<RecipeSummaryDto> {
    return summary(await this.advance.sendBack(command, id, body));
  }

  /** Quality releases the version for use (meaning `released`), at sites and for markets, from a date on. */
  @Post(':id/make-effective')
  @Permission('recipe.release')
  @ApiCreatedResponse({ type: RecipeSummaryDto })
  async makeEffective(
    @Command() command: CommandContext,
    @Id() id: string,
    @Body() body: MakeEffectiveDto,
  ): Promise<RecipeSummaryDto> {
    return summary(await this.release.makeEffective(command, id, body));
  }

  /** Quality takes the version out of use everywhere (meaning `retired`). */
  @Post(':id/retire')
  @Permission('recipe.release')
  @ApiCreatedResponse({ type: RecipeSummaryDto })
  async retire(
    @Command() command: CommandContext,
    @Id() id: string,
    @Body() body: RetireRecipeDto,
  ): Promise<RecipeSummaryDto> {
    return summary(await this.release.retire(command, id, body));
  }
}
