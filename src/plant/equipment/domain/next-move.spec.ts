import { describe, expect, it } from '@jest/globals';
import type { CommandRow, ProgramResult, UnitActivity, UnitSight } from './index.js';
import { COMMAND_TRANSITIONS, nextMove } from './index.js';

const AT = '2026-11-22T12:45:04.123Z';

const command = (given: Partial<CommandRow> = {}): CommandRow => ({
  id: 'c1',
  unit: 'u1',
  batch: 'b1',
  step: 's1',
  action: 'start-program',
  program: 'Expansion',
  parameters: { set: {}, duration: null },
  state: 'issued',
  runId: null,
  reason: null,
  issuedAt: AT,
  expiresAt: AT,
  ...given,
});

const run = (given: Partial<ProgramResult> = {}): ProgramResult => ({
  runId: 'R-1',
  job: 'b1',
  task: 's1',
  startedAt: AT,
  stoppedAt: null,
  outcome: 'running',
  ...given,
});

const sight = (activity: UnitActivity, results: ProgramResult[] = []): UnitSight => {
  const { runId, job, task } = results.at(-1) ?? { runId: '', job: '', task: '' };
  return { activity: { activity, at: AT }, active: { runId, job, task }, serverStartedAt: AT, results };
};

describe('a command to start a program', () => {
  it('is sent to a unit that is ready, and waits or resets first where that is to come', () => {
    expect(nextMove(command(), sight('Stopped'), false)).toEqual({ move: 'send' });
    expect(nextMove(command(), sight('Idle'), false)).toEqual({ move: 'send' });
    expect(nextMove(command(), sight('Complete'), false)).toEqual({ move: 'reset' });
    expect(nextMove(command(), sight('Stopping'), false)).toEqual({ move: 'wait' });
    expect(nextMove(command(), null, false)).toEqual({ move: 'wait' });
  });

  it('that the unit knows is confirmed and not sent, in whatever state it was left', () => {
    for (const state of ['issued', 'sent', 'unknown'] as const)
      for (const expired of [false, true])
        expect(nextMove(command({ state }), sight('Execute', [run()]), expired)).toMatchObject({
          move: 'confirm',
          run: { runId: 'R-1', since: AT },
        });
    const over = run({ stoppedAt: AT, outcome: 'completed' });
    expect(nextMove(command({ state: 'sent' }), sight('Complete', [over]), true)).toMatchObject({ move: 'confirm' });
  });

  it('is not confirmed by a run that another command of the step has started', () => {
    const earlier = run({ stoppedAt: AT, outcome: 'aborted' });
    expect(nextMove(command(), sight('Stopped', [earlier]), false, new Set(['R-1']))).toEqual({ move: 'send' });
  });

  it('whose answer was lost is sent again only where the unit is ready and in time', () => {
    expect(nextMove(command({ state: 'sent' }), sight('Stopped'), false)).toEqual({ move: 'send' });
    expect(nextMove(command({ state: 'sent' }), sight('Stopped'), true)).toEqual({
      move: 'give-up',
      reason: 'no-outcome',
    });
    expect(nextMove(command({ state: 'sent' }), sight('Execute', [run({ task: 's2' })]), false)).toEqual({
      move: 'give-up',
      reason: 'unit.execute',
    });
    expect(nextMove(command({ state: 'sent' }), null, true)).toEqual({ move: 'give-up', reason: 'no-outcome' });
    expect(nextMove(command({ state: 'unknown' }), sight('Stopped'), false)).toEqual({ move: 'wait' });
  });

  it('that was never sent fails when the unit is busy or its time is over', () => {
    expect(nextMove(command(), sight('Execute', [run({ task: 's2' })]), false)).toEqual({
      move: 'fail',
      reason: 'unit.execute',
    });
    expect(nextMove(command(), null, true)).toEqual({ move: 'fail', reason: 'expired' });
  });
});

