import { Body, Controller, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Command, type CommandContext, Permission } from '../../platform/http/index.js';
import { BatchAnswerDto } from './batch.dto.js';
import { CorrectStep } from './correct-step.service.js';
import { CorrectDto, ReplaceValueDto, SkipDto, StepReasonDto } from './correction.dto.js';

const Id = () => Param('id', ParseUUIDPipe);
const Step = () => Param('step', ParseUUIDPipe);

/** What goes another way than people wrote or the recipe says, each with its reason. */
@ApiTags('batches')
@Controller('batches/:id/steps/:step')
export class CorrectionController {
  constructor(private readonly correcting: CorrectStep) {}

  /** 11.10(e): the original stays, the step is signed again, and what was computed from it is computed anew. */
  @Post('correct')
  @HttpCode(200)
  @Permission('step.perform')
  @ApiOkResponse({ type: BatchAnswerDto })
  correct(
    @Command() command: CommandContext,
    @Id() id: string,
    @Step() step: string,
    @Body() body: CorrectDto,
  ): Promise<BatchAnswerDto> {
    return this.correcting.correct(command, id, step, body);
  }

  /** A value by hand in place of the unit's, by two people. */
  @Post('replace-value')
  @HttpCode(200)
  @Permission('step.perform')
  @ApiOkResponse({ type: BatchAnswerDto })
  replaceValue(
    @Command() command: CommandContext,
    @Id() id: string,
    @Step() step: string,
    @Body() body: ReplaceValueDto,
  ): Promise<BatchAnswerDto> {
    return this.correcting.replaceValue(command, id, step, body);
  }

  /** A supervisor's signed override; the session may be anyone's who performs. */
  @Post('skip')
  @HttpCode(200)
  @Permission('step.perform')
  @ApiOkResponse({ type: BatchAnswerDto })
  skip(
    @Command() command: CommandContext,
    @Id() id: string,
    @Step() step: string,
    @Body() body: SkipDto,
  ): Promise<BatchAnswerDto> {
    return this.correcting.skip(command, id, step, body);
  }

  /** Another person goes on with a step that somebody works on. */
  @Post('take-over')
  @HttpCode(200)
  @Permission('step.perform')
  @ApiOkResponse({ type: BatchAnswerDto })
  takeOver(
    @Command() command: CommandContext,
    @Id() id: string,
    @Step() step: string,
    @Body() body: StepReasonDto,
  ): Promise<BatchAnswerDto> {
    return this.correcting.takeOver(command, id, step, body);
  }
}
