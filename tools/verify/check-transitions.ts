import type { BatchState } from './batch-state.js';
import type { Fact } from './fact.js';
import type { Report } from './report.js';
import type { Step } from './rows.js';

/** IEC 61512-1: the states of a step in which each fact may come. */
const STEP: Record<string, string[]> = {
  'step.started': ['idle'],
  'step.holding': ['running', 'paused', 'restarting'],
  'step.held': ['running', 'paused', 'holding', 'restarting'],
  'step.restarting': ['holding', 'held'],
  'step.restarted': ['holding', 'held', 'restarting'],
  'step.finished': ['running'],
  'step.completed': ['completing'],
  'step.stopping': ['running', 'paused', 'holding', 'held', 'restarting', 'completing'],
  'step.stopped': ['running', 'paused', 'held', 'completing', 'stopping'],
  'step.reopened': ['complete'],
  'step.skipped': ['idle', 'running'],
  'step.taken-over': ['running', 'paused', 'holding', 'held', 'restarting'],
  'step.paused': ['running'],
  'step.resumed': ['paused'],
  'step.aborting': ['running', 'paused', 'holding', 'held', 'restarting', 'completing', 'stopping'],
  'step.aborted': ['running', 'paused', 'held', 'completing', 'aborting'],
  'decision.made': ['running'],
  'step.program-end-due': ['running'],
};

const BATCH: Record<string, string[]> = {
  'batch.started': ['idle'],
  'batch.holding': ['running'],
  'batch.held': ['running', 'holding'],
  'batch.restarted': ['holding', 'held'],
  'batch.completed': ['running'],
  'batch.stopping': ['idle', 'running', 'holding', 'held'],
  'batch.stopped': ['running', 'held', 'stopping'],
  'batch.aborting': ['idle', 'running', 'holding', 'held', 'stopping'],
  'batch.aborted': ['aborting'],
};

/** States in which a batch is over. */
export const OVER = new Set(['complete', 'stopped', 'aborted']);

/** Each fact comes in a state from which there is a way to the next, and what waits for units has waited. */
export function checkTransition(report: Report, state: BatchState, fact: Fact, step: Step | undefined): void {
  const { stream, seq, type } = fact;
  const wrong = (what: string, expected: unknown, found: unknown): void =>
    report.wrong(stream, seq, what, expected, found);
  const ofStep = STEP[type];
  if (ofStep !== undefined && step !== undefined && !ofStep.includes(step.state))
    wrong(`step ${step.phase} cannot come from there to ${type}`, ofStep.join(' or '), step.state);
  const ofBatch = BATCH[type];
  const now = String(state.batch['state']);
  if (ofBatch !== undefined && !ofBatch.includes(now))
    wrong(`the batch cannot come from there to ${type}`, ofBatch.join(' or '), now);
  if (state.earlier) return;
  const inState = (...states: string[]): string[] =>
    state.inOrder().flatMap((one) => (states.includes(one.state) ? [one.phase] : []));
  if (type === 'batch.held' && inState('running', 'holding').length > 0)
    wrong('the batch was held while steps ran', 'no running step', inState('running', 'holding'));
  if (type === 'batch.aborted' && inState('aborting').length > 0)
    wrong('the batch was aborted while programs of it ran', 'no aborting step', inState('aborting'));
  if (type === 'batch.stopped' && inState('stopping').length > 0)
    wrong('the batch was stopped while programs of it ran', 'no stopping step', inState('stopping'));
}
