import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type Caller, CallerOf, Command, type CommandContext, Permission } from '../../platform/http/index.js';
import { BatchAnswerDto, StepCommandDto } from './batch.dto.js';
import { SigningContentDto } from './batch-view.dto.js';
import { ReplaceUnit } from './replace-unit.service.js';
import { SteerBatch } from './steer-batch.service.js';
import {
  ChangeRecipeDto,
  InsertBlockDto,
  PauseDto,
  RecipeChangeQueryDto,
  ReplaceUnitDto,
  SignedReasonDto,
} from './steer.dto.js';

const Id = () => Param('id', ParseUUIDPipe);
const Step = () => Param('step', ParseUUIDPipe);

/** What turns a batch from the way of its recipe: signed, and on record as what it is. */
@ApiTags('batches')
@Controller('batches/:id')
export class SteerController {
  constructor(
    private readonly steering: SteerBatch,
    private readonly replacing: ReplaceUnit,
  ) {}

  /** An approved ad-hoc block: a sample again, an extra feed. */
  @Post('insert')
  @HttpCode(200)
  @Permission('step.perform')
  @ApiOkResponse({ type: BatchAnswerDto })
  insert(@Command() command: CommandContext, @Id() id: string, @Body() body: InsertBlockDto): Promise<BatchAnswerDto> {
    return this.steering.insert(command, id, body);
  }

  /** What letting the batch go on by another version would sign. */
  @Get('recipe-change')
  @Permission('batch.read')
  @ApiOkResponse({ type: SigningContentDto })
  change(
    @CallerOf() caller: Caller,
    @Id() id: string,
    @Query() query: RecipeChangeQueryDto,
  ): Promise<SigningContentDto> {
    return this.steering.change(caller, id, query);
  }

  /** A planned deviation of quality: the rest of the batch goes by a newer version. */
  @Post('recipe-change')
  @HttpCode(200)
  @Permission('step.perform')
  @ApiOkResponse({ type: BatchAnswerDto })
  changeRecipe(
    @Command() command: CommandContext,
    @Id() id: string,
    @Body() body: ChangeRecipeDto,
  ): Promise<BatchAnswerDto> {
    return this.steering.changeRecipe(command, id, body);
  }

  /** The unit died: its unit procedure goes on on another, and it is quarantined. */
  @Post('replace-unit')
  @HttpCode(200)
  @Permission('step.perform')
  @ApiOkResponse({ type: BatchAnswerDto })
  replaceUnit(
    @Command() command: CommandContext,
    @Id() id: string,
    @Body() body: ReplaceUnitDto,
  ): Promise<BatchAnswerDto> {
    return this.replacing.replace(command, id, body);
  }

  /** Quality's status (meaning `quality-hold`): it stops release, shipping and use, never equipment. */
  @Post('quality-hold')
  @HttpCode(200)
  @Permission('batch.quality-hold')
  @ApiOkResponse({ type: BatchAnswerDto })
  placeQualityHold(
    @Command() command: CommandContext,
    @Id() id: string,
    @Body() body: SignedReasonDto,
  ): Promise<BatchAnswerDto> {
    return this.steering.placeQualityHold(command, id, body);
  }

  /** Quality's, with the meaning `lift-quality-hold`. */
  @Post('lift-quality-hold')
  @HttpCode(200)
  @Permission('batch.quality-hold')
  @ApiOkResponse({ type: BatchAnswerDto })
  liftQualityHold(
    @Command() command: CommandContext,
    @Id() id: string,
    @Body() body: SignedReasonDto,
  ): Promise<BatchAnswerDto> {
    return this.steering.liftQualityHold(command, id, body);
  }

  /** A supervisor's, with the meaning `abort`: the batch ends at once, and every program with it. */
  @Post('abort')
  @HttpCode(200)
  @Permission('step.perform')
  @ApiOkResponse({ type: BatchAnswerDto })
  abort(@Command() command: CommandContext, @Id() id: string, @Body() body: SignedReasonDto): Promise<BatchAnswerDto> {
    return this.steering.abort(command, id, body);
  }

  @Post('steps/:step/pause')
  @HttpCode(200)
  @Permission('step.perform')
  @ApiOkResponse({ type: BatchAnswerDto })
  pause(
    @Command() command: CommandContext,
    @Id() id: string,
    @Step() step: string,
    @Body() body: PauseDto,
  ): Promise<BatchAnswerDto> {
    return this.steering.pause(command, id, step, body);
  }

  @Post('steps/:step/resume')
  @HttpCode(200)
  @Permission('step.perform')
  @ApiOkResponse({ type: BatchAnswerDto })
  resume(
    @Command() command: CommandContext,
    @Id() id: string,
    @Step() step: string,
    @Body() body: StepCommandDto,
  ): Promise<BatchAnswerDto> {
    return this.steering.resume(command, id, step, body);
  }
}
