import { Body, Controller, Get, Param, Post, Put } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type Caller, CallerOf, Command, type CommandContext, Permission } from '../../platform/http/index.js';
import { SigningDto } from '../signatures/index.js';
import { DefineSkill } from './define-skill.service.js';
import {
  AssignReadingDto,
  MatrixDto,
  OwnTaskParams,
  PersonTrainingDto,
  PutSkillDto,
  RecordTrainingDto,
  SkillDto,
  SkillParams,
  TaskParams,
  TraineeParams,
  TrainingParams,
  TrainingReasonDto,
} from './qualification.dto.js';
import { RecordTraining } from './record-training.service.js';
import { ShowTraining } from './show-training.service.js';
import { SignReading } from './sign-reading.service.js';

@ApiTags('training')
@Controller()
export class TrainingController {
  constructor(
    private readonly skills: DefineSkill,
    private readonly training: RecordTraining,
    private readonly reading: SignReading,
    private readonly shown: ShowTraining,
  ) {}

  @Get('skills')
  @Permission('training.read')
  @ApiOkResponse({ type: [SkillDto] })
  list(@CallerOf() caller: Caller): Promise<SkillDto[]> {
    return this.shown.skills(caller);
  }

  /** Defines a skill that recipes may ask for, or changes it. */
  @Put('skills/:code')
  @Permission('training.define')
  @ApiOkResponse({ type: SkillDto })
  put(
    @Command() command: CommandContext,
    @Param() { code }: SkillParams,
    @Body() body: PutSkillDto,
  ): Promise<SkillDto> {
    return this.skills.put(command, code, body);
  }

  /** The matrix of people and what they are trained in. */
  @Get('training')
  @Permission('training.read')
  @ApiOkResponse({ type: MatrixDto })
  matrix(@CallerOf() caller: Caller): Promise<MatrixDto> {
    return this.shown.matrix(caller);
  }

  @Get('people/:id/training')
  @Permission('training.read')
  @ApiOkResponse({ type: PersonTrainingDto })
  of(@CallerOf() caller: Caller, @Param() { id }: TraineeParams): Promise<PersonTrainingDto> {
    return this.shown.of(caller, id);
  }

  /** The caller states that they trained the person; never oneself. */
  @Post('people/:id/training')
  @Permission('training.record')
  @ApiCreatedResponse({ type: PersonTrainingDto })
  record(
    @Command() command: CommandContext,
    @Param() { id }: TraineeParams,
    @Body() body: RecordTrainingDto,
  ): Promise<PersonTrainingDto> {
    return this.training.record(command, id, body);
  }

  @Post('people/:id/training/:training/revoke')
  @Permission('training.record')
  @ApiCreatedResponse({ type: PersonTrainingDto })
  revoke(
    @Command() command: CommandContext,
    @Param() { id, training }: TrainingParams,
    @Body() { reason }: TrainingReasonDto,
  ): Promise<PersonTrainingDto> {
    return this.training.revoke(command, id, training, reason);
  }

  /** Gives a person a document to read. */
  @Post('people/:id/readings')
  @Permission('training.record')
  @ApiCreatedResponse({ type: PersonTrainingDto })
  assign(
    @Command() command: CommandContext,
    @Param() { id }: TraineeParams,
    @Body() body: AssignReadingDto,
  ): Promise<PersonTrainingDto> {
    return this.training.assign(command, id, body);
  }

  @Post('people/:id/readings/:task/withdraw')
  @Permission('training.record')
  @ApiCreatedResponse({ type: PersonTrainingDto })
  withdraw(
    @Command() command: CommandContext,
    @Param() { id, task }: TaskParams,
    @Body() { reason }: TrainingReasonDto,
  ): Promise<PersonTrainingDto> {
    return this.training.withdraw(command, id, task, reason);
  }

  @Get('me/training')
  @Permission('training.own')
  @ApiOkResponse({ type: PersonTrainingDto })
  own(@CallerOf() caller: Caller): Promise<PersonTrainingDto> {
    return this.shown.of(caller, caller.person.id);
  }

  /** The person's own signature, meaning `read and understood`. */
  @Post('me/readings/:task/sign')
  @Permission('training.own')
  @ApiCreatedResponse({ type: PersonTrainingDto })
  sign(
    @Command() command: CommandContext,
    @Param() { task }: OwnTaskParams,
    @Body() body: SigningDto,
  ): Promise<PersonTrainingDto> {
    return this.reading.sign(command, task, body);
  }
}
