export * from './answer.js';
export { conclude } from './conclude.js';
export { askedFields } from './asked-fields.js';
export { finishStep, makeDecision } from './complete-step.js';
export { batchRestartContent, exceptionContent, restartContent, type SigningContent, stepContent } from './content.js';
export { type Count, countReplicate, type Measured, measured } from './count-replicates.js';
export { currentEntry, Draft, phaseOf, stepsOf } from './draft.js';
export { effects, type UnitEffect } from './effects.js';
export { captured, captureValues, type Enter, enterValues, type FieldValue, type Taken } from './enter-values.js';
export * from './entry-names.js';
export type { BatchFact, BatchFacts, BatchFactType, NamedSeal } from './facts.js';
export { fireTimers } from './fire-timers.js';
export { nextStep, onUnit, openSteps, seenAsIs } from './guards.js';
export { type Bind, bindUnit, type Issue, issueBatch, needsUnit, recordWrongUnit, wrongUnit } from './issue.js';
export { type Reconcile, reconcileLabels } from './issue-labels.js';
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
export { type RecordMaterial, recordMaterial } from './record-material.js';
export type * from './rows.js';
export { commandFailed, programConfirmed, programEnded, programHeld, programResumed } from './run-program.js';
export { sampleOf } from './sample.js';
export { type ScanCommand, scanLabel } from './scan-label.js';
export { type Signing, signaturesDue, signStep } from './sign-step.js';
export { mayStart, programLength, programOrder, startStep } from './start-step.js';
export { type BatchStateName, isAtWork, isStepOver, STEP_STATES, type StepStateName } from './tables.js';
export { programRuns } from './unit-program.js';
export { resultClock } from './take-sample.js';
export { later } from './windows.js';
