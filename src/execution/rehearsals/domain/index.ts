export { unknownNames } from './check-script.js';
export { type Difference, type Expectation, inWords } from './expectation.js';
export { parseRecipeTests, type RecipeTest, type RecipeTests } from './recipe-tests.js';
export { readRecording, type Recording } from './recording.js';
export type { Rehearsal, RehearsedEvent, RehearsedException, RehearsedStep, Standstill } from './rehearsal.js';
export { rehearse, rehearsing } from './rehearse.js';
export { runTest, testing, type TestResult } from './run-tests.js';
export type { HoldScript, Profiles, Script, StepScript } from './script.js';
export * from './evidence.js';
