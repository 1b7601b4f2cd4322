import { Global, Module } from '@nestjs/common';
import { OrganisationModule } from '../organisation/index.js';
import { SignaturesModule } from '../signatures/index.js';
import { DefineSkill } from './define-skill.service.js';
import { Qualifications } from './find-qualifications.service.js';
import { RecordTraining } from './record-training.service.js';
import { ShowTraining } from './show-training.service.js';
import { SignReading } from './sign-reading.service.js';
import { TrainingController } from './training.controller.js';

@Global()
@Module({
  imports: [OrganisationModule, SignaturesModule],
  controllers: [TrainingController],
  providers: [DefineSkill, RecordTraining, SignReading, ShowTraining, Qualifications],
  exports: [Qualifications],
})
export class QualificationsModule {}
