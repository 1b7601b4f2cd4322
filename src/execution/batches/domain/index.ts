export * from './answer.js';
export { RESULT } from './calculate-step.js';
export { finishStep, makeDecision } from './complete-step.js';
export { batchRestartContent, exceptionContent, restartContent, type SigningContent, stepContent } from './content.js';
export { currentEntry, Draft, phaseOf, stepsOf } from './draft.js';
export { effects, type UnitEffect } from './effects.js';
export type { BatchFact, BatchFacts, BatchFactType, NamedSeal } from './facts.js';
export { batchRuns, isNext, nextStep, seenAsIs } from './guards.js';
export { type Bind, bindUnit, type Issue, issueBatch, recordWrongUnit, wrongUnit } from './issue.js';
export {
  dataGap,
  type Finding,
  instantOf,
  judgeReadings,
  lateEvidence,
  monitorRule,
  ticksOf,
} from './judge-readings.js';
export { latestOf, type LateReadings } from './late-readings.js';
export { batchProjection } from './projection.js';
export {
  captured,
  captureValues,
  type Enter,
  enterValues,
  type ScanCommand,
  scanLabel,
  type Taken,
} from './record-values.js';
export type * from './rows.js';
export { commandFailed, programConfirmed, programEnded, programHeld, programResumed } from './run-program.js';
export { sampleOf } from './sample.js';
export { type Signing, signaturesDue, signStep } from './sign-step.js';
export { programOrder, startStep } from './start-step.js';
export { fireTimers } from './windows.js';
