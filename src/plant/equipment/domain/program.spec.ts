import { describe, expect, it } from '@jest/globals';
import type { Fact } from '../../../trust/ledger/domain/index.js';
import {
  type ActivityChange,
  decideConfirm,
  decideFail,
  decideIssue,
  decideProgram,
  decideSend,
  decideUnknown,
  type ProgramResult,
  sightOfRuns,
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
      setBackFrom: null,
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

const apply = (state: UnitState, facts: readonly { type: string }[]): UnitState =>
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

  it('is held and goes on at the unit also where the clock of the unit was set back since it started', () => {
    const started = apply(running, decideProgram(running, [], sight('Execute', 1)));
    const held = decideProgram(started, [change('Held', -30)], sight('Held', -30));
    expect(held).toMatchObject([{ type: 'program.held', values: { cause: 'local', heldAt: at(-30) } }]);
    const after = apply(started, held);
    expect(decideProgram(after, [change('Held', -30)], sight('Held', -30))).toEqual([]);
    const on = decideProgram(after, [], sight('Execute', -40));
    expect(on).toMatchObject([{ type: 'program.resumed', values: { resumedAt: at(-40) } }]);
    expect(decideProgram(apply(after, on), [change('Execute', -40)], sight('Execute', -40))).toEqual([]);
  });

  it('is not held anew by changes from before its clock was set back that come once more', () => {
    const held = apply(running, decideProgram(running, [change('Holding', 9)], sight('Held', 10)));
    const on = apply(held, decideProgram(held, [change('Execute', 5)], sight('Execute', 5)));
    expect(on.program_run['u1/R-1']).toMatchObject({ state: 'running', changedAt: at(5) });
    const redelivered = [change('Holding', 9), change('Held', 10), change('Execute', 5)];
    expect(decideProgram(on, redelivered, sight('Execute', 5))).toEqual([]);
    for (const one of redelivered) expect(decideProgram(on, [one], sight('Execute', 5))).toEqual([]);
    // what was never recorded is, and what it is now by its new clock
    const missed = decideProgram(apply(running, []), [change('Held', 10)], sight('Execute', 5));
    expect(missed.map(({ type }) => type)).toEqual(['program.held', 'program.resumed']);
    const anew = decideProgram(on, [change('Held', 11)], sight('Held', 11));
    expect(anew).toMatchObject([{ type: 'program.held', values: { heldAt: at(11) } }]);
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

  it('of which the unit does not say at once what came of it is looked for some seconds before it is lost', async () => {
    const over = { active: { runId: '', job: '', task: '' } };
    const nothingYet = sight('Complete', 30, { ...over, results: [] });
    const ended = sight('Complete', 30, { ...over, results: [result({ stoppedAt: at(30), outcome: 'completed' })] });
    const looked = (...says: UnitSight[]) => {
      let waits = 0;
      const look = () => Promise.resolve(says.length > 1 ? says.shift()! : says[0]!);
      const wait = () => Promise.resolve(void waits++);
      return sightOfRuns(['R-1'], look, wait).then((seen) => ({ seen, waits }));
    };
    expect(await looked(nothingYet, nothingYet, ended)).toEqual({ seen: ended, waits: 2 });
    expect(await looked(nothingYet)).toEqual({ seen: nothingYet, waits: 19 });
    expect(await looked(sight('Execute', 1, { results: [] }))).toMatchObject({ waits: 0 });
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

  it('is seen to go on there after a hold of ours of which it did not take the safe state', () => {
    const order = {
      batch: 'b1',
      step: 's1',
      action: 'hold' as const,
      set: { temperature: { value: '4', unit: 'Cel' } },
    };
    const binding = { position: 'whole', coi: null, unitProcedure: 'p', boundAt: at(0), releasedAt: null };
    const bound = { ...read, unit_binding: { x: { id: 'x', unit: 'u1', batch: 'b1', ...binding } } };
    const sent = ['c2'].reduce((state, id) => {
      const issued = apply(state, decideIssue(state, 'u1', id, order, at(4)));
      return apply(issued, decideSend(issued, id));
    }, bound as UnitState);
    const held = apply(sent, decideConfirm(sent, 'c2', { runId: 'R-1', since: at(5) }, 'BadOutOfRange'));
    expect(held.unit_command['c2']).toMatchObject({ state: 'failed', runId: 'R-1' });
    const still = apply(held, decideProgram(held, [], showing('Held', 5, '37')));
    // what it took of it after all, and then a person
    expect(decideProgram(still, [], showing('Held', 5, '4'))).toEqual([]);
    expect(decideProgram(still, [], showing('Held', 5, '10'))).toMatchObject([{ values: { while: 'held', to: '10' } }]);
    expect(decideProgram(still, [], showing('Execute', 6, '37'))).toMatchObject([
      { type: 'program.resumed' },
      { type: 'unit.changed-locally', values: { what: 'resumed' } },
    ]);
    // one that it did not take at all has held nothing
    const refused = apply(sent, decideFail(sent, 'c2', 'BadInvalidState'));
    const byHand = apply(refused, decideProgram(refused, [change('Held', 6)], showing('Held', 6, '33')));
    expect(decideProgram(byHand, [], showing('Execute', 7, '37')).map(({ type }) => type)).toEqual(['program.resumed']);
  });

  it('is not said to be changed by what it makes of a setpoint that we have sent it', () => {
    const order = {
      batch: 'b1',
      step: 's1',
      action: 'set' as const,
      set: { temperature: { value: '36.4', unit: 'Cel' } },
    };
    const binding = { position: 'whole', coi: null, unitProcedure: 'p', boundAt: at(0), releasedAt: null };
    const bound: UnitState = { ...read, unit_binding: { x: { id: 'x', unit: 'u1', batch: 'b1', ...binding } } };
    const issued = apply(bound, decideIssue(bound, 'u1', 'c2', order, at(4)));
    expect(decideProgram(issued, [], showing('Execute', 1, '36'))).toHaveLength(1);
    const sent = apply(issued, decideSend(issued, 'c2'));
    expect(decideProgram(sent, [], showing('Execute', 1, '36'))).toEqual([]);
    const unknown = apply(sent, decideUnknown(sent, 'c2', 'no-outcome'));
    expect(decideProgram(unknown, [], showing('Execute', 1, '36'))).toEqual([]);
    const shown = { while: 'running', setpoints: { temperature: '36' } } as const;
    const told = apply(sent, decideFail(sent, 'c2', 'setpoint.not-as-asked', { shown }));
    expect(decideProgram(told, [], showing('Execute', 1, '36'))).toEqual([]);
    expect(decideProgram(told, [], showing('Execute', 1, '37'))).toMatchObject([{ values: { from: '36', to: '37' } }]);
    const held = { ...shown, while: 'held' } as const;
    expect(decideFail(sent, 'c2', 'setpoint.not-as-asked', { shown: held })).toHaveLength(1);
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
