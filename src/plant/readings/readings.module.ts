import { Module } from '@nestjs/common';
import { EquipmentModule } from '../equipment/index.js';
import { DefineRetention } from './define-retention.service.js';
import { DetachWeeks } from './detach-weeks.service.js';
import { ReadingNeeds } from './know-needs.service.js';
import { RetentionController } from './retention.controller.js';
import { CommitBatch } from './commit-batch.service.js';
import { ExportReadings } from './export-readings.service.js';
import { FindGaps } from './find-gaps.service.js';
import { MakePartitions } from './make-partitions.service.js';
import { OnMessage } from './on-message.js';
import { OnUnitDefined } from './on-unit-defined.js';
import { GapController } from './gap.controller.js';
import { Readings } from './read-readings.service.js';
import { ReadingController } from './reading.controller.js';
import { ReviewGap } from './review-gap.service.js';
import { RollReadings } from './roll-readings.service.js';
import { SealReadings } from './seal-readings.service.js';
import { ShowFaults } from './show-faults.service.js';
import { ShowGaps } from './show-gaps.service.js';
import { ShowReadings } from './show-readings.service.js';
import { TakeMessages } from './take-messages.service.js';
import { WatchUnits } from './watch-units.service.js';

@Module({
  imports: [EquipmentModule],
  controllers: [ReadingController, GapController, RetentionController],
  providers: [
    MakePartitions,
    ReadingNeeds,
    DetachWeeks,
    DefineRetention,
    CommitBatch,
    FindGaps,
    TakeMessages,
    SealReadings,
    Readings,
    ShowReadings,
    ShowFaults,
    ShowGaps,
    ReviewGap,
    ExportReadings,
    RollReadings,
    WatchUnits,
    OnMessage,
    OnUnitDefined,
  ],
  exports: [Readings, ReadingNeeds],
})
export class ReadingsModule {}
