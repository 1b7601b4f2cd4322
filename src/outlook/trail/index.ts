import { TrailReviewEntity } from './trail-review.entity.js';

export { TrailModule } from './trail.module.js';
export { trailReviewStore } from './trail.store.js';

export const entities = [TrailReviewEntity];
