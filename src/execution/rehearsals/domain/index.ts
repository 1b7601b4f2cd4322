export { readRecording, type Recording } from './recording.js';
export type { Rehearsal, RehearsedEvent, RehearsedException, RehearsedStep, Standstill } from './rehearsal.js';
export { rehearse, rehearsing } from './rehearse.js';
export type { HoldScript, Profiles, Script, StepScript } from './script.js';
