import type { components } from '../api/schema.js';

type Schema = components['schemas'];

export type TrailLine = Schema['TrailLineDto'];
export type TrailReviews = Schema['TrailReviewsDto'];
