import { Body, Controller, Get, Headers, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type Caller, CallerOf, Command, type CommandContext, Permission } from '../../platform/http/index.js';
import { BatchAnswerDto, BindUnitDto, CommentDto, HoldBatchDto, IssueBatchDto, RestartBatchDto } from './batch.dto.js';
import { LanguageQueryDto } from './language.dto.js';
import { wanted } from './language.view.js';
import { BatchDto, BatchSummaryDto } from './batch-view.dto.js';
import { BindUnit, IssueBatch } from './issue-batch.service.js';
import { ShowBatches } from './show-batches.service.js';
import { SignBatch } from './sign-step.service.js';

const Id = () => Param('id', ParseUUIDPipe);

@ApiTags('batches')
@Controller('batches')
export class BatchController {
  constructor(
    private readonly showing: ShowBatches,
    private readonly issuing: IssueBatch,
    private readonly binding: BindUnit,
    private readonly signing: SignBatch,
  ) {}

  @Post()
  @Permission('batch.issue')
  @ApiCreatedResponse({ type: BatchAnswerDto })
  issue(@Command() command: CommandContext, @Body() body: IssueBatchDto): Promise<BatchAnswerDto> {
    return this.issuing.issue(command, body);
  }

  @Get()
  @Permission('batch.read')
  @ApiOkResponse({ type: [BatchSummaryDto] })
  list(@CallerOf() caller: Caller): Promise<BatchSummaryDto[]> {
    return this.showing.list(caller);
  }

  @Get(':id')
  @Permission('batch.read')
  @ApiOkResponse({ type: BatchDto })
  one(
    @CallerOf() caller: Caller,
    @Id() id: string,
    @Query() { language }: LanguageQueryDto,
    @Headers('accept-language') accepted?: string,
  ): Promise<BatchDto> {
    return this.showing.one(caller, id, language ?? wanted(accepted));
  }

  @Post(':id/bind')
  @HttpCode(200)
  @Permission('step.perform')
  @ApiOkResponse({ type: BatchAnswerDto })
  bind(@Command() command: CommandContext, @Id() id: string, @Body() body: BindUnitDto): Promise<BatchAnswerDto> {
    return this.binding.bind(command, id, body);
  }

  @Post(':id/hold')
  @HttpCode(200)
  @Permission('step.perform')
  @ApiOkResponse({ type: BatchAnswerDto })
  hold(@Command() command: CommandContext, @Id() id: string, @Body() body: HoldBatchDto): Promise<BatchAnswerDto> {
    return this.signing.hold(command, id, body);
  }

  /** A supervisor's signed restart of a held batch; the session may be anyone's who performs. */
  @Post(':id/restart')
  @HttpCode(200)
  @Permission('step.perform')
  @ApiOkResponse({ type: BatchAnswerDto })
  restart(
    @Command() command: CommandContext,
    @Id() id: string,
    @Body() body: RestartBatchDto,
  ): Promise<BatchAnswerDto> {
    return this.signing.restartBatch(command, id, body);
  }

  /** A comment on an exception of no step. */
  @Post(':id/exceptions/:exception/comment')
  @HttpCode(200)
  @Permission('step.perform')
  @ApiOkResponse({ type: BatchAnswerDto })
  comment(
    @Command() command: CommandContext,
    @Id() id: string,
    @Param('exception') exception: string,
    @Body() body: CommentDto,
  ): Promise<BatchAnswerDto> {
    return this.signing.commentOfBatch(command, id, exception, body.comment);
  }
}
