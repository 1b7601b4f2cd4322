export { ACT_GROUPS, actsOf, actsOfGroup, CRITICAL_ACTS, type Group, GROUPS, isCritical, WHOLE } from './acts.js';
export { type Change, changesOf, detailsOf, shortened } from './changes.js';
export { idOf, kindOf, KINDS, kindsShown } from './kinds.js';
export { cursorOf, type Place, placeOf } from './place.js';
export {
  decideReview,
  MEANING,
  type Reviewed,
  reviewHash,
  type TrailReviewRow,
  trailReviewProjection,
  type TrailReviewState,
} from './review.js';
export { queryText, type Wanted, wantedOf } from './wanted.js';
