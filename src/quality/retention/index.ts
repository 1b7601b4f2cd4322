import { LegalHoldEntity, RecordRuleEntity } from './retention.entity.js';

export { RecordRetentionModule } from './retention.module.js';
export { storedHolds, storedRules } from './retention.store.js';

export const entities = [RecordRuleEntity, LegalHoldEntity];
