import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Step } from '../../web/src/api/types.js';
import { stepGroups } from '../../web/src/batch/step-groups.js';
import { dayDigits, dayIn, daysBetween, dayText, dayWords, isDay } from '../../web/src/parts/day.js';
import { curveScale, type CurveField } from '../../web/src/step/curve-scale.js';

describe('a day typed by digits', () => {
  it('reads as it is typed, and takes no ninth digit', () => {
    expect(['2', '2027', '20271', '202711', '20271130'].map(dayText)).toEqual([
      '2',
      '2027',
      '2027-1',
      '2027-11',
      '2027-11-30',
    ]);
    expect(dayDigits('2027-11-30-9 ')).toBe('20271130');
  });

  it('is one only where the calendar has it', () => {
    expect(['2028-02-29', '2027-02-29', '2027-13-01', '2027-00-10', '2027-11-31', '27-11-30'].map(isDay)).toEqual([
      ...[true, false, false, false, false, false],
    ]);
    const days = fc.date({ min: new Date('1970-01-01'), max: new Date('2200-01-01'), noInvalidDate: true });
    fc.assert(fc.property(days, (at) => expect(isDay(at.toISOString().slice(0, 10))).toBe(true)));
  });

  it('is said in words, and counted from the day that it is at the site', () => {
    expect(dayWords('2027-11-30')).toBe('30 November 2027');
    const midnight = Date.parse('2026-11-22T23:30:00Z');
    expect(['Europe/Berlin', 'UTC'].map((zone) => dayIn(zone, midnight))).toEqual(['2026-11-23', '2026-11-22']);
    expect(daysBetween('2026-11-22', '2026-11-22')).toBe(0);
    expect(daysBetween('2026-03-28', '2026-03-30')).toBe(2);
    expect(daysBetween('2026-11-22', '2020-01-31')).toBeLessThan(0);
  });
});

describe('values on a curve', () => {
  const field = (id: string, at: string, low: string | null, high: string | null): CurveField => ({
    ...{ id, at, title: id, type: 'number', unit: 'Cel', decimals: 1, choices: [], alert: null, tag: null },
    ...{ action: { low, high }, criticality: 'CPP', entry: null, capture: null },
    ...{ optional: false, expects: [], mayBeNotApplicable: false },
  });
  const fields = [
    field('start', 'PT0S', '2', '8'),
    field('ten', 'PT10M', '-12', '-2'),
    field('end', 'PT100M', null, '-80'),
  ];
  const typed: Record<string, string> = { start: '4.2', ten: '-40', end: '' };
  const scale = curveScale(fields, ({ id }) => typed[id]!);

  it('stand at their times from left to right, with the axis in minutes', () => {
    expect(scale.points.map(({ x }) => x)).toEqual([0, 0.1, 1]);
    expect(scale.points.map(({ place }) => place)).toEqual(['0', '10', '100']);
    expect(scale.unit).toBe('min');
  });

  it('are judged for the eye, and drawn only where something is typed', () => {
    expect(scale.points.map(({ verdict }) => verdict)).toEqual(['within', 'action', 'within']);
    expect(scale.points[2]!.y).toBeNull();
  });

  it('have a band that is open where a limit is', () => {
    const [start, , end] = scale.points;
    expect(start!.high).toBeLessThan(start!.y!);
    expect(start!.low).toBeGreaterThan(start!.y!);
    expect(end!.low).toBe(1);
  });

  it('all lie in the plot, whatever is typed', () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }), {
          minLength: 3,
          maxLength: 3,
        }),
        (values) => {
          const { points, ticks } = curveScale(fields, ({ id }) =>
            values[fields.findIndex((one) => one.id === id)]!.toFixed(3),
          );
          for (const { y, low, high } of points)
            for (const share of [y!, low, high]) expect(share >= 0 && share <= 1).toBe(true);
          expect(ticks.length).toBeGreaterThanOrEqual(2);
          expect(ticks.length).toBeLessThanOrEqual(6);
        },
      ),
    );
  });
});

describe('the steps of a long batch', () => {
  const step = (id: string, operation: string, more: Partial<Step> = {}) =>
    ({
      id,
      operation,
      operationTitle: operation,
      unitProcedure: 'one',
      state: 'idle',
      exceptions: [],
      blocks: [],
      ...more,
    }) as Partial<Step> as Step;
  const groupsOf = (steps: Step[]) => stepGroups({ steps });

  it('stand apart by the round of their block, without those that the procedure left out', () => {
    const feed = (round: number) => ({
      blocks: [{ id: 'feed', title: 'Feed', kind: 'loop' as const, branch: null, round }],
    });
    const steps = [
      step('a', 'x', feed(1)),
      step('b', 'x', { ...feed(1), state: 'skipped' }),
      step('c', 'x', feed(2)),
      step('d', 'x', { state: 'omitted' }),
      step('e', 'x'),
    ];
    expect(groupsOf(steps).map(({ key, steps: own, done }) => [key, own.length, done])).toEqual([
      ['a', 2, 1],
      ['c', 1, 0],
      ['e', 1, 0],
    ]);
  });

  it('are folded by operation, in their forced order, each operation of its own part', () => {
    const steps = [
      step('a', 'x'),
      step('b', 'x'),
      step('c', 'y'),
      step('d', 'x'),
      step('e', 'x', { unitProcedure: 'two' }),
    ];
    expect(groupsOf(steps).map(({ key, steps: own, opens }) => [key, own.length, opens])).toEqual([
      ['a', 2, true],
      ['c', 1, false],
      ['d', 1, false],
      ['e', 1, true],
    ]);
  });

  it('count what is done, and call where an exception waits for somebody', () => {
    const exception = (comment: string | null) => ({ id: 'E1', comment, signing: null }) as Step['exceptions'][number];
    const [done, waiting] = groupsOf([
      step('a', 'x', { state: 'complete', exceptions: [exception('seen')] }),
      step('b', 'y', { exceptions: [exception(null)] }),
    ]);
    expect(done).toMatchObject({ done: 1, needed: false });
    expect(waiting).toMatchObject({ done: 0, needed: true });
  });
});
