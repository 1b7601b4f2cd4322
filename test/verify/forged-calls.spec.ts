import { describe, expect, it } from '@jest/globals';
import * as domain from '../../src/execution/batches/domain/index.js';
import { BatchState } from '../../tools/verify/batch-state.js';
import { walkBatch } from '../../tools/verify/check-steps.js';
import { checkUnitSaid } from '../../tools/verify/check-unit-said.js';
import type { Fact } from '../../tools/verify/fact.js';
import { RecordedFacts } from '../../tools/verify/ledger.js';
import type { Recipe } from '../../tools/verify/recipe.js';
import { Report } from '../../tools/verify/report.js';
import { BOUND, PaperFlow, recipeFrom } from '../support/paper-flow.js';
import { SYSTEM } from '../support/paper-people.js';
import { change, fact, type Forge, ofKind, without } from './forge-paper.js';
import { asFacts, foundIn } from './paper-flow.js';

const recipe = recipeFrom(`
recipe: called
title: Called
product: cells
procedure:
  - unitProcedure: culture
    title: Culture
    unitClass: closed-bioreactor
    operations:
      - operation: grow
        title: Grow
        phases:
          - id: expand
            kind: program
            title: Expand
            instruction: Start it.
            program: Expansion
            set: { temperature: 37.0 Cel, co2: 5.0 %, agitation: 10 /min, duration: 48 h }
            monitor:
              - { tag: temperature, unit: Cel, action: [36.0, 38.0], delay: PT1M, onBreach: continue, criticality: CPP }
            until: { after: PT48H }
            sign: [performed]
          - { id: daily, kind: repeat, title: Daily, every: PT24H, during: expand, phases: [{ id: look, kind: entry, title: Look, instruction: Look., sign: [performed], fields: { n: { type: number, title: N, unit: '1', decimals: 0, action: [0, 10], onBreach: stop, criticality: IPC } } }] }
          - { id: last, kind: entry, title: Last, instruction: Enter it., sign: [performed], fields: { n: { type: number, title: N, unit: '1', decimals: 0, action: [0, 10], onBreach: supervisor, criticality: IPC } } }
`);

class Called extends PaperFlow {
  constructor() {
    super(1, recipe);
    this.bind('culture', BOUND);
    this.start('expand');
    this.unit('expand', 'confirmed');
  }
  says(): this {
    for (const { number, comment, step } of this.exceptions)
      if (comment === null && step !== null) this.comment(this.state.step[step]!.phase, number);
    return this;
  }
  ended(outcome = 'completed'): this {
    this.unit('expand', 'ended', outcome);
    for (const { number, onBreach, answer } of this.exceptions)
      if (onBreach !== 'continue' && answer === null) this.answer('expand', number, 'continue');
    this.says();
    this.ends('expand');
    return this;
  }
}

/** Held by its unit, one round late, the next missed, broken off, evidence late, a value beyond its limit; to its end. */
const batch = new Called();
batch.passes(3600);
batch.unit('expand', 'held');
batch.restart('expand');
batch.unit('expand', 'resumed');
batch.passes(23 * 3600);
batch.passes(24 * 3600);
batch.do('look', { n: '5' });
batch.passes(8 * 3600);
batch.gap(7200, 7260);
batch.ended('failed');
batch.does(SYSTEM, (draft) =>
  domain.lateEvidence(draft, {
    ...{ step: batch.step('expand').id, tags: ['temperature'], count: 2 },
    seals: [{ seq: 12, from: '21', to: '30', count: 10, root: 'cd' }],
    ...{ from: domain.ticksOf(batch.now), to: domain.ticksOf(batch.now) },
  }),
);
batch.says();
batch.start('last');
batch.enter('last', 'n', '20', '1');
batch.answer('last', batch.exceptions.at(-1)!.number, 'continue');
batch.ends('last');

const stopped = new Called();
stopped.passes(24 * 3600);
stopped.start('look');
stopped.enter('look', 'n', '20', '1');
stopped.restart('look');
stopped.passes(60);

const kinds = (of: Called): string[] =>
  [...Object.values(of.state.event), ...Object.values(of.state.exception)].map(({ kind }) => kind).sort();
const find = (of: Called, forge?: Forge): string[] => foundIn(of, recipe, forge);
const values =
  (kind: string, more: object): Forge =>
  (facts) =>
    void Object.assign(fact(facts, 'exception.raised', ofKind(kind)).values['values'] as object, more);