describe('a command to a running program', () => {
  const hold = (given: Partial<CommandRow> = {}) => command({ action: 'hold', ...given });

  it('is sent where the unit takes it, and confirmed where the unit is already there', () => {
    expect(nextMove(hold(), sight('Execute', [run()]), false)).toEqual({ move: 'send' });
    expect(nextMove(hold(), sight('Holding', [run()]), false)).toEqual({ move: 'wait' });
    expect(nextMove(hold(), sight('Held', [run()]), false)).toEqual({
      move: 'confirm',
      run: { runId: 'R-1', since: AT },
    });
    expect(nextMove(command({ action: 'unhold' }), sight('Held', [run()]), false)).toEqual({ move: 'send' });
    expect(nextMove(command({ action: 'stop' }), sight('Held', [run()]), false)).toEqual({ move: 'send' });
  });

  it('never reaches a program of another step', () => {
    const other = sight('Execute', [run(), run({ runId: 'R-2', task: 's2', startedAt: '2026-11-22T13:00:00.000Z' })]);
    expect(nextMove(hold(), other, false)).toEqual({ move: 'fail', reason: 'program.not-running' });
    expect(nextMove(hold(), sight('Execute', [run({ job: 'b2' })]), false)).toEqual({
      move: 'fail',
      reason: 'program.not-running',
    });
  });

  it('to pause leads to Suspended, and from there it is resumed, held or stopped', () => {
    const pause = command({ action: 'pause' });
    expect(nextMove(pause, sight('Execute', [run()]), false)).toEqual({ move: 'send' });
    expect(nextMove(pause, sight('Suspending', [run()]), false)).toEqual({ move: 'wait' });
    expect(nextMove(pause, sight('Suspended', [run()]), false)).toMatchObject({ move: 'confirm' });
    for (const action of ['resume', 'hold', 'stop', 'abort'] as const)
      expect(nextMove(command({ action }), sight('Suspended', [run()]), false)).toEqual({ move: 'send' });
    const resume = command({ action: 'resume', state: 'sent' });
    expect(nextMove(resume, sight('Unsuspending', [run()]), false)).toEqual({ move: 'wait' });
    expect(nextMove(resume, sight('Execute', [run()]), false)).toMatchObject({ move: 'confirm' });
  });

  it('to abort ends it on the spot and brings the unit back, but not from an abort that was not ours', () => {
    const abort = command({ action: 'abort', state: 'sent' });
    const aborted = run({ stoppedAt: AT, outcome: 'aborted' });
    expect(nextMove(command({ action: 'abort' }), sight('Stopping', [run()]), false)).toEqual({ move: 'send' });
    expect(nextMove(abort, sight('Aborting', [aborted]), false)).toEqual({ move: 'wait' });
    expect(nextMove(abort, sight('Aborted', [aborted]), false)).toEqual({ move: 'clear' });
    expect(nextMove(abort, sight('Stopped', [aborted]), false)).toMatchObject({ move: 'confirm' });
    for (const [late, expired] of [
      [abort, true],
      [command({ action: 'abort' }), false],
    ] as const)
      expect(nextMove(late, sight('Aborted', [aborted]), expired)).toMatchObject({ move: 'confirm' });
    const start = command({ step: 's2' });
    expect(nextMove(start, sight('Aborted', [aborted]), false)).toEqual({ move: 'fail', reason: 'unit.aborted' });
  });

  it('to stop is confirmed once the run has ended', () => {
    const ended = run({ stoppedAt: AT, outcome: 'stopped' });
    expect(nextMove(command({ action: 'stop', state: 'sent' }), sight('Stopped', [ended]), false)).toEqual({
      move: 'confirm',
      run: { runId: 'R-1', since: AT },
    });
  });
});

describe('a command to set a setpoint of a program', () => {
  const set = (given: Partial<CommandRow> = {}, during?: 'running' | 'held'): CommandRow => {
    const parameters = { set: { temperature: { value: '37.0', unit: 'Cel' } }, duration: null };
    return command({ action: 'set', parameters: { ...parameters, ...(during && { while: during }) }, ...given });
  };
  const shows = (activity: UnitActivity, temperature: string): UnitSight => ({
    ...sight(activity, [run()]),
    setpoints: { temperature },
  });

  it('is sent where the program runs or is held, and confirmed once the unit shows it', () => {
    expect(nextMove(set(), shows('Execute', '36'), false)).toEqual({ move: 'send' });
    expect(nextMove(set(), shows('Held', '36'), false)).toEqual({ move: 'send' });
    expect(nextMove(set(), shows('Holding', '36'), false)).toEqual({ move: 'wait' });
    expect(nextMove(set(), shows('Execute', '37'), false)).toMatchObject({ move: 'confirm', run: { runId: 'R-1' } });
  });

  it('is told once: a unit that shows another is looked at, whatever has become of the answer', () => {
    const shown = { while: 'running', setpoints: { temperature: '36' } };
    for (const state of ['sent', 'unknown'] as const)
      for (const expired of [false, true])
        expect(nextMove(set({ state }), shows('Execute', '36'), expired)).toEqual({ move: 'look', shown });
    expect(nextMove(set({ state: 'sent' }), shows('Holding', '36'), false)).toEqual({ move: 'look', shown: null });
    expect(nextMove(set({ state: 'sent' }), null, true)).toEqual({ move: 'give-up', reason: 'no-outcome' });
    expect(nextMove(set({ state: 'unknown' }), shows('Execute', '37'), true)).toMatchObject({ move: 'confirm' });
  });

  it('for a program that is held never reaches one that has gone on, nor the other way round', () => {
    expect(nextMove(set({}, 'held'), shows('Held', '36'), false)).toEqual({ move: 'send' });
    expect(nextMove(set({}, 'held'), shows('Execute', '36'), false)).toEqual({ move: 'fail', reason: 'unit.execute' });
    expect(nextMove(set({}, 'running'), shows('Held', '36'), false)).toEqual({ move: 'fail', reason: 'unit.held' });
    expect(nextMove(set({}, 'running'), shows('Unholding', '36'), false)).toEqual({ move: 'wait' });
  });
});

describe('the states of a command', () => {
  it('lead to an outcome, and never from one to another, but for what turns up late', () => {
    const paths = (state: keyof typeof COMMAND_TRANSITIONS): string[] =>
      [...new Set(Object.values(COMMAND_TRANSITIONS[state]))].sort();
    expect(paths('issued')).toEqual(['confirmed', 'failed', 'sent']);
    expect(paths('sent')).toEqual(['confirmed', 'failed', 'unknown']);
    expect(paths('unknown')).toEqual(['confirmed', 'failed']);
    expect([...paths('confirmed'), ...paths('failed')]).toEqual([]);
  });
});
