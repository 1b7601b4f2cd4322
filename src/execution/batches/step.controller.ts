import { Body, Controller, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Command, type CommandContext, Permission } from '../../platform/http/index.js';
import {
  AnswerExceptionDto,
  BatchAnswerDto,
  CaptureCommandDto,
  CommentExceptionDto,
  CountCommandDto,
  DecideDto,
  EntriesDto,
  MaterialDto,
  ReconcileDto,
  ReplyDto,
  RestartStepDto,
  ScanDto,
  SignStepDto,
  StatedDto,
  StepCommandDto,
} from './batch.dto.js';
import { PerformStep } from './perform-step.service.js';
import { RecordStep } from './record-step.service.js';
import { SignBatch } from './sign-step.service.js';

const Id = () => Param('id', ParseUUIDPipe);
const Step = () => Param('step', ParseUUIDPipe);

/** What a person does on a step. Each body names the step's version that the person saw. */
@ApiTags('batches')
@Controller('batches/:id/steps/:step')
export class StepController {
  constructor(
    private readonly performing: PerformStep,
    private readonly recording: RecordStep,
    private readonly signing: SignBatch,
  ) {}

  @Post('start')
  @HttpCode(200)
  @Permission('step.perform')
  @ApiOkResponse({ type: BatchAnswerDto })
  start(
    @Command() command: CommandContext,
    @Id() id: string,
    @Step() step: string,
    @Body() body: StatedDto,
  ): Promise<BatchAnswerDto> {
    return this.performing.start(command, id, step, body);
  }

  @Post('scan')
  @HttpCode(200)
  @Permission('step.perform')
  @ApiOkResponse({ type: BatchAnswerDto })
  scan(
    @Command() command: CommandContext,
    @Id() id: string,
    @Step() step: string,
    @Body() body: ScanDto,
  ): Promise<BatchAnswerDto> {
    return this.recording.scan(command, id, step, body);
  }

  @Post('entries')
  @HttpCode(200)
  @Permission('step.perform')
  @ApiOkResponse({ type: BatchAnswerDto })
  enter(
    @Command() command: CommandContext,
    @Id() id: string,
    @Step() step: string,
    @Body() body: EntriesDto,
  ): Promise<BatchAnswerDto> {
    return this.recording.enter(command, id, step, body);
  }

  @Post('capture')
  @HttpCode(200)
  @Permission('step.perform')
  @ApiOkResponse({ type: BatchAnswerDto })
  capture(
    @Command() command: CommandContext,
    @Id() id: string,
    @Step() step: string,
    @Body() body: CaptureCommandDto,
  ): Promise<BatchAnswerDto> {
    return this.recording.capture(command, id, step, body);
  }

  @Post('material')
  @HttpCode(200)
  @Permission('step.perform')
  @ApiOkResponse({ type: BatchAnswerDto })
  material(
    @Command() command: CommandContext,
    @Id() id: string,
    @Step() step: string,
    @Body() body: MaterialDto,
  ): Promise<BatchAnswerDto> {
    return this.recording.material(command, id, step, body);
  }

  @Post('count')
  @HttpCode(200)
  @Permission('step.perform')
  @ApiOkResponse({ type: BatchAnswerDto })
  count(
    @Command() command: CommandContext,
    @Id() id: string,
    @Step() step: string,
    @Body() body: CountCommandDto,
  ): Promise<BatchAnswerDto> {
    return this.recording.count(command, id, step, body);
  }

  @Post('reconcile')
  @HttpCode(200)
  @Permission('step.perform')
  @ApiOkResponse({ type: BatchAnswerDto })
  reconcile(
    @Command() command: CommandContext,
    @Id() id: string,
    @Step() step: string,
    @Body() body: ReconcileDto,
  ): Promise<BatchAnswerDto> {
    return this.recording.reconcile(command, id, step, body);
  }

  @Post('decide')
  @HttpCode(200)
  @Permission('step.perform')
  @ApiOkResponse({ type: BatchAnswerDto })
  decide(
    @Command() command: CommandContext,
    @Id() id: string,
    @Step() step: string,
    @Body() body: DecideDto,
  ): Promise<BatchAnswerDto> {
    return this.recording.decide(command, id, step, body);
  }

  @Post('complete')
  @HttpCode(200)
  @Permission('step.perform')
  @ApiOkResponse({ type: BatchAnswerDto })
  complete(
    @Command() command: CommandContext,
    @Id() id: string,
    @Step() step: string,
    @Body() body: StatedDto,
  ): Promise<BatchAnswerDto> {
    return this.performing.complete(command, id, step, body);
  }

  /** The next signature that the step's policy asks for, by whoever gives it at this tablet. */
  @Post('sign')
  @HttpCode(200)
  @Permission('step.verify')
  @ApiOkResponse({ type: BatchAnswerDto })
  sign(
    @Command() command: CommandContext,
    @Id() id: string,
    @Step() step: string,
    @Body() body: SignStepDto,
  ): Promise<BatchAnswerDto> {
    return this.signing.sign(command, id, step, body);
  }

  /** A supervisor's signed restart of a held step. */
  @Post('restart')
  @HttpCode(200)
  @Permission('step.perform')
  @ApiOkResponse({ type: BatchAnswerDto })
  restart(
    @Command() command: CommandContext,
    @Id() id: string,
    @Step() step: string,
    @Body() body: RestartStepDto,
  ): Promise<BatchAnswerDto> {
    return this.signing.restart(command, id, step, body);
  }

  @Post('exceptions/:exception/comment')
  @HttpCode(200)
  @Permission('step.perform')
  @ApiOkResponse({ type: BatchAnswerDto })
  comment(
    @Command() command: CommandContext,
    @Id() id: string,
    @Step() step: string,
    @Param('exception') exception: string,
    @Body() body: CommentExceptionDto,
  ): Promise<BatchAnswerDto> {
    return this.signing.comment(command, id, step, exception, body);
  }

  /** Of a setpoint that was changed at the unit itself: the unit is told to set it as it was. */
  @Post('exceptions/:exception/set-back')
  @HttpCode(200)
  @Permission('step.perform')
  @ApiOkResponse({ type: BatchAnswerDto })
  setBack(
    @Command() command: CommandContext,
    @Id() id: string,
    @Step() step: string,
    @Param('exception') exception: string,
    @Body() body: StepCommandDto,
  ): Promise<BatchAnswerDto> {
    return this.performing.setBack(command, id, step, exception, body);
  }

  /** Says to the step's unit what a person answers to what it waits for. */
  @Post('prompts/:prompt/answer')
  @HttpCode(200)
  @Permission('step.perform')
  @ApiOkResponse({ type: BatchAnswerDto })
  reply(
    @Command() command: CommandContext,
    @Id() id: string,
    @Step() step: string,
    @Param('prompt', ParseUUIDPipe) prompt: string,
    @Body() body: ReplyDto,
  ): Promise<BatchAnswerDto> {
    return this.performing.reply(command, id, step, prompt, body);
  }

  /** A supervisor's signed answer. */
  @Post('exceptions/:exception/answer')
  @HttpCode(200)
  @Permission('step.perform')
  @ApiOkResponse({ type: BatchAnswerDto })
  answer(
    @Command() command: CommandContext,
    @Id() id: string,
    @Step() step: string,
    @Param('exception') exception: string,
    @Body() body: AnswerExceptionDto,
  ): Promise<BatchAnswerDto> {
    return this.signing.answer(command, id, step, exception, body);
  }
}