const again =
  (type: string, kind: string, number: string): Forge =>
  (facts) => {
    const one = JSON.parse(JSON.stringify(fact(facts, type, ofKind(kind)))) as Fact;
    const key = type === 'event.recorded' ? 'event' : 'exception';
    Object.assign(one.values, { [key]: number, identity: `${String(one.values['identity'])}x` });
    facts.splice(facts.indexOf(fact(facts, type, ofKind(kind))) + 1, 0, one);
  };

describe('what a batch’s own facts call for', () => {
  it('is there, once: of a program that its unit held and that broke off, of rounds, of late evidence', () => {
    expect(kinds(batch)).toEqual(
      [
        'data.gap',
        'evidence.late',
        'limit.action',
        'program.held',
        'program.not-completed',
        'repeat.missed',
        'repeat.overdue',
      ].sort(),
    );
    expect(batch.batch.state).toBe('complete');
    expect(find(batch)).toEqual([]);
    expect(find(stopped)).toEqual([]);
  });

  it.each<[string, Forge, string]>([
    ['a held program', without('exception.raised', ofKind('program.held')), 'this calls for program.held'],
    [
      'a program that broke off',
      without('exception.raised', ofKind('program.not-completed')),
      'this calls for program.not-completed',
    ],
    ['late evidence', without('exception.raised', ofKind('evidence.late')), 'this calls for evidence.late'],
    ['a round that was late', without('event.recorded', ofKind('repeat.overdue')), 'this calls for repeat.overdue'],
    ['a round that was missed', without('exception.raised', ofKind('repeat.missed')), 'this calls for repeat.missed'],
  ])('is missed where it was taken out: %s', (_, forge, what) => {
    expect(find(batch, forge)).toContain(what);
  });

  it.each<[string, Forge, string]>([
    ['a held program', again('exception.raised', 'program.held', 'E90'), 'nothing calls for program.held'],
    [
      'a program that broke off',
      again('exception.raised', 'program.not-completed', 'E90'),
      'nothing calls for program.not-completed',
    ],
    ['late evidence', again('exception.raised', 'evidence.late', 'E90'), 'nothing calls for evidence.late'],
    ['a round that was late', again('event.recorded', 'repeat.overdue', 'N90'), 'nothing calls for repeat.overdue'],
    ['a round that was missed', again('exception.raised', 'repeat.missed', 'E90'), 'nothing calls for repeat.missed'],
  ])('is found where it was invented: %s', (_, forge, what) => {
    expect(find(batch, forge)).toContain(what);
  });

  it.each<[string, Forge, RegExp]>([
    [
      'another cause',
      values('program.held', { cause: 'command' }),
      /^program\.held E\d+ is not as its cause makes it$/,
    ],
    [
      'another outcome',
      values('program.not-completed', { outcome: 'completed' }),
      /^program\.not-completed E\d+ is not as/,
    ],
    [
      'less weight',
      change('exception.raised', { criticality: 'info' }, ofKind('program.held')),
      /^program\.held E\d+ is not as/,
    ],
    [
      'a lesser rule',
      change('exception.raised', { onBreach: 'continue' }, ofKind('program.not-completed')),
      /^program\.not-completed E\d+ is not as/,
    ],
    ['another round', values('repeat.missed', { round: 1 }), /^repeat\.missed E\d+ is not as/],
    [
      'another step',
      change('exception.raised', { step: null }, ofKind('evidence.late')),
      /^evidence\.late E\d+ is not as/,
    ],
  ])('is found where it says otherwise: %s', (_, forge, what) => {
    expect(find(batch, forge)).toContainEqual(expect.stringMatching(what));
  });

  it('holds what its rule stops', () => {
    const held = ({ step, because }: Record<string, unknown>) => step !== null && because === 'E1';
    expect(find(stopped, without('step.held', held))).toContain('exception E1 stops, and nothing was held for it');
  });

  it('is answered before its step is finished, and commented before the batch ends', () => {
    const number = batch.exceptions.at(-1)!.number;
    const of = (one: Record<string, unknown>) => one['exception'] === number;
    expect(find(batch, without('exception.answered', of))).toContain(
      `step.finished came before exception ${number} had its answer`,
    );
    const late = batch.exceptions.find(({ kind }) => kind === 'evidence.late')!.number;
    const silent = find(
      batch,
      without('exception.commented', (one) => one['exception'] === late),
    );
    expect(silent).toContain(`batch.completed came before exception ${late} had a comment`);
  });
});

