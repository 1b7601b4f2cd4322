import { Module } from '@nestjs/common';
import { BatchesModule } from '../../execution/batches/index.js';
import { DeviationController } from './deviation.controller.js';
import { ListDeviations } from './list-deviations.service.js';
import { OnExceptionRaised } from './on-exception-raised.js';

@Module({
  imports: [BatchesModule],
  controllers: [DeviationController],
  providers: [ListDeviations, OnExceptionRaised],
  exports: [ListDeviations],
})
export class DeviationsModule {}
