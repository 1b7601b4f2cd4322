import { DeviationEntity } from './deviation.entity.js';

export { storedDeviation } from './deviation.store.js';
export type { DeviationRow } from './domain/index.js';
export { DeviationsModule } from './deviations.module.js';
export { ListDeviations } from './list-deviations.service.js';

export const entities = [DeviationEntity];
