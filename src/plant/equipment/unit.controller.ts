import { Body, Controller, Get, Param, Post, Put } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type Caller, CallerOf, Command, type CommandContext, Permission } from '../../platform/http/index.js';
import { DefineUnit } from './define-unit.service.js';
import { LiftQuarantine } from './lift-quarantine.service.js';
import { ShowUnits } from './show-units.service.js';
import { LiftQuarantineDto, PutUnitDto, UnitDto, UnitParams } from './unit.dto.js';

@ApiTags('units')
@Controller('units')
export class UnitController {
  constructor(
    private readonly units: ShowUnits,
    private readonly defineUnit: DefineUnit,
    private readonly liftQuarantine: LiftQuarantine,
  ) {}

  @Get()
  @Permission('plant.read')
  @ApiOkResponse({ type: [UnitDto] })
  list(@CallerOf() caller: Caller): Promise<UnitDto[]> {
    return this.units.list(caller);
  }

  @Get(':code')
  @Permission('plant.read')
  @ApiOkResponse({ type: UnitDto })
  one(@CallerOf() caller: Caller, @Param() { code }: UnitParams): Promise<UnitDto> {
    return this.units.one(caller, code);
  }

  @Put(':code')
  @Permission('plant.write')
  @ApiOkResponse({ type: UnitDto })
  async put(
    @Command() command: CommandContext,
    @Param() { code }: UnitParams,
    @Body() body: PutUnitDto,
  ): Promise<UnitDto> {
    await this.defineUnit.put(command, code, body);
    return this.units.one(command.caller, code);
  }

  @Post(':code/lift-quarantine')
  @Permission('plant.write')
  @ApiCreatedResponse({ type: UnitDto })
  async lift(
    @Command() command: CommandContext,
    @Param() { code }: UnitParams,
    @Body() { reason }: LiftQuarantineDto,
  ): Promise<UnitDto> {
    await this.liftQuarantine.lift(command, code, reason);
    return this.units.one(command.caller, code);
  }
}
