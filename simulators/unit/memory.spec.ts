import { describe, expect, it } from '@jest/globals';
import { UNDISTURBED } from '../culture/index.js';
import {
  afterOutage,
  command,
  type Memory,
  newMemory,
  recalled,
  sampled,
  startProgram,
  type StartRequest,
} from './memory.js';
import { stepAt } from './programs.js';
import { COMMANDS, SETTLES, type State } from './state-machine.js';
import { TEMPLATES } from './templates.js';

const request = (over: Partial<StartRequest> = {}): StartRequest => ({
  template: 'Expansion',
  properties: [{ key: 'duration', value: 'PT1H' }],
  jobId: 'batch-1',
  taskId: 'step-1',
  samples: [],
  user: 'ballroom',
  ...over,
});

function after(memory: Memory, seconds: number, speed = 60): Memory {
  let next = memory;
  for (let i = 0; i < seconds; i++) next = sampled(next, next.at + 1000, UNDISTURBED, speed);
  return next;
}

const idle = newMemory(7, 1_000_000);
const running = after(startProgram(idle, request(), idle.at), 2);
const refusal = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return `${(error as { code: string }).code}: ${(error as Error).message}`;
  }
  return 'taken';
};

describe('a program', () => {
  it('runs to its end in program time, and names its job and task in the result', () => {
    expect(running.state).toBe('Execute');
    const done = after(running, 61);
    expect(done.state).toBe('Complete');
    expect(done.runs.at(-1)).toMatchObject({
      jobId: 'batch-1',
      taskId: 'step-1',
      outcome: 'completed',
      elapsed: 3_600_000,
    });
  });

  it('stands still while held, and goes on where it was', () => {
    const held = after(command(running, 'Hold', running.at), 20);
    expect(held.state).toBe('Held');
    expect(held.runs.at(-1)).toMatchObject({
      elapsed: running.runs.at(-1)?.elapsed,
      paused: 19_000,
      outcome: 'running',
    });
    const on = after(command(held, 'Unhold', held.at), 2);
    expect(on.runs.at(-1)?.elapsed).toBeGreaterThan(held.runs.at(-1)!.elapsed);
  });

  it('is refused while another runs, and after its end until the unit is reset', () => {
    expect(refusal(() => startProgram(running, request(), running.at))).toMatch(/^BadInvalidState/);
    const done = after(running, 61);
    expect(refusal(() => startProgram(done, request(), done.at))).toMatch(/^BadInvalidState/);
    expect(startProgram(after(command(done, 'Reset', done.at), 1), request(), done.at).state).toBe('Starting');
  });

  it('sets the setpoints and the duration that its properties name', () => {
    const properties = [
      { key: 'temperature', value: '36.5 Cel' },
      { key: 'co2', value: '6' },
      { key: 'duration', value: 'P1DT2H3M4.5S' },
    ];
    const started = startProgram(idle, request({ properties }), idle.at);
    expect(started.setpoints).toMatchObject({ temperature: 36.5, co2: 6 });
    expect(started.runs.at(-1)?.duration).toBe(((26 * 60 + 3) * 60 + 4.5) * 1000);
  });

  it.each([
    [request({ template: 'Nonsense' }), 'BadNotFound'],
    [request({ jobId: '' }), 'BadInvalidArgument'],
    [request({ properties: [{ key: 'colour', value: '1' }] }), 'BadInvalidArgument'],
    [request({ properties: [{ key: 'temperature', value: '99' }] }), 'BadOutOfRange'],
    [request({ properties: [{ key: 'temperature', value: '37 K' }] }), 'BadInvalidArgument'],
    [request({ properties: [{ key: 'cycles', value: '2' }] }), 'BadInvalidArgument'],
    [request({ template: 'Wash', properties: [{ key: 'cycles', value: '11' }] }), 'BadOutOfRange'],
    [request({ template: 'Wash', properties: [{ key: 'cycles', value: '2.5' }] }), 'BadInvalidArgument'],
    [request({ properties: [{ key: 'duration', value: 'P' }] }), 'BadInvalidArgument'],
    [request({ properties: [{ key: 'duration', value: 'PT0S' }] }), 'BadOutOfRange'],
  ])('is refused when its request is wrong (%#)', (wrong, code) => {
    expect(refusal(() => startProgram(idle, wrong, idle.at))).toMatch(new RegExp(`^${code}`));
  });

  it('warms up until the climate is settled', () => {
    const cold: Memory = { ...idle, culture: { ...idle.culture, temperature: { value: 30, integral: 0.1 } } };
    const warming = startProgram(cold, request({ template: 'Warm-up', properties: [] }), cold.at);
    const soon = after(warming, 3, 100_000);
    expect(soon.state).toBe('Execute');
    const later = after(soon, 600, 100_000);
    expect(later.state).toBe('Complete');
    expect(later.culture.temperature.value).toBeGreaterThan(36.7);
  });

  it.each(TEMPLATES.map(({ id }) => id))('%s comes to its end at the speed of a test, inside two minutes', (id) => {
    const done = after(startProgram(idle, request({ template: id, properties: [] }), idle.at), 120, 14_400);
    expect(done.state).toBe('Complete');
    const { temperature } = done.setpoints;
    expect(Math.abs(done.culture.temperature.value - temperature)).toBeLessThan(0.2);
  });

  it('goes through its steps once a cycle, and exchanges the medium as it does', () => {
    const grown = after(running, 120, 14_400);
    const washing = request({ template: 'Wash-out', properties: [{ key: 'cycles', value: '2 1' }] });
    const started = startProgram({ ...grown, state: 'Idle' }, washing, grown.at);
    const run = started.runs.at(-1)!;
    const steps = [0, 0.2, 0.6, 0.9].map((share) => stepAt({ ...run, elapsed: share * run.duration }));
    expect(steps.map(({ number, name }) => `${number} ${name}`)).toEqual([
      '1 Settle 1',
      '2 Exchange 1',
      '3 Settle 2',
      '4 Exchange 2',
    ]);
    const washed = after(started, 125, 60);
    expect(washed.state).toBe('Complete');
    expect(washed.culture.lactate / grown.culture.lactate).toBeLessThan(0.25);
    expect(washed.culture.glucose).toBeGreaterThan(4);
  });

  it('brings cells in once for each job', () => {
    expect(running.culture.viable).toBeGreaterThan(0);
    const grown = after(command(running, 'Stop', running.at), 30, 3600);
    const again = startProgram(grown, request({ taskId: 'step-2' }), grown.at);
    expect(again.culture).toEqual(grown.culture);
    expect(startProgram(grown, request({ jobId: 'batch-2' }), grown.at).culture.age).toBe(0);
  });
});

