import { describe, expect, it } from '@jest/globals';
import type { Fact } from '../../../trust/ledger/domain/index.js';
import {
  type ActivityChange,
  decideProgram,
  type ProgramResult,
  type UnitActivity,
  unitProjection,
  type UnitSight,
  type UnitState,
} from './index.js';

const at = (minute: number): string => new Date(Date.UTC(2026, 10, 22, 12, minute)).toISOString();

const running: UnitState = {
  ...unitProjection.empty,
  program_run: {
    'u1/R-1': {
      id: 'u1/R-1',
      unit: 'u1',
      runId: 'R-1',
      batch: 'b1',
      step: 's1',
      state: 'running',
      outcome: null,
      startedAt: at(0),
      changedAt: at(0),
      endedAt: null,
      setpoints: { running: null, held: null },
    },
  },
};

const result = (given: Partial<ProgramResult> = {}): ProgramResult => ({
  runId: 'R-1',
  job: 'b1',
  task: 's1',
  startedAt: at(0),
  stoppedAt: null,
  outcome: 'running',
  ...given,
});

const sight = (activity: UnitActivity, minute: number, given: Partial<UnitSight> = {}): UnitSight => ({
  activity: { activity, at: at(minute) },
  active: { runId: 'R-1', job: 'b1', task: 's1' },
  serverStartedAt: at(-60),
  results: [result()],
  ...given,
});

const change = (activity: UnitActivity, minute: number): ActivityChange => ({ activity, at: at(minute) });

const apply = (state: UnitState, facts: ReturnType<typeof decideProgram>): UnitState =>
  facts.reduce(
    (before, fact) => unitProjection.apply(before, { ...fact, stream: 'unit/u1', at: at(59) } as unknown as Fact),
    state,
  );

describe('a running program', () => {
  it('states nothing while it runs', () => {
    expect(decideProgram(running, [change('Execute', 1)], sight('Execute', 1))).toEqual([]);
  });

  it('was held at the unit, and went on, also while nobody was connected', () => {
    const seen = [change('Holding', 5), change('Held', 6), change('Unholding', 8), change('Execute', 9)];
    expect(decideProgram(running, seen, sight('Execute', 9)).map(({ type, happenedAt }) => [type, happenedAt])).toEqual(
      [
        ['program.held', at(5)],
        ['program.resumed', at(9)],
      ],
    );
  });

  it('has each change recorded once, however often it is seen', () => {
    const seen = [change('Held', 6), change('Execute', 9)];
    const first = decideProgram(running, seen, sight('Execute', 9));
    expect(first).toHaveLength(2);
    expect(decideProgram(apply(running, first), seen, sight('Execute', 9))).toEqual([]);
  });

  it('that comes back held after the unit was killed says why', () => {
    const back = sight('Held', 7, { serverStartedAt: at(6) });
    const facts = decideProgram(running, [change('Held', 7)], back);
    expect(facts).toMatchObject([{ type: 'program.held', values: { cause: 'unit-restarted', heldAt: at(7) } }]);
    expect(decideProgram(apply(running, facts), [change('Held', 7)], back)).toEqual([]);
  });

  it('was suspended by the unit itself, and says so', () => {
    const facts = decideProgram(running, [change('Suspending', 5)], sight('Suspended', 6));
    expect(facts).toMatchObject([{ type: 'program.held', values: { cause: 'suspended', heldAt: at(5) } }]);
    const on = decideProgram(apply(running, facts), [change('Unsuspending', 8)], sight('Execute', 9));
    expect(on).toMatchObject([{ type: 'program.resumed', values: { resumedAt: at(9) } }]);
  });

  it('ends as the unit’s result says, once, and what came after its end is not its own', () => {
    const ended = sight('Held', 40, { results: [result({ stoppedAt: at(30), outcome: 'completed' })] });
    const facts = decideProgram(running, [change('Held', 40)], ended);
    expect(facts).toEqual([
      {
        type: 'program.ended',
        values: { batch: 'b1', step: 's1', runId: 'R-1', outcome: 'completed', startedAt: at(0), endedAt: at(30) },
        happenedAt: at(30),
      },
    ]);
    expect(decideProgram(apply(running, facts), [], ended)).toEqual([]);
  });

  it('that the unit no longer knows is lost', () => {
    const forgotten = sight('Stopped', 20, { results: [], active: { runId: '', job: '', task: '' } });
    expect(decideProgram(running, [], forgotten)).toMatchObject([
      { type: 'program.ended', values: { outcome: 'lost' } },
    ]);
  });
});

