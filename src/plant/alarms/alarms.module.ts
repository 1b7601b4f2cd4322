import { Module } from '@nestjs/common';
import { UnitClassesModule } from '../../definition/unit-classes/index.js';
import { OrganisationModule } from '../../trust/organisation/index.js';
import { EquipmentModule } from '../equipment/index.js';
import { ReadingsModule } from '../readings/index.js';
import { AlarmController } from './alarm.controller.js';
import { AnswerAlarms } from './answer-alarms.service.js';
import { Alarms } from './brief-alarms.service.js';
import { DefineEscalation } from './define-escalation.service.js';
import { DeliverEscalations } from './deliver-escalations.service.js';
import { EscalateAlarms } from './escalate-alarms.service.js';
import { FindAlarm } from './find-alarm.service.js';
import { FollowLinks } from './follow-links.service.js';
import { JudgeAlarms } from './judge-alarms.service.js';
import { KnowAlarms } from './know-alarms.service.js';
import { LookUnits } from './look-units.service.js';
import { ShowAlarms } from './show-alarms.service.js';
import { StateAlarms } from './state-alarms.service.js';
import { TellUnits } from './tell-units.service.js';
import { TakeConditions } from './take-conditions.service.js';

@Module({
  imports: [OrganisationModule, UnitClassesModule, EquipmentModule, ReadingsModule],
  controllers: [AlarmController],
  providers: [
    ...[KnowAlarms, FollowLinks, LookUnits, StateAlarms, JudgeAlarms, TakeConditions],
    ...[EscalateAlarms, DeliverEscalations, DefineEscalation],
    ...[FindAlarm, TellUnits, AnswerAlarms, ShowAlarms, Alarms],
  ],
  exports: [Alarms],
})
export class AlarmsModule {}
