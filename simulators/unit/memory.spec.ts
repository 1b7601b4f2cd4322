import { describe, expect, it } from '@jest/globals';
import { UNDISTURBED } from '../culture/index.js';
import {
  afterOutage,
  command,
  type Memory,
  newMemory,
  recalled,
  rest,
  sampled,
  setpointsOf,
  startProgram,
  type StartRequest,
  supplied,
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

  it('rests at what is set while it is held, and takes its own setpoints again when it goes on', () => {
    const safe = [{ key: 'temperature', value: '33.0 Cel' }];
    expect(refusal(() => rest(running, safe))).toMatch(/^BadInvalidState/);
    const held = after(rest(after(command(running, 'Hold', running.at), 1), safe), 900);
    expect(setpointsOf(held)).toEqual({ ...running.setpoints, temperature: 33 });
    expect(held.culture.temperature.value).toBeCloseTo(33, 1);
    expect(refusal(() => rest(held, [{ key: 'temperature', value: '330 Cel' }]))).toMatch(/^BadOutOfRange/);
    expect(refusal(() => rest(held, [{ key: 'duration', value: 'PT1H' }]))).toMatch(/^BadInvalidArgument/);
    const on = after(command(held, 'Unhold', held.at), 900);
    expect(setpointsOf(on)).toEqual(running.setpoints);
    expect(on.culture.temperature.value).toBeCloseTo(running.setpoints.temperature, 1);
  });

  it('rests on its way while it is suspended, and goes on where it was, or is held from there', () => {
    const paused = after(command(running, 'Suspend', running.at), 10);
    expect(paused).toMatchObject({ state: 'Suspended', runs: [{ elapsed: running.runs[0]!.elapsed, paused: 9000 }] });
    expect(after(command(paused, 'Hold', paused.at), 1).state).toBe('Held');
    const on = after(command(paused, 'Unsuspend', paused.at), 2);
    expect(on.runs[0]!.elapsed).toBeGreaterThan(running.runs[0]!.elapsed);
    expect(refusal(() => command(on, 'Unsuspend', on.at))).toMatch(/^BadInvalidState/);
    expect(afterOutage(paused, paused.at + 60_000, 60).state).toBe('Suspended');
  });

  it('is suspended by the unit itself while that lacks something, and goes on by itself', () => {
    const starved = after(supplied(running, true, running.at), 5);
    expect(supplied(starved, true, starved.at).state).toBe('Suspended');
    const fed = supplied(starved, false, starved.at);
    expect(after(fed, 1).state).toBe('Execute');
    const asked = after(command(running, 'Suspend', running.at), 5);
    expect(supplied(asked, false, asked.at).state).toBe('Suspended');
  });

  it('is aborted on the spot, and nothing starts until that is cleared', () => {
    const aborted = after(command(running, 'Abort', running.at), 1);
    expect(aborted).toMatchObject({ state: 'Aborted', runs: [{ outcome: 'aborted', stopped: running.at }] });
    expect(refusal(() => startProgram(aborted, request(), aborted.at))).toMatch(/^BadInvalidState/);
    expect(after(command(aborted, 'Clear', aborted.at), 1).state).toBe('Stopped');
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

describe('a unit that holds no culture', () => {
  const closed = UNDISTURBED;
  const values = ({ machine }: Memory) => machine!.values;

  it('washes as its program says, and comes to rest while that is held', () => {
    const washer = newMemory(7, 1_000_000, 'washer');
    const wash = (key: string, value: string) => () =>
      startProgram(washer, request({ template: 'Wash', properties: [{ key, value }] }), washer.at);
    expect(refusal(wash('temperature', '20 Cel'))).toMatch(/^BadInvalidArgument/);
    expect(refusal(wash('spin', '9000 /min'))).toMatch(/^BadOutOfRange/);
    const washing = after(wash('spin', '2000 /min')(), 40, 6);
    expect(values(washing)['spin']).toBeCloseTo(2000, 0);
    expect(values(washing)['flow']).toBeCloseTo(60, 0);
    const held = after(command(washing, 'Hold', washing.at), 60);
    expect(values(held)['spin']).toBeLessThan(1);
    expect(values(held)['volume']).toBeGreaterThan(300);
    const flushed = after(rest(held, [{ key: 'flow', value: '5 mL/min' }]), 60);
    expect(values(flushed)['flow']).toBeCloseTo(5, 0);
    const done = after(command(held, 'Unhold', held.at), 120, 60);
    expect(done).toMatchObject({ state: 'Complete', runs: [{ outcome: 'completed', template: 'Wash' }] });
    expect(values(done)['volume']).toBeCloseTo(100, -1);
  });

  it('stays cold, and warms up while its door stands open', () => {
    const cold = after(newMemory(7, 1_000_000, 'freezer'), 60);
    expect(values(cold)['temperature']).toBeCloseTo(-160, 3);
    const open = sampled(cold, cold.at + 60_000, { ...closed, doorOpen: true }, 1);
    expect(values(open)['temperature']).toBeGreaterThan(-150);
    expect(values(after(open, 600))['temperature']).toBeCloseTo(-160, 1);
    expect(refusal(() => startProgram(cold, request(), cold.at))).toMatch(/^BadNotFound/);
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
