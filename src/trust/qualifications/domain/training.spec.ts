import { describe, expect, it } from '@jest/globals';
import { hashOf } from '../../../kernel/canonical-json.js';
import type { Fact, NewFact } from '../../ledger/domain/index.js';
import type { Signer } from '../../signatures/domain/index.js';
import {
  assignMissing,
  assignReading,
  type GivenTraining,
  lacksOf,
  type Moment,
  type Need,
  putSkill,
  READ,
  readingContent,
  recordTraining,
  revokeTraining,
  signReading,
  skillProjection,
  standingsOf,
  trainingProjection,
  type TrainingState,
  withdrawReading,
} from './index.js';
import { lastDayOf } from './validity.js';

const VIENNA: Moment = { now: '2026-11-23T11:00:00.000Z', zone: 'Europe/Vienna' };
const later = (now: string): Moment => ({ ...VIENNA, now });
const PAIR = { person: 'p1', trainer: 'p2' };
const WELDING: Need = { kind: 'skill', code: 'welding', version: null, title: 'Tube welding' };
const SOP: Need = { kind: 'document', code: 'SOP-0042', version: '3', title: 'Mixing' };
const GIVEN: GivenTraining = {
  ...{ ...WELDING, training: 't1', day: '2026-11-20' },
  ...{ validity: 'P1Y', evidence: 'three welds, all tight' },
};
const READING = {
  ...{ task: 'r1', kind: 'document' as const, code: 'SOP-0042', version: '3', title: 'Mixing' },
  ...{ due: '2026-12-01', hash: null, source: null },
};
const ADA: Signer = {
  ...{ person: 'p1', username: 'ada', name: 'Ada Muster' },
  ...{ roles: ['operator'], permissions: new Set(['step.perform']) },
};

/** A state after facts that were stated one after the other, each by the trainer. */
function after(facts: NewFact[], state: TrainingState = trainingProjection.empty, at = VIENNA.now): TrainingState {
  const by = { person: 'p2', name: 'Eva Muster', role: 'supervisor' };
  return facts.reduce((known, fact, index) => {
    const placed: Fact = {
      ...{ v: 1, stream: 'training/p1', seq: index + 1, at, happenedAt: at, zone: VIENNA.zone, by, config: '' },
      ...fact,
    };
    return trainingProjection.apply(known, placed);
  }, state);
}

const trainings = (state: TrainingState) => Object.values(state.training);
const trained = after(recordTraining(GIVEN, PAIR, VIENNA));

describe('a training', () => {
  it('11.10(i), 211.25: is stated by another person, never by whom it is about', () => {
    const own = { person: 'p1', trainer: 'p1' };
    expect(() => recordTraining(GIVEN, own, VIENNA)).toThrow('training.own');
    expect(() => revokeTraining(trained, { training: 't1', reason: 'x' }, own)).toThrow('training.own');
    expect(trained.training['t1']).toMatchObject({ person: 'p1', trainer: 'p2', trainerName: 'Eva Muster' });
  });

  it('is of a day that has come, and not lapsed already', () => {
    const on = (day: string) => () => recordTraining({ ...GIVEN, day }, PAIR, VIENNA);
    expect(on('2026-11-24')).toThrow('training.in-future');
    expect(on('2026-02-30')).toThrow('training.no-such-day');
    expect(on('2025-11-22')).toThrow('training.lapsed-already');
    expect(on('2025-11-23')).not.toThrow();
  });

  it('11.10(i): counts to the end of its last day where one works, and is missed with the day since when', () => {
    expect(lacksOf([], [WELDING], VIENNA)).toEqual([{ ...WELDING, state: 'missing', since: null }]);
    expect(lacksOf(trainings(trained), [WELDING], VIENNA)).toEqual([]);
    // 20 November 2027 ends in Vienna an hour before it ends in UTC
    expect(lacksOf(trainings(trained), [WELDING], later('2027-11-20T22:59:59.999Z'))).toEqual([]);
    expect(lacksOf(trainings(trained), [WELDING], later('2027-11-20T23:00:00.000Z'))).toEqual([
      { ...WELDING, state: 'lapsed', since: '2027-11-20' },
    ]);
  });

  it('11.10(i): of a document by a trainer is no reading of it, which is given all the same', () => {
    const told = after(recordTraining({ ...GIVEN, ...SOP, validity: null }, PAIR, VIENNA));
    expect(lacksOf(trainings(told), [SOP], VIENNA)).toMatchObject([{ code: 'SOP-0042', state: 'missing' }]);
    expect(standingsOf(trainings(told), [], VIENNA)).toEqual([]);
    expect(assignMissing(told, [READING], VIENNA)).toHaveLength(1);
  });

  it('11.10(i): counts from when it is on record to when it is revoked, also for work that is stated later', () => {
    const before = later('2026-11-23T10:59:59.999Z');
    expect(lacksOf(trainings(trained), [WELDING], before)).toMatchObject([{ state: 'missing' }]);
    const revoke = revokeTraining(trained, { training: 't1', reason: 'x' }, PAIR);
    const revoked = after(revoke, trained, '2026-11-23T12:00:00.000Z');
    expect(lacksOf(trainings(revoked), [WELDING], later('2026-11-23T11:59:59.999Z'))).toEqual([]);
    expect(lacksOf(trainings(revoked), [WELDING], later('2026-11-23T12:00:00.000Z'))).toMatchObject([
      { state: 'revoked' },
    ]);
  });

  it('counts no more once it is revoked for a reason, and again after another', () => {
    const revoked = after(revokeTraining(trained, { training: 't1', reason: 'wrong machine' }, PAIR), trained);
    expect(revoked.training['t1']).toMatchObject({ revokedBecause: 'wrong machine' });
    expect(lacksOf(trainings(revoked), [WELDING], VIENNA)).toMatchObject([{ state: 'revoked', since: '2026-11-23' }]);
    expect(() => revokeTraining(revoked, { training: 't1', reason: 'x' }, PAIR)).toThrow('training.revoked');
    const again = after(recordTraining({ ...GIVEN, training: 't2' }, PAIR, VIENNA), revoked);
    expect(lacksOf(trainings(again), [WELDING], VIENNA)).toEqual([]);
  });

  it.each([
    ['2024-02-29', 'P1Y', '2025-02-28'],
    ['2026-01-31', 'P1M', '2026-02-28'],
    ['2026-11-23', 'P2W', '2026-12-07'],
    ['2026-12-31', 'P1Y6M', '2028-06-30'],
    ['2026-11-23', 'P90D', '2027-02-21'],
  ])('that began on %s is good for %s to %s', (day, validity, last) => {
    expect(lastDayOf(day, validity)).toBe(last);
  });
});

