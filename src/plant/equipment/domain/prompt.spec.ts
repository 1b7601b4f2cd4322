import { describe, expect, it } from '@jest/globals';
import type { PromptDefinition } from '../../../definition/unit-classes/domain/index.js';
import { Refusal } from '../../../kernel/refusal.js';
import type { Fact } from '../../../trust/ledger/domain/index.js';
import {
  type BindingRow,
  type CommandRow,
  decideAnswer,
  decidePrompts,
  decideLetGo,
  decideRelease,
  decideSend,
  NEVER_KEPT,
  nextMove,
  type ProgramRunRow,
  unitProjection,
  type UnitSight,
  type UnitState,
} from './index.js';

const AT = '2026-11-22T12:45:04.123Z';
const PROMPTS: PromptDefinition[] = [
  {
    code: 'bubble',
    title: 'Air in the line',
    cause: 'The sensor has stopped the pump.',
    answers: [
      { code: 'purged', title: 'Purged', by: 'operator' },
      { code: 'go-on', title: 'Go on', by: 'supervisor' },
    ],
  },
];

const bound = { id: 'i1', unit: 'u1', position: 'whole', batch: 'b1', coi: null, unitProcedure: 'p', boundAt: AT };
const run: ProgramRunRow = {
  ...{ id: 'u1/R-1', unit: 'u1', runId: 'R-1', batch: 'b1', step: 's1', state: 'running' as const, outcome: null },
  ...{ startedAt: AT, changedAt: AT, endedAt: null, setBackFrom: null, setpoints: { running: null, held: null } },
};
const held: UnitState = {
  ...unitProjection.empty,
  unit: { u1: { id: 'u1', upkeep: NEVER_KEPT } as UnitState['unit'][string] },
  unit_binding: { i1: { ...bound, releasedAt: null } satisfies BindingRow },
  program_run: { 'u1/R-1': run },
};

const sight = (given: Partial<UnitSight>): UnitSight => ({
  activity: { activity: 'Execute', at: AT },
  active: { runId: 'R-1', job: 'b1', task: 's1' },
  ...{ serverStartedAt: AT, results: [], prompt: null },
  ...given,
});
const asks = (code = 'bubble', id = 'P-1') => sight({ prompt: { id, code, text: 'AIR', at: AT } });

const apply = (state: UnitState, facts: readonly object[]): UnitState =>
  facts.reduce<UnitState>(
    (before, fact) => unitProjection.apply(before, { ...fact, stream: 'unit/u1', at: AT } as unknown as Fact),
    state,
  );
const see = (state: UnitState, seen: UnitSight, id = 'q1') => decidePrompts(state, seen, PROMPTS, id);
const refused = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof Refusal) return error.code;
  }
  return 'nothing';
};
const answer = (state: UnitState, code: string, permissions: string[] = []) =>
  decideAnswer(
    state,
    'u1',
    'c1',
    { batch: 'b1', step: 's1', prompt: 'q1', answer: code, permissions: new Set(permissions) },
    AT,
  );

