import { InboxFileEntity, InboxResultEntity } from './inbox.entity.js';
import { ResultMappingEntity } from './result-mapping.entity.js';

export { storedInbox, storedMapping } from './inbox.store.js';
export { InboxModule } from './inbox.module.js';

export const entities = [ResultMappingEntity, InboxFileEntity, InboxResultEntity];
