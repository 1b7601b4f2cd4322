export * from './answer.js';
export { changeRecipe, type NewVersion, type RecipeChange, shownChange } from './change-recipe.js';
export { conclude, programsToFinish, programsToStart } from './automatic.js';
export { askedFields } from './asked-fields.js';
export { type ClockJump, clockJump, type ClockLook, noteClockJump } from './clock-jump.js';
export { type Correct, correctableFields, correctValue, type ReplaceValue, replaceValue } from './correct-value.js';
export { finishStep, makeDecision } from './complete-step.js';
export { batchContent, insertContent, replaceContent } from './content.js';
export { insertBlock, placeToInsert, timesInserted } from './insert-block.js';
export { pauseStep, resumeStep } from './pause-step.js';
export { abortBatch, liftQualityHold, placeQualityHold } from './quality-hold.js';
export { beginsAnew, failedBinding, replaceUnit, stepsAtWorkOn } from './replace-unit.js';
export { batchRestartContent, exceptionContent, restartContent, type SigningContent, stepContent } from './content.js';
export { type Count, countReplicate, type Measured, measured } from './count-replicates.js';
export { currentEntry, Draft, phaseOf, stepsOf } from './draft.js';
export { effects, type UnitEffect } from './effects.js';
export { captured, captureValues, type Enter, enterValues, type FieldValue, type Taken } from './enter-values.js';
export * from './entry-names.js';
export type { BatchFact, BatchFacts, BatchFactType, NamedSeal } from './facts.js';
export type { FileEvidence } from './file-evidence.js';
export { atStatedTime, type Stated, STATED_WITHIN } from './event-time.js';
export { fireTimers } from './fire-timers.js';
export { nextStep, onUnit, openSteps, seenAsIs } from './guards.js';
export {
  type Bind,
  bindUnit,
  type Issue,
  issueBatch,
  mayBind,
  recordWrongKit,
  recordWrongUnit,
  wrongUnit,
} from './issue.js';
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
export { changedLocally, setBack, setpointsRead } from './local-changes.js';
export { addNote, bindFile } from './notes.js';
export { promptEnded, replied, unitOfReply, unitPrompted } from './prompts.js';
export { batchProjection } from './projection.js';
export { askedOfPeople } from './qualified.js';
export { type MadeHere, type RecordMaterial, recordMaterial } from './record-material.js';
export { NOTE_KINDS } from './rows.js';
export type * from './rows.js';
export { commandFailed, programConfirmed, programEnded, programHeld, programResumed } from './run-program.js';
export { mayBeSkipped, type Skip, skipStep } from './skip-step.js';
export { checkResult, type FileResult, type Offered, offerResult, type ResultConflict } from './take-result.js';
export { takeOver } from './take-over.js';
export { sampleOf } from './sample.js';
export { type ScanCommand, scanLabel } from './scan-label.js';
export { type Signing, signaturesDue, signStep } from './sign-step.js';
export { mayBeNotApplicable } from './not-applicable.js';
export { mayStart, programLength, programOrder, startStep } from './start-step.js';
export { type BatchStateName, isAtWork, isReopened, isStepOver, STEP_STATES, type StepStateName } from './tables.js';
export { programRuns } from './unit-program.js';
export { resultClock } from './take-sample.js';
export { later } from './windows.js';