describe('a unit that waits for a person', () => {
  it('is a fact with batch, step, cause and permitted answers, once for as long as it waits', () => {
    const facts = see(held, asks());
    const [{ type, values }] = facts as [{ type: string; values: object }];
    expect([type, facts.length]).toEqual(['unit.prompted', 1]);
    expect(values).toMatchObject({ prompt: 'q1', asked: 'P-1', batch: 'b1', step: 's1', code: 'bubble', raisedAt: AT });
    expect(values).toMatchObject({ known: { title: 'Air in the line', answers: [{ code: 'purged' }, {}] } });
    expect(see(apply(held, facts), asks(), 'q2')).toEqual([]);
    expect(see(held, sight({}))).toEqual([]);
    const { prompt: _, ...silent } = asks();
    expect(see(held, silent)).toEqual([]);
  });

  it('is of no batch where nobody holds it, and of no step where it runs nothing of the batch', () => {
    const values = (state: UnitState) => see(state, asks())[0]!.values;
    expect(values(unitProjection.empty)).toMatchObject({ batch: null, step: null });
    expect(values({ ...held, program_run: { 'u1/R-1': { ...run, state: 'ended' } } })).toMatchObject({
      ...{ batch: 'b1', step: null },
    });
  });

  it('with a code that its class does not know is stated as that, and nothing may be said to it', () => {
    const state = apply(held, see(held, asks('E-4711')));
    expect(state.unit_prompt['q1']).toMatchObject({ code: 'E-4711', text: 'AIR', known: null });
    expect(refused(() => answer(state, 'purged'))).toBe('prompt.not-known');
  });

  it('takes what the class permits of who may say it, one answer at a time', () => {
    const state = apply(held, see(held, asks()));
    expect(refused(() => answer(held, 'purged'))).toBe('prompt.not-found');
    expect(refused(() => answer(state, 'shake'))).toBe('prompt.not-an-answer');
    expect(refused(() => answer(state, 'go-on'))).toBe('permission.missing');
    const facts = answer(state, 'go-on', ['step.supervise']);
    expect(facts).toMatchObject([
      { type: 'command.issued', values: { action: 'answer', reply: { prompt: 'q1', asked: 'P-1', answer: 'go-on' } } },
    ]);
    expect(refused(() => answer(apply(state, facts), 'purged'))).toBe('prompt.being-answered');
  });

  it('waits until it says itself that it does no more: by our answer, by one at its panel, or by none', () => {
    const open = apply(held, see(held, asks()));
    const sent = apply(open, answer(open, 'purged'));
    const by = (command: string) => sight({ answered: { id: 'P-1', answer: 'purged', by: command } });
    const ours = see(sent, by('c1'));
    expect(ours).toMatchObject([{ type: 'unit.prompt-ended', values: { ending: 'answered', command: 'c1' } }]);
    expect(apply(sent, ours).unit_prompt['q1']).toMatchObject({ ending: 'answered', answer: 'purged' });
    expect(see(sent, by(''))).toMatchObject([
      { type: 'unit.prompt-ended', values: { ending: 'locally', command: null } },
      { type: 'unit.changed-locally', values: { what: 'answered', batch: 'b1', step: 's1', code: 'bubble' } },
    ]);
    expect(see(sent, sight({}))).toMatchObject([{ values: { ending: 'withdrawn', answer: null } }]);
    const next = see(open, sight({ ...by('c1'), prompt: asks('bubble', 'P-2').prompt! }), 'q2');
    expect(next.map(({ type }) => type)).toEqual(['unit.prompt-ended', 'unit.changed-locally', 'unit.prompted']);
  });
});

describe('a prompt that ended and is shown again', () => {
  const open = apply(held, see(held, asks()));

  it('is asked anew where it had gone for one look, since the unit waits', () => {
    const gone = apply(open, see(open, sight({})));
    expect(gone.unit_prompt['q1']).toMatchObject({ ending: 'withdrawn' });
    const again = see(gone, asks(), 'q2');
    expect(again).toMatchObject([{ type: 'unit.prompted', values: { prompt: 'q2', asked: 'P-1', batch: 'b1' } }]);
    expect(see(apply(gone, again), asks(), 'q3')).toEqual([]);
  });

  it('is not asked anew where somebody has answered it', () => {
    for (const by of ['c1', '']) {
      const sent = apply(open, answer(open, 'purged'));
      const said = sight({ answered: { id: 'P-1', answer: 'purged', by } });
      expect(see(apply(sent, see(sent, said)), asks(), 'q2')).toEqual([]);
    }
  });
});

describe('a prompt of a unit that goes from batch to batch', () => {
  const open = apply(held, see(held, asks()));
  const bind = (batch: string): object[] => [
    {
      type: 'unit.bound',
      values: { binding: `of ${batch}`, position: 'whole', batch, coi: null, unitProcedure: 'p' },
    },
  ];
  const brief = (facts: { type: string; values: object }[]) =>
    facts.map(({ type, values }) => [type, (values as { batch: string | null }).batch]);

  it('ends before the release of its batch, so that nothing of that batch is said under the next', () => {
    const released = decideRelease(open, 'u1', 'b1');
    expect(brief(released)).toEqual([
      ['unit.prompt-ended', 'b1'],
      ['unit.released', 'b1'],
    ]);
    expect(released[0]).toMatchObject({ values: { prompt: 'q1', ending: 'withdrawn', answer: null, command: null } });
    const free = apply(open, released);
    const nobodys = see(free, asks(), 'q2');
    expect(brief(nobodys)).toEqual([['unit.prompted', null]]);
    for (const before of [free, apply(free, nobodys)]) {
      const next = apply(before, bind('b2'));
      const facts = see(next, asks(), 'q3');
      expect(brief(facts).at(-1)).toEqual(['unit.prompted', 'b2']);
      expect(brief(facts).slice(0, -1)).toEqual(before === free ? [] : [['unit.prompt-ended', null]]);
      const asked = apply(next, facts);
      expect(see(asked, asks(), 'q4')).toEqual([]);
      const given = { batch: 'b2', step: 's2', prompt: 'q3', answer: 'purged', permissions: new Set<string>() };
      expect(decideAnswer(asked, 'u1', 'c2', given, AT)).toHaveLength(1);
      const over = brief(see(asked, sight({}), 'q5'));
      expect(over).toEqual([['unit.prompt-ended', 'b2']]);
    }
  });

  it('becomes that of a batch that binds the unit while it waits, with the answer to the old one no answer to it', () => {
    const nobodys = apply({ ...held, unit_binding: {} }, see({ ...held, unit_binding: {} }, asks()));
    const facts = see(
      apply(nobodys, bind('b2')),
      { ...asks(), answered: { id: 'P-1', answer: 'purged', by: '' } },
      'q2',
    );
    expect(facts).toMatchObject([
      { type: 'unit.prompt-ended', values: { prompt: 'q1', batch: null, ending: 'withdrawn' } },
      { type: 'unit.prompted', values: { prompt: 'q2', batch: 'b2' } },
    ]);
  });

  it('stays that of a batch that holds a position of it, also when others hold more', () => {
    const shared = apply(open, bind('b2'));
    expect(see(shared, asks(), 'q2')).toEqual([]);
    expect(decideLetGo(shared, 'b2')).toEqual([]);
    expect(brief(decideRelease(shared, 'u1', 'b2'))).toEqual([['unit.released', 'b2']]);
    const left = apply(shared, decideRelease(shared, 'u1', 'b1'));
    expect(brief(see(left, asks(), 'q2'))).toEqual([['unit.prompted', 'b2']]);
  });
});

