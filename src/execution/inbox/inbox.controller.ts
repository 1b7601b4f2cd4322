import { Body, Controller, Get, Param, Post, Put, Query, type StreamableFile } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  type Caller,
  CallerOf,
  Command,
  type CommandContext,
  FileBody,
  GivesFile,
  Permission,
  TakesResults,
  type UploadedFile,
} from '../../platform/http/index.js';
import { DefineMapping } from './define-mapping.service.js';
import {
  InboxFileDto,
  InboxFileParams,
  InboxQueryDto,
  PostResultsQueryDto,
  PutResultMappingDto,
  ResultMappingDto,
  ResultMappingParams,
} from './inbox.dto.js';
import { ShowInbox } from './show-inbox.service.js';

@ApiTags('inbox')
@Controller('inbox')
export class InboxController {
  constructor(
    private readonly inbox: ShowInbox,
    private readonly defining: DefineMapping,
  ) {}

  /** Takes a device's file: the body is its bytes. The same bytes are one file. */
  @Post()
  @Permission('inbox.post')
  @TakesResults()
  @ApiCreatedResponse({ type: InboxFileDto })
  post(
    @Command() command: CommandContext,
    @Query() query: PostResultsQueryDto,
    @FileBody() file: UploadedFile,
  ): Promise<InboxFileDto> {
    return this.inbox.post(command, { ...query, ...file, source: 'http' });
  }

  /** The newest 200 files, with their results in that state. */
  @Get()
  @Permission('floor.read')
  @ApiOkResponse({ type: [InboxFileDto] })
  list(@CallerOf() caller: Caller, @Query() query: InboxQueryDto): Promise<InboxFileDto[]> {
    return this.inbox.list(caller, query);
  }

  @Get('mappings')
  @Permission('plant.read')
  @ApiOkResponse({ type: [ResultMappingDto] })
  mappings(@CallerOf() caller: Caller): Promise<ResultMappingDto[]> {
    return this.inbox.mappings(caller);
  }

  @Put('mappings/:code')
  @Permission('plant.write')
  @ApiOkResponse({ type: ResultMappingDto })
  put(
    @Command() command: CommandContext,
    @Param() { code }: ResultMappingParams,
    @Body() body: PutResultMappingDto,
  ): Promise<ResultMappingDto> {
    return this.defining.put(command, code, body);
  }

  @Get(':id/file')
  @Permission('floor.read')
  @GivesFile()
  file(@CallerOf() caller: Caller, @Param() { id }: InboxFileParams): Promise<StreamableFile> {
    return this.inbox.bytes(caller, id);
  }
}