describe('what a batch says of its unit', () => {
  const stream = `unit/${BOUND.id}`;
  const own = asFacts(batch);
  const placed = (type: string, more: object, at = own[0]!.at): Fact =>
    JSON.parse(JSON.stringify({ ...own[0]!, stream, type, at, values: more })) as Fact;
  const said = (type: string): Fact => own.find((one) => one.type === type)!;
  const lost = (change_: object = {}): Fact => {
    const gap = fact(own, 'exception.raised', ofKind('data.gap')).values;
    const { gap: id, tags, cause } = gap['values'] as Record<string, unknown>;
    const ticks = (at: unknown): string => `${Date.parse(String(at)) * 10_000}`;
    return placed('gap.recorded', {
      gap: id,
      tags,
      cause,
      from: ticks(gap['startedAt']),
      to: ticks(gap['endedAt']),
      ...change_,
    });
  };
  const unit = (): Fact[] => {
    const { step, runId } = said('step.program-confirmed').values;
    const { cause } = said('step.program-held').values;
    const { outcome, startedAt, endedAt } = said('step.program-ended').values;
    const { command, program, set, after } = said('step.program-requested').values;
    const batchId = own[0]!.stream.slice('batch/'.length);
    const of = { batch: batchId, step };
    return [
      placed('unit.bound', { batch: batchId }),
      placed('command.issued', { ...of, command, action: 'start-program', program, set, duration: after }),
      placed('command.confirmed', { step, runId, startedAt: said('step.program-confirmed').values['startedAt'] }),
      placed('command.held', { ...of, action: 'hold' }),
      placed('program.held', { step, cause, heldAt: said('step.program-held').happenedAt }),
      lost(),
      placed('program.ended', { step, outcome, startedAt, endedAt }),
    ];
  };
  const find_ = (facts: Fact[]): string[] => {
    const report = new Report();
    const state = new BatchState();
    walkBatch(report, state, own, JSON.parse(JSON.stringify(recipe)) as Recipe);
    const range = { stream, kind: 'unit', why: '', from: 1, facts: [], proofs: [] };
    checkUnitSaid(report, state, own, new RecordedFacts([{ range, facts }]));
    return report.findings.map(({ what }) => what);
  };
  const [program] = recipe.unitClasses.flatMap(({ programs }) => programs.filter(({ name }) => name === 'Expansion'));
  const safe = Object.fromEntries(program!.safeState.map(({ setpoint, value }) => [setpoint, value]));
  /** A hold as it was told the unit. */
  const held =
    (set: object) =>
    (one: Fact): Fact =>
      one.type === 'command.held' ? { ...one, type: 'command.issued', values: { ...one.values, set } } : one;
  const unlike = (type: string, more: object): Fact[] =>
    unit().map((one) => (one.type === type ? { ...one, values: { ...one.values, ...more } } : one));

  it('is what the unit said', () => {
    expect(find_(unit())).toEqual([]);
    expect(find_(unit().map(held(safe)))).toEqual([]);
  });

  it.each<[string, Fact[], string]>([
    [
      'the unit never started',
      unlike('command.confirmed', { runId: 'another' }),
      'step.program-confirmed: its unit said nothing of the kind',
    ],
    [
      'the unit held for another cause',
      unlike('program.held', { cause: 'suspended' }),
      'step.program-held: its unit said nothing of the kind',
    ],
    [
      'the unit ended otherwise',
      unlike('program.ended', { outcome: 'completed' }),
      'step.program-ended: its unit said nothing of the kind',
    ],
    [
      'the unit ended at another time',
      unlike('program.ended', { endedAt: '2026-01-05T09:00:00.000Z' }),
      'step.program-ended: its unit said nothing of the kind',
    ],
    [
      'data were lost, and more',
      [...unit(), lost({ gap: 'g2' })],
      'data of the batch are lost, and it is no exception',
    ],
    [
      'no data were lost',
      unit().filter(({ type }) => type !== 'gap.recorded'),
      'exception E2: no unit states that data are lost',
    ],
    [
      'other data were lost',
      unlike('gap.recorded', { tags: ['temperature', 'co2'] }),
      'data.gap E2 is not as its unit states it',
    ],
  ])('is found out where %s', (_, facts, what) => {
    expect(find_(facts)).toContain(what);
  });
});
