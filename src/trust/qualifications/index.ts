import { ReadingTaskEntity, SkillEntity, TrainingEntity } from './qualification.entity.js';

export type { Lack, Need } from './domain/index.js';
export { Qualifications, type Readiness } from './find-qualifications.service.js';
export { QualificationsModule } from './qualifications.module.js';
export { skillStore, trainingStore } from './qualification.store.js';

export const entities = [SkillEntity, TrainingEntity, ReadingTaskEntity];