describe('an answer on its way', () => {
  const command = (state: CommandRow['state'] = 'issued'): CommandRow => ({
    ...{ id: 'c1', unit: 'u1', batch: 'b1', step: 's1', action: 'answer', program: null, state },
    parameters: { set: {}, duration: null, reply: { asked: 'P-1', answer: 'purged' } },
    ...{ runId: null, reason: null, issuedAt: AT, expiresAt: AT },
  });
  const given = (by: string) => sight({ answered: { id: 'P-1', answer: 'purged', by } });

  it('is sent while the unit waits for it, in time, and confirmed by what the unit shows, also late', () => {
    expect(nextMove(command(), asks(), false)).toEqual({ move: 'send' });
    expect(nextMove(command(), asks(), true)).toMatchObject({ move: 'fail', reason: 'expired' });
    for (const state of ['issued', 'sent', 'unknown'] as const)
      expect(nextMove(command(state), given('c1'), true)).toMatchObject({ move: 'confirm', run: { runId: 'R-1' } });
    expect(nextMove(command('unknown'), asks(), false)).toEqual({ move: 'wait' });
  });

  it('waits while nobody knows what the unit waits for', () => {
    const { prompt: _, ...unknown } = sight({});
    expect(nextMove(command(), unknown, false)).toEqual({ move: 'wait' });
    expect(nextMove(command(), unknown, true)).toMatchObject({ move: 'fail', reason: 'expired' });
    expect(nextMove(command('sent'), unknown, false)).toEqual({ move: 'wait' });
  });

  it('is not given to what the unit asks next, nor where somebody else has answered', () => {
    expect(nextMove(command(), asks('bubble', 'P-2'), false)).toEqual({ move: 'fail', reason: 'prompt.ended' });
    expect(nextMove(command('sent'), given(''), false)).toEqual({ move: 'fail', reason: 'prompt.answered-otherwise' });
  });

  it('is not sent any more once its batch lets the unit go, and says why in that batch’s time', () => {
    const open = apply(held, see(held, asks()));
    const issued = apply(open, answer(open, 'purged'));
    const released = decideRelease(issued, 'u1', 'b1');
    expect(released.map(({ type }) => type)).toEqual(['command.failed', 'unit.prompt-ended', 'unit.released']);
    expect(released[0]).toMatchObject({ values: { command: 'c1', batch: 'b1', step: 's1', reason: 'unit.not-bound' } });
    expect(refused(() => decideSend(apply(issued, released), 'c1'))).toBe('command.transition-not-allowed');
  });

  it('is not sent once more, nor is a start, to a unit that belongs to another batch by now', () => {
    const free: UnitState = { ...held, unit_binding: { i2: { ...bound, id: 'i2', batch: 'b2', releasedAt: null } } };
    for (const action of ['answer', 'start-program', 'set'] as const) {
      const of = (state: CommandRow['state']): UnitState => ({
        ...free,
        unit_command: { c1: { ...command(state), action } },
      });
      expect(decideSend(of('issued'), 'c1')).toMatchObject([
        { type: 'command.failed', values: { action, batch: 'b1', reason: 'unit.not-bound' } },
      ]);
      expect(decideSend(of('sent'), 'c1')).toMatchObject([
        { type: 'command.unknown', values: { action, reason: 'unit.not-bound' } },
      ]);
      const own = { ...of('sent'), unit_binding: held.unit_binding };
      expect(decideSend(own, 'c1')).toEqual([]);
    }
    const stop = { ...free, unit_command: { c1: { ...command(), action: 'stop' as const } } };
    expect(decideSend(stop, 'c1')).toMatchObject([{ type: 'command.sent' }]);
  });
});
