import { AlarmEntity, EscalationEntity, OccurrenceEntity } from './alarm.entity.js';

export { storedAlarm, storedEscalation } from './alarm.store.js';
export { AlarmsModule } from './alarms.module.js';
export type { OccurrenceRow } from './domain/index.js';
export { Alarms, type AlarmsInBrief } from './brief-alarms.service.js';

export const entities = [AlarmEntity, OccurrenceEntity, EscalationEntity];
