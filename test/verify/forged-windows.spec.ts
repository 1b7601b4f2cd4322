import { describe, expect, it } from '@jest/globals';
import * as domain from '../../src/execution/batches/domain/index.js';
import type { Fact } from '../../tools/verify/fact.js';
import { skip, stated } from '../support/paper-corrections.js';
import { PaperBatch } from '../support/paper-batch.js';
import { recipeFrom } from '../support/paper-flow.js';
import { SYSTEM } from '../support/paper-people.js';
import { both, change, fact, type Forge, ofKind, without } from './forge-paper.js';
import { foundIn } from './paper-flow.js';

const step = (id: string): string =>
  `- { id: ${id}, kind: instruction, title: ${id}, instruction: Do it., sign: [performed] }`;
const recipe = recipeFrom(`
recipe: holds
title: Holds
product: cells
procedure:
  - unitProcedure: bench
    title: Bench
    operations:
      - operation: work
        title: Work
        phases:
          ${step('thaw')}
          ${step('mix')}
          ${step('fill')}
          - id: again
            kind: loop
            title: Again
            until: 'look.n >= 2 mL'
            max: 2
            onBreach: supervisor
            criticality: IPC
            phases:
              - { id: look, kind: entry, title: Look, instruction: Look., sign: [performed], fields: { n: { type: number, title: N, unit: mL, decimals: 1, criticality: info } } }
              ${step('cool')}
          ${step('last')}
windows:
  - { id: use, title: Thawed to mixed, from: thaw.end, to: mix.start, min: PT10M, alert: PT30M, max: PT1H, onBreach: supervisor, criticality: CPP, deviation: false }
  - { id: fresh, title: Mixed to filled, from: mix.start, to: fill.end, max: PT1H, onBreach: continue, criticality: IPC, demo: { max: PT2M, alert: PT1M } }
  - { id: warm, title: Looked to cooled, from: look.start, to: cool.start, max: PT20M, onBreach: continue, criticality: IPC }
`);

class Held extends PaperBatch {
  constructor(readonly pace = 1) {
    super(pace, recipe);
  }
  do(phase: string): this {
    this.start(phase);
    return this.ends(phase);
  }
  ends(phase: string): this {
    this.complete(phase);
    for (const { number, onBreach, answer } of this.exceptions.filter((one) => one.step === this.step(phase).id))
      if (onBreach !== 'continue' && answer === null) this.answer(phase, number, 'continue');
    for (const { number, comment, step: of } of this.exceptions)
      if (comment === null && of !== null) this.comment(this.state.step[of]!.phase, number);
    this.sign(phase, 'Ada', 'performed');
    return this;
  }
  after(seconds: number): this {
    this.passes(seconds);
    return this;
  }
  mix(): this {
    this.start('mix');
    for (const { number } of this.exceptions.filter(({ answer }) => answer === null))
      this.answer('mix', number, 'continue');
    return this.ends('mix');
  }
  round(seconds: number, n: string): this {
    this.start('look');
    this.enter('look', 'n', n, 'mL');
    return this.after(60).ends('look').after(seconds).do('cool');
  }
  toEnd(): this {
    return this.after(60).do('fill').round(60, '1.0').round(3600, '2.0').do('last');
  }
  jump(seconds: number): this {
    const expected = this.now;
    this.seconds += seconds;
    this.does(SYSTEM, (draft) => domain.noteClockJump(draft, { ms: seconds * 1000, expected, found: this.now }));
    return this;
  }
}

const thawed = (speed = 1): Held => new Held(speed).do('thaw');
const inTime = thawed().after(1200).mix().toEnd();
const late = thawed().after(7200).mix().toEnd();
const early = thawed().after(300).mix();
const alerted = thawed().after(2400).mix();
const saidLate = thawed().after(1500);
saidLate.passes(600);
stated(saidLate, 'mix', 'start', { ago: 300 }, (draft, of) =>
  domain.startStep(draft, { ...of, arrivalsAfter: null, command: null }),
);

const kinds = ({ state }: PaperBatch): string[] =>
  [...Object.values(state.event), ...Object.values(state.exception)].map(({ kind }) => kind).sort();
const find = (batch: Held, forge: Forge = () => undefined): string[] =>
  foundIn(batch, recipe, (facts) => {
    for (const one of facts) one.speed = batch.pace;
    forge(facts);
  }).filter((what) => !/^the signed|^what was signed/.test(what));
const of =
  (window: string, purpose = 'window-late') =>
  (values: Record<string, unknown>): boolean =>
    values['window'] === window && values['purpose'] === purpose;
/** Facts of one batch put into another right after a fact. */
const borrowed =
  (from: PaperBatch, type: string, kind: string, after: string): Forge =>
  (facts) => {
    const taken = fact(JSON.parse(JSON.stringify(from.facts)) as Fact[], type, ofKind(kind));
    const place = facts.findIndex((one) => one.type === after);
    const values = { ...taken.values, ...(type === 'event.recorded' ? { event: 'N9' } : { exception: 'E9' }) };
    facts.splice(place + 1, 0, { ...taken, values, at: facts[place]!.at });
  };

