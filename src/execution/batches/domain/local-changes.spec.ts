import { describe, expect, it } from '@jest/globals';
import { recipeOf, Steered } from '../../../../test/support/steered.js';
import { changedLocally, setBack, setpointsRead } from './index.js';

type Change = Parameters<typeof changedLocally>[1];

function growing() {
  const batch = new Steered(1, recipeOf()).growing();
  const { id: step, run, unit } = batch.step('expand');
  const about = { batch: batch.draft.id, unit: unit!, runId: run!.runId! };
  let count = 0;
  const change = (given: object): void =>
    batch.steer('Ada', (draft) =>
      changedLocally(draft, { change: `c${++count}`, step, ...about, ...given } as unknown as Change),
    );
  const set = (from: string, to: string): void =>
    change({ what: 'setpoint', while: 'running', setpoint: 'temperature', from, to });
  const exceptions = () => Object.values(batch.draft.state.exception);
  return { batch, step, about, change, set, exceptions };
}

describe('a change at the unit itself', () => {
  it('of a setpoint is put to the operator with what it was, and over once it is that again', () => {
    const { batch, step, about, set, exceptions } = growing();
    set('37', '36');
    const values = { setpoint: 'temperature', from: '37', to: '36', unit: 'Cel' };
    expect(exceptions()).toMatchObject([{ kind: 'setpoint.changed-locally', step, values, endedAt: null }]);
    expect(batch.step('expand').state).toBe('running');
    const asked = { step, seen: batch.step('expand').version, exception: 'E1' };
    expect(setBack(batch.draft, asked)).toEqual({
      unit: about.unit,
      set: { temperature: { value: '37', unit: 'Cel' } },
      while: 'running',
    });
    batch.steer('Ada', (draft) =>
      setpointsRead(draft, { ...about, step, while: 'running', setpoints: { temperature: '37' } }),
    );
    expect(exceptions()[0]!.endedAt).not.toBeNull();
    expect(batch.refuses(() => setBack(batch.draft, { ...asked, seen: batch.step('expand').version }))).toBe(
      'exception.nothing-to-set-back',
    );
  });

  it('of a setpoint that a person takes back at the unit is over too, and none that is open outlives its program', () => {
    const { batch, set, exceptions } = growing();
    set('37', '36');
    set('36', '37');
    expect(exceptions()).toHaveLength(1);
    expect(exceptions()[0]!.endedAt).not.toBeNull();
    set('37', '35');
    batch.unit('expand', 'ended');
    expect(exceptions().map(({ endedAt }) => endedAt !== null)).toEqual([true, true]);
  });

  it('of a setpoint while the program is held is over when it goes on, and is never set into the running program', () => {
    const { batch, step, about, change, set, exceptions } = growing();
    const asked = (exception: string) => () =>
      setBack(batch.draft, { step, seen: batch.step('expand').version, exception });
    set('37', '36');
    batch.unit('expand', 'held');
    change({ what: 'setpoint', while: 'held', setpoint: 'temperature', from: '4', to: '10' });
    const [first, held, second] = exceptions();
    expect([first, held, second].map((one) => one?.kind)).toEqual([
      'setpoint.changed-locally',
      'program.held',
      'setpoint.changed-locally',
    ]);
    expect(batch.refuses(asked(first!.number))).toBe('exception.of-another-state');
    expect(asked(second!.number)()).toMatchObject({
      unit: about.unit,
      set: { temperature: { value: '4' } },
      while: 'held',
    });
    batch.unit('expand', 'resumed');
    expect(exceptions().map(({ endedAt }) => endedAt !== null)).toEqual([false, true, true]);
    expect(batch.refuses(asked(second!.number))).toBe('exception.nothing-to-set-back');
    expect(asked(first!.number)()).toMatchObject({ set: { temperature: { value: '37' } }, while: 'running' });
  });

  it('of a setpoint one after the other is over with every later one, once it is what it was before the first', () => {
    const { batch, step, about, set, exceptions } = growing();
    const open = (): string[] => exceptions().flatMap(({ number, endedAt }) => (endedAt === null ? [number] : []));
    set('37', '38');
    set('38', '39');
    set('39', '38.0');
    expect(open()).toEqual(['E1']);
    set('38', '39');
    set('39', '40');
    expect(open()).toEqual(['E1', 'E3', 'E4']);
    batch.steer('Ada', (draft) =>
      setpointsRead(draft, { ...about, step, while: 'running', setpoints: { temperature: '38', co2: '5' } }),
    );
    expect(open()).toEqual(['E1']);
    set('38', '39');
    set('39', '37');
    expect(open()).toEqual([]);
  });

  it('by which a program starts or goes on waits for a supervisor', () => {
    const { batch, step, change, exceptions } = growing();
    change({ what: 'resumed' });
    change({ what: 'started', step: null, runId: 'R-9' });
    expect(exceptions()).toMatchObject([
      { kind: 'program.resumed-locally', step, onBreach: 'supervisor' },
      { kind: 'program.started-locally', step, onBreach: 'supervisor', values: { runId: 'R-9' } },
    ]);
    expect(batch.batch.state).toBe('running');
  });

  it('of another unit, or of another run than the step’s own, is none of the step', () => {
    const { change, exceptions } = growing();
    change({ what: 'resumed', unit: 'another' });
    change({ what: 'resumed', runId: 'R-0' });
    expect(exceptions()).toEqual([]);
  });
});
