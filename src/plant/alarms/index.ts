import { AlarmBatchEntity, AlarmEntity, EscalationEntity, OccurrenceEntity } from './alarm.entity.js';

export { storedAlarm, storedEscalation } from './alarm.store.js';
export { AlarmsModule } from './alarms.module.js';
export { Alarms, type AlarmsInBrief, type RaisedAlarm } from './brief-alarms.service.js';

export const entities = [AlarmEntity, OccurrenceEntity, AlarmBatchEntity, EscalationEntity];
