import {
  Body,
  Controller,
  Get,
  HttpCode,
  Param,
  ParseUUIDPipe,
  Post,
  Query,
  type StreamableFile,
} from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  type Caller,
  CallerOf,
  Command,
  type CommandContext,
  FileBody,
  GivesFile,
  Permission,
  TakesFile,
  type UploadedFile,
} from '../../platform/http/index.js';
import { BatchAnswerDto } from './batch.dto.js';
import { BatchNoteDto, BindFileQueryDto, StepNoteDto } from './note.dto.js';
import { NoteStep } from './note-step.service.js';

const Id = () => Param('id', ParseUUIDPipe);
const Step = () => Param('step', ParseUUIDPipe);

/** Notes, observations, nonconformances, photos and files. */
@ApiTags('batches')
@Controller('batches/:id')
export class NoteController {
  constructor(private readonly noting: NoteStep) {}

  /** Of the batch as a whole. */
  @Post('notes')
  @HttpCode(200)
  @Permission('step.verify')
  @ApiOkResponse({ type: BatchAnswerDto })
  noteBatch(@Command() command: CommandContext, @Id() id: string, @Body() body: BatchNoteDto): Promise<BatchAnswerDto> {
    return this.noting.note(command, id, null, body);
  }

  /** Of a step that has begun, also once it is complete. Between a step's signatures it makes those given void. */
  @Post('steps/:step/notes')
  @HttpCode(200)
  @Permission('step.verify')
  @ApiOkResponse({ type: BatchAnswerDto })
  note(
    @Command() command: CommandContext,
    @Id() id: string,
    @Step() step: string,
    @Body() body: StepNoteDto,
  ): Promise<BatchAnswerDto> {
    return this.noting.note(command, id, step, body);
  }

  /** Binds a photo or file to a step: the body is its bytes, at most 10 MiB, under its own Content-Type. */
  @Post('steps/:step/files')
  @HttpCode(200)
  @Permission('step.verify')
  @TakesFile()
  @ApiOkResponse({ type: BatchAnswerDto })
  bind(
    @Command() command: CommandContext,
    @Id() id: string,
    @Step() step: string,
    @Query() query: BindFileQueryDto,
    @FileBody() file: UploadedFile,
  ): Promise<BatchAnswerDto> {
    return this.noting.bind(command, id, step, query, file);
  }

  @Get('files/:hash')
  @Permission('batch.read')
  @GivesFile()
  file(@CallerOf() caller: Caller, @Id() id: string, @Param('hash') hash: string): Promise<StreamableFile> {
    return this.noting.file(caller, id, hash);
  }
}
