import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Database } from '../../platform/database/index.js';
import { type Caller, CallerOf, Command, type CommandContext, Permission } from '../../platform/http/index.js';
import { DefineUnitClass } from './define-unit-class.service.js';
import { UnitClasses } from './find-unit-class.service.js';
import { PutUnitClassDto, UnitClassDto, UnitClassParams } from './unit-class.dto.js';

@ApiTags('unit classes')
@Controller('unit-classes')
export class UnitClassController {
  constructor(
    private readonly database: Database,
    private readonly unitClasses: UnitClasses,
    private readonly defineUnitClass: DefineUnitClass,
  ) {}

  @Get()
  @Permission('plant.read')
  @ApiOkResponse({ type: [UnitClassDto] })
  list(@CallerOf() caller: Caller): Promise<UnitClassDto[]> {
    return this.database.read(caller.scope, (tx) => this.unitClasses.all(tx));
  }

  @Get(':code')
  @Permission('plant.read')
  @ApiOkResponse({ type: UnitClassDto })
  one(@CallerOf() caller: Caller, @Param() { code }: UnitClassParams): Promise<UnitClassDto> {
    return this.database.read(caller.scope, (tx) => this.unitClasses.byCode(tx, code));
  }

  @Put(':code')
  @Permission('plant.write')
  @ApiOkResponse({ type: UnitClassDto })
  put(
    @Command() command: CommandContext,
    @Param() { code }: UnitClassParams,
    @Body() body: PutUnitClassDto,
  ): Promise<UnitClassDto> {
    return this.defineUnitClass.put(command, code, body);
  }
}
