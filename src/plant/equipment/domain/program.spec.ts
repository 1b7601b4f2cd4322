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