describe('a reading', () => {
  const open = after(assignReading(trained, READING), trained);
  const task = open.reading_task['r1']!;
  const signing = {
    ...{ task: 'r1', signature: 's1', signer: ADA, meaning: READ },
    hash: hashOf(readingContent(task)),
  };

  it('11.10(k), 11.70: is signed over exactly the document and the version that was given', () => {
    expect(() => signReading(open, { ...signing, hash: hashOf({}) }, VIENNA)).toThrow('signature.content-changed');
    const read = after(signReading(open, signing, VIENNA), open);
    expect(read.signature['s1']).toMatchObject({ person: 'p1', meaning: 'read and understood', subject: 'r1' });
    expect(read.training['r1']).toMatchObject({ how: 'read', day: '2026-11-23', lastDay: null, trainer: null });
    expect(lacksOf(trainings(read), [SOP, { ...SOP, version: '4' }], VIENNA)).toMatchObject([
      { version: '4', state: 'missing' },
    ]);
    expect(() => signReading(read, signing, VIENNA)).toThrow('reading.not-open');
  });

  it('11.200(a)(2): is signed by nobody but whom it was given to', () => {
    const another = { ...signing, signer: { ...ADA, person: 'p9' } };
    expect(() => signReading(open, another, VIENNA)).toThrow('reading.of-another');
  });

  it('is given once, and to nobody who has read it; withdrawn, it may be given again', () => {
    expect(() => assignReading(open, READING)).toThrow('reading.assigned-already');
    expect(assignMissing(open, [READING], VIENNA)).toEqual([]);
    expect(assignMissing(after(signReading(open, signing, VIENNA), open), [READING], VIENNA)).toEqual([]);
    expect(() => withdrawReading(open, 'r1', 'x', { person: 'p1', trainer: 'p1' })).toThrow('training.own');
    const gone = after(withdrawReading(open, 'r1', 'another version', PAIR), open);
    expect(assignMissing(gone, [{ ...READING, task: 'r2' }], VIENNA)).toHaveLength(1);
  });

  it('shows with trainings as valid, soon over, lapsed or due, each need once at its best', () => {
    const states = (now: string, state = open) =>
      standingsOf(trainings(state), Object.values(state.reading_task), later(now)).map(
        ({ code, state: stands }) => `${code} ${stands}`,
      );
    expect(states('2026-11-23T11:00:00.000Z')).toEqual(['welding valid', 'SOP-0042 open']);
    expect(states('2026-12-02T11:00:00.000Z')).toEqual(['welding valid', 'SOP-0042 overdue']);
    expect(states('2027-11-01T11:00:00.000Z')).toContain('welding soon');
    expect(states('2027-12-01T11:00:00.000Z')).toContain('welding lapsed');
    const again = after(recordTraining({ ...GIVEN, training: 't2', day: '2026-11-23' }, PAIR, VIENNA), open);
    expect(states('2027-11-22T11:00:00.000Z', again)).toContain('welding soon');
  });
});

describe('a skill', () => {
  it('is defined and changed, with both in the fact; the same again states nothing', () => {
    const is = { title: 'Tube welding', validity: 'P1Y' };
    const defined = { skill: { welding: { id: 'welding', ...is } } };
    expect(putSkill(skillProjection.empty, 'welding', is)).toEqual([{ type: 'skill.defined', values: is }]);
    expect(putSkill(defined, 'welding', is)).toEqual([]);
    expect(putSkill(defined, 'welding', { ...is, validity: null })).toEqual([
      { type: 'skill.changed', values: { was: is, is: { ...is, validity: null } } },
    ]);
    expect(() => putSkill(defined, 'welding', { ...is, validity: 'PT1H' })).toThrow('skill.validity-wrong');
  });
});
