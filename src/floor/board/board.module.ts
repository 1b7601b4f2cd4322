import { Module } from '@nestjs/common';
import { UnitClassesModule } from '../../definition/unit-classes/index.js';
import { BatchesModule } from '../../execution/batches/index.js';
import { AlarmsModule } from '../../plant/alarms/index.js';
import { EquipmentModule } from '../../plant/equipment/index.js';
import { ReadingsModule } from '../../plant/readings/index.js';
import { DeviationsModule } from '../../quality/deviations/index.js';
import { OrganisationModule } from '../../trust/organisation/index.js';
import { BoardController } from './board.controller.js';
import { ReadBoard } from './read-board.service.js';
import { ReadUnits } from './read-units.service.js';
import { ShowBoard } from './show-board.service.js';
import { TraceValues } from './trace-values.service.js';

@Module({
  imports: [
    OrganisationModule,
    UnitClassesModule,
    EquipmentModule,
    ReadingsModule,
    AlarmsModule,
    BatchesModule,
    DeviationsModule,
  ],
  controllers: [BoardController],
  providers: [ReadUnits, ReadBoard, TraceValues, ShowBoard],
})
export class BoardModule {}