describe('a unit that was dead for a while', () => {
  it('comes back held, with its program where it was and the culture older', () => {
    const back = afterOutage(running, running.at + 600_000, 60);
    expect(back.state).toBe('Held');
    expect(back.runs.at(-1)).toMatchObject({ elapsed: running.runs.at(-1)?.elapsed, outcome: 'running' });
    expect(back.culture.age - running.culture.age).toBeCloseTo(10, 5);
  });

  it('comes back from a disk that an earlier version wrote', () => {
    const { cycles: _, ...run } = running.runs[0]!;
    const kept = JSON.parse(JSON.stringify({ ...running, v: 1, runs: [run] })) as Parameters<typeof recalled>[0];
    expect(recalled(kept)).toMatchObject({ v: 2, runs: [{ ...run, cycles: 1 }], culture: { co2: { integral: 0 } } });
  });

  it('comes back as it was when no program ran', () => {
    expect(afterOutage(idle, idle.at + 1000, 60).state).toBe('Stopped');
    const done = after(running, 61);
    expect(afterOutage(done, done.at + 1000, 60).state).toBe('Complete');
  });
});

describe('the state table', () => {
  it('settles every passing state and takes every running state to Stopped and to Aborted', () => {
    for (const state of Object.keys(COMMANDS) as State[]) {
      expect(state.endsWith('ing')).toBe(SETTLES[state] !== undefined);
      const { Stop, Abort } = COMMANDS[state];
      if (!['Stopped', 'Stopping', 'Aborting', 'Aborted', 'Clearing'].includes(state)) {
        expect([Stop, Abort]).toEqual(['Stopping', 'Aborting']);
      }
    }
  });
});
