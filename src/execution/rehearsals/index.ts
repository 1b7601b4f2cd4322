import { RehearsalEntity } from './rehearsal.entity.js';

export { storedRehearsal } from './rehearsal.store.js';
export { RehearsalsModule } from './rehearsals.module.js';

export const entities = [RehearsalEntity];
