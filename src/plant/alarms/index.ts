import { AlarmBatchEntity, AlarmEntity, EscalationEntity, OccurrenceEntity } from './alarm.entity.js';

export { storedAlarm, storedEscalation } from './alarm.store.js';
export { AlarmsModule } from './alarms.module.js';
export { Alarms, type RaisedAlarm } from './brief-alarms.service.js';
export type { AlarmsInBrief } from './domain/index.js';

export const entities = [AlarmEntity, OccurrenceEntity, AlarmBatchEntity, EscalationEntity];
