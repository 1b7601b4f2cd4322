import { TrailReviewEntity } from './trail-review.entity.js';

export { TrailModule } from './trail.module.js';

export const entities = [TrailReviewEntity];
