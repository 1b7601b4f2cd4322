export { type Lack, lacksOf, type Moment } from './lacks.js';
export { type Need, type NeedKind, sameNeed } from './need.js';
export {
  assignMissing,
  assignReading,
  READ,
  readingContent,
  signReading,
  type SignedReading,
  withdrawReading,
} from './read-task.js';
export { type GivenTraining, type Pair, recordTraining, revokeTraining } from './record-training.js';
export { putSkill, skillProjection, type SkillRow, type SkillState } from './skill.js';
export { isOverdue, type Standing, STANDINGS, standingsOf, type StandingState, stateOf } from './standing.js';
export {
  type AssignedReading,
  type ReadingTaskRow,
  type TrainingRow,
  trainingProjection,
  type TrainingState,
} from './training.js';
