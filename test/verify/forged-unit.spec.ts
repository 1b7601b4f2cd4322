import { describe, expect, it } from '@jest/globals';
import { BatchState } from '../../tools/verify/batch-state.js';
import { walkBatch } from '../../tools/verify/check-steps.js';
import { checkUnitSaid } from '../../tools/verify/check-unit-said.js';
import type { Fact } from '../../tools/verify/fact.js';
import { RecordedFacts } from '../../tools/verify/ledger.js';
import type { Recipe } from '../../tools/verify/recipe.js';
import { Report } from '../../tools/verify/report.js';
import { BOUND } from '../support/paper-flow.js';
import { batch, recipe } from './called-paper.js';
import { fact, ofKind } from './forge-paper.js';
import { asFacts } from './paper-flow.js';

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
