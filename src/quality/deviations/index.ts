import { DeviationEntity } from './deviation.entity.js';

export { storedDeviation } from './deviation.store.js';
export { DeviationsModule } from './deviations.module.js';

export const entities = [DeviationEntity];
