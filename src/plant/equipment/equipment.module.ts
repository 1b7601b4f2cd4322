import { Module } from '@nestjs/common';
import { OrganisationModule } from '../../trust/organisation/index.js';
import { UnitClassesModule } from '../../definition/unit-classes/index.js';
import { ConnectUnits } from './connect-units.service.js';
import { DefineUnit } from './define-unit.service.js';
import { DispatchCommand } from './dispatch-command.service.js';
import { Equipment } from './use-equipment.service.js';
import { LiftQuarantine } from './lift-quarantine.service.js';
import { OperateUnits } from './operate-units.service.js';
import { ShowUnits } from './show-units.service.js';
import { UnitController } from './unit.controller.js';
import { WatchProgram } from './watch-program.service.js';
import { WriteUnit } from './write-unit.service.js';

@Module({
  imports: [OrganisationModule, UnitClassesModule],
  controllers: [UnitController],
  providers: [
    ...[Equipment, DefineUnit, LiftQuarantine, ShowUnits],
    ...[ConnectUnits, WriteUnit, WatchProgram, DispatchCommand, OperateUnits],
  ],
  exports: [Equipment],
})
export class EquipmentModule {}
