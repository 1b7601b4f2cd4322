import { Module } from '@nestjs/common';
import { RecipesModule } from '../../definition/recipes/index.js';
import { steadyNow } from '../../platform/clock/index.js';
import { EquipmentModule } from '../../plant/equipment/index.js';
import { ReadingsModule } from '../../plant/readings/index.js';
import { OrganisationModule } from '../../trust/organisation/index.js';
import { QualificationsModule } from '../../trust/qualifications/index.js';
import { SignaturesModule } from '../../trust/signatures/index.js';
import { CustodyModule } from '../custody/index.js';
import { BatchController } from './batch.controller.js';
import { BriefBatches } from './brief-batches.service.js';
import { Batches } from './find-batches.service.js';
import { CorrectStep } from './correct-step.service.js';
import { CorrectionController } from './correction.controller.js';
import { AwaitedResults } from './fill-results.service.js';
import { FireTimers } from './fire-timers.service.js';
import { FoldReadings } from './fold-readings.service.js';
import { BindUnit, IssueBatch } from './issue-batch.service.js';
import { MonitorReadings } from './monitor-readings.service.js';
import { OnUnitFacts } from './on-unit-facts.js';
import { NeedReadings } from './need-readings.service.js';
import { NoteController } from './note.controller.js';
import { NoteStep } from './note-step.service.js';
import { PerformStep } from './perform-step.service.js';
import { FindRecipeUses } from './recipe-uses.service.js';
import { RecordStep } from './record-step.service.js';
import { RefuseUnqualified } from './refuse-unqualified.service.js';
import { ShowBatches } from './show-batches.service.js';
import { ReplaceUnit } from './replace-unit.service.js';
import { SignBatch } from './sign-step.service.js';
import { SignedCommands } from './signed-commands.service.js';
import { SteerBatch } from './steer-batch.service.js';
import { SteerController } from './steer.controller.js';
import { StepController } from './step.controller.js';
import { STEADY_CLOCK, WatchClock } from './watch-clock.service.js';
import { Witnesses } from './authenticate-witness.service.js';
import { WriteBatch } from './write-batch.service.js';

@Module({
  imports: [
    ...[OrganisationModule, SignaturesModule, QualificationsModule, RecipesModule],
    ...[EquipmentModule, ReadingsModule, CustodyModule],
  ],
  controllers: [BatchController, StepController, CorrectionController, SteerController, NoteController],
  providers: [
    { provide: STEADY_CLOCK, useValue: steadyNow },
    ...[Witnesses, CorrectStep, WatchClock],
    ...[RefuseUnqualified, WriteBatch, SignedCommands, SteerBatch, ReplaceUnit],
    ...[IssueBatch, BindUnit, PerformStep, RecordStep, SignBatch, ShowBatches, NoteStep],
    ...[
      OnUnitFacts,
      NeedReadings,
      FoldReadings,
      MonitorReadings,
      FireTimers,
      BriefBatches,
      Batches,
      AwaitedResults,
      FindRecipeUses,
    ],
  ],
  exports: [Batches, AwaitedResults],
})
export class BatchesModule {}