describe('a unit that is changed at its own panel', () => {
  const showing = (activity: UnitActivity, minute: number, temperature: string) =>
    sight(activity, minute, { setpoints: { temperature } });
  const read = apply(running, decideProgram(running, [], showing('Execute', 1, '37')));

  it('has its setpoints read once it runs, and each that becomes another stated once, from what to what', () => {
    expect(decideProgram(running, [], showing('Starting', 1, '20'))).toEqual([]);
    expect(read.program_run['u1/R-1']!.setpoints).toEqual({ running: { temperature: '37' }, held: null });
    expect(decideProgram(read, [], showing('Execute', 1, '37.0'))).toEqual([]);
    const facts = decideProgram(read, [], showing('Execute', 1, '36'));
    expect(facts).toMatchObject([
      { type: 'unit.changed-locally', values: { what: 'setpoint', setpoint: 'temperature', from: '37', to: '36' } },
    ]);
    const after = apply(read, facts);
    expect(decideProgram(after, [], showing('Execute', 1, '36'))).toEqual([]);
    expect(Object.values(after.local_change)).toMatchObject([{ was: '37', became: '36', step: 's1' }]);
    const back = decideProgram(after, [], showing('Execute', 1, '37'));
    expect(Object.keys(apply(after, back).local_change)).toHaveLength(2);
  });

  it('is compared anew while it is held, and not on the way there', () => {
    const held = apply(read, decideProgram(read, [change('Held', 5)], showing('Held', 5, '33')));
    expect(held.program_run['u1/R-1']!.setpoints).toEqual({
      running: { temperature: '37' },
      held: { temperature: '33' },
    });
    expect(decideProgram(held, [], showing('Held', 5, '35'))).toMatchObject([
      { values: { while: 'held', from: '33' } },
    ]);
    const on = apply(held, decideProgram(held, [change('Execute', 6)], showing('Execute', 6, '37')));
    expect(Object.values(on.local_change)).toEqual([]);
  });

  it('is not said to be changed where its program moves the setpoint itself', () => {
    const command = {
      id: 'c1',
      unit: 'u1',
      batch: 'b1',
      step: 's1',
      action: 'start-program',
      program: 'Ramp',
      runId: 'R-1',
    };
    const ramp = { ...read, unit_command: { c1: command as unknown as UnitState['unit_command'][string] } };
    expect(decideProgram(ramp, [], showing('Execute', 1, '36'), { Ramp: ['temperature'] })).toEqual([]);
    expect(decideProgram(ramp, [], showing('Execute', 1, '36'), { Ramp: ['ph'] })).toHaveLength(1);
  });

  it('is not said to be changed where it shows no setpoints', () => {
    expect(decideProgram(read, [], sight('Execute', 1))).toEqual([]);
  });

  it('shows a program that nobody of ours has started, once for each batch that holds it', () => {
    const binding = {
      id: 'x',
      unit: 'u1',
      position: 'whole',
      batch: 'b1',
      coi: null,
      unitProcedure: 'p',
      boundAt: at(0),
    };
    const bound = { ...unitProjection.empty, unit_binding: { x: { ...binding, releasedAt: null } } };
    const strange = sight('Execute', 3, {
      active: { runId: 'R-9', job: 'panel', task: 'panel' },
      results: [result({ runId: 'R-9', job: 'panel', task: 'panel', startedAt: at(2) })],
    });
    const facts = decideProgram(bound, [], strange);
    const values = { batch: 'b1', step: null, runId: 'R-9', what: 'started' };
    expect(facts).toMatchObject([{ type: 'unit.changed-locally', happenedAt: at(2), values }]);
    expect(decideProgram(apply(bound, facts), [], strange)).toEqual([]);
    expect(decideProgram(bound, [], { ...strange, activity: { activity: 'Complete', at: at(3) } })).toEqual([]);
    expect(decideProgram(unitProjection.empty, [], strange)).toEqual([]);
  });
});
