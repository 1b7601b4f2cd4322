import { Module } from '@nestjs/common';
import { BatchesModule } from '../../execution/batches/index.js';
import { ReadingsModule } from '../../plant/readings/index.js';
import { HoldRecords } from './hold-records.service.js';
import { KeepRecords } from './keep-records.service.js';
import { RecordRetentionController } from './retention.controller.js';

@Module({
  imports: [BatchesModule, ReadingsModule],
  controllers: [RecordRetentionController],
  providers: [KeepRecords, HoldRecords],
})
export class RecordRetentionModule {}