describe('hold times in the facts of a batch', () => {
  it.each<[string, Held, string[]]>([
    ['kept, and one missed in the second round of a loop', inTime, ['window.late']],
    ['that ran down while nobody came', late, ['window.alert', 'window.late', 'window.late']],
    ['that were too short', early, ['window.early']],
    ['that came near their end', alerted, ['window.alert']],
    ['whose end was stated later than it was', saidLate, ['window.alert']],
    ['which a clock that was set ahead did not shorten', thawed().after(60).jump(7200).mix(), ['window.early']],
    ['at a demo’s speed, with lengths of their own', thawed(60).after(20).mix().after(90).do('fill'), ['window.alert']],
    ['to a step that is left out', left(), []],
  ])('%s follow from the edges of steps', (_, batch, said) => {
    expect(kinds(batch).filter((kind) => kind.startsWith('window'))).toEqual(said);
    expect(find(batch)).toEqual([]);
  });

  it.each<[string, Held, Forge, string]>([
    [
      'a lapse found by its clock is not said',
      late,
      without('exception.raised', ofKind('window.late')),
      'hold time use was missed (late)',
    ],
    [
      'an alert is not said',
      late,
      without('event.recorded', ofKind('window.alert')),
      'hold time use was missed (alert)',
    ],
    [
      'a hold that was too short is not said',
      early,
      without('exception.raised', ofKind('window.early')),
      'hold time use was missed (early)',
    ],
    [
      'a lapse of another round is not said',
      inTime,
      without('exception.raised', ofKind('window.late')),
      'hold time warm was missed (late)',
    ],
    [
      'a lapse and the clock that found it are not said',
      late,
      both(
        without('exception.raised', ofKind('window.late')),
        without('timer.fired', (values) => values['timer'] === 'T2'),
      ),
      'hold time use was missed (late)',
    ],
    [
      'a lapse has no cause',
      inTime,
      borrowed(early, 'exception.raised', 'window.early', 'step.started'),
      'no hold time was missed',
    ],
    [
      'an alert has no cause',
      early,
      borrowed(alerted, 'event.recorded', 'window.alert', 'step.started'),
      'no hold time was missed',
    ],
    [
      'a step is said to have begun sooner',
      late,
      (facts) =>
        (facts.filter(({ type }) => type === 'step.started')[1]!.happenedAt = facts.find(
          ({ type }) => type === 'step.completed',
        )!.at),
      'hold time use was missed (early)',
    ],
    [
      'a step is said to have ended sooner than it did',
      inTime,
      (facts) => (facts.find(({ type }) => type === 'step.finished')!.values['endedAt'] = '2026-01-05T06:00:00.000Z'),
      'step thaw was finished at another time than its fact says',
    ],
    [
      'a lapse counts from another instant',
      late,
      values('window.late', { from: '2026-01-05T09:00:00.000Z' }),
      'hold time use was missed (late), and it is said otherwise',
    ],
    [
      'a lapse shows another limit',
      late,
      values('window.late', { max: 7_200_000 }),
      'hold time use was missed (late), and it is said otherwise',
    ],
    [
      'a lapse weighs less than its rule says',
      late,
      change('exception.raised', { criticality: 'info' }, ofKind('window.late')),
      'hold time use was missed (late), and it is said otherwise',
    ],
    [
      'a lapse opens a deviation against its rule',
      late,
      change('exception.raised', { deviation: true }, ofKind('window.late')),
      'hold time use was missed (late), and it is said otherwise',
    ],
    ['a hold time has no clock', inTime, without('timer.set', of('use')), 'hold time use began without its clock'],
    [
      'a clock runs to another instant',
      inTime,
      change('timer.set', { dueAt: '2026-01-05T23:00:00.000Z' }, of('use')),
      'hold time use is timed to another instant',
    ],
    [
      'a clock is for no hold',
      inTime,
      twice('timer.set', of('use')),
      'a clock was set for hold time use, which did not begin',
    ],
    ['a clock goes on after its hold', inTime, without('timer.cancelled'), 'clock T1 went on after its hold had ended'],
    [
      'a clock was stopped before its hold had ended',
      inTime,
      tooSoon,
      'the clock of a hold time was stopped before its end',
    ],
    [
      'a clock ran down, and nothing was said while others went on',
      late,
      (facts) => {
        for (let at = facts.length - 1; at >= 0; at--)
          if (facts[at]!.type === 'timer.fired' && facts[at]!.values['timer'] === 'T2') facts.splice(at, 1);
        const finished = facts.filter(({ type }) => type === 'step.started')[1]!;
        const later = new Date(Date.parse(finished.at) + 120_000).toISOString();
        facts.splice(
          facts.indexOf(finished),
          0,
          { ...facts[2]!, type: 'note.seen', values: {}, at: finished.at },
          { ...facts[2]!, type: 'note.seen', values: {}, at: later },
        );
      },
      'clock T2 of a hold time ran down, and nothing says so',
    ],
  ])('are found out where %s', (_, batch, forge, what) => {
    expect(find(batch, forge)).toContain(what);
  });
});

function left(): Held {
  const batch = thawed().after(1200).mix();
  skip(batch, 'fill');
  return batch.after(7200);
}

function values(kind: string, more: object): Forge {
  return (facts) => void Object.assign(fact(facts, 'exception.raised', ofKind(kind)).values['values'] as object, more);
}

function twice(type: string, fits: (values: Record<string, unknown>) => boolean): Forge {
  return (facts) => {
    const one = fact(facts, type, fits);
    facts.splice(facts.indexOf(one), 0, { ...one, values: { ...one.values, timer: 'T99' } });
  };
}

function tooSoon(facts: Fact[]): void {
  const set = facts.findIndex(({ type }) => type === 'timer.set');
  const stopped = facts.find(({ type }) => type === 'timer.cancelled')!;
  facts.splice(facts.indexOf(stopped), 1);
  facts.splice(set + 1, 0, stopped);
}
