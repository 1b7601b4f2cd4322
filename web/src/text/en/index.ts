import { alarms, escalation } from './alarms.js';
import { batch } from './batch.js';
import { board } from './board.js';
import { byHand } from './by-hand.js';
import { certificates } from './certificates.js';
import { codes } from './codes.js';
import { equipment } from './equipment.js';
import { frame } from './frame.js';
import { inbox } from './inbox.js';
import { kinds } from './kinds.js';
import { passkeys } from './passkeys.js';
import { people } from './people.js';
import { problems } from './problems.js';
import { prompt } from './prompt.js';
import { recipe } from './recipe.js';
import { recipeReview } from './recipe-review.js';
import { retention } from './retention.js';
import { room } from './room.js';
import { sso } from './sso.js';
import { steer } from './steer.js';
import { step } from './step.js';
import { training } from './training.js';
import { trail } from './trail.js';
import { trailActs } from './trail-acts.js';
import { unit } from './unit.js';
import { upkeepProblems } from './upkeep-problems.js';

export const en = {
  ...frame,
  ...board,
  ...room,
  ...batch,
  ...step,
  ...steer,
  ...byHand,
  ...kinds,
  ...codes,
  ...problems,
  ...upkeepProblems,
  ...prompt,
  ...recipe,
  ...recipeReview,
  ...inbox,
  ...unit,
  ...equipment,
  ...certificates,
  ...retention,
  ...alarms,
  ...escalation,
  ...people,
  ...sso,
  ...training,
  ...trail,
  ...trailActs,
  ...passkeys,
};
