import { Module } from '@nestjs/common';
import { BatchesModule } from '../../execution/batches/index.js';
import { AlarmsModule } from '../../plant/alarms/index.js';
import { ReadingsModule } from '../../plant/readings/index.js';
import { CiteReadings } from './cite-readings.service.js';
import { CollectStreams } from './collect-streams.service.js';
import { ExportRecord } from './export-record.service.js';
import { ExportSeries } from './export-series.service.js';
import { RecordController } from './record.controller.js';

@Module({
  imports: [BatchesModule, ReadingsModule, AlarmsModule],
  controllers: [RecordController],
  providers: [CollectStreams, CiteReadings, ExportRecord, ExportSeries],
})
export class ReportsModule {}
