import { describe, expect, it } from '@jest/globals';
import type { Fact } from '../../tools/verify/fact.js';
import { batch, Called, recipe } from './called-paper.js';
import { change, fact, type Forge, ofKind, without } from './forge-paper.js';
import { foundIn } from './paper-flow.js';

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
