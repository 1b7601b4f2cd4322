import { describe, expect, it } from '@jest/globals';
import type { HoldWindow, Monitor, NumberField } from '../../../definition/recipes/domain/index.js';
import { Refusal } from '../../../kernel/refusal.js';
import { acceptEntry } from './accept-entry.js';
import { aggregate } from './aggregate.js';
import { judgeElapsed, monitorLengths, scaledMs, windowLengths } from './lengths.js';

const viability: NumberField = {
  type: 'number',
  id: 'viability',
  title: 'Viability',
  unit: '%',
  decimals: 1,
  alert: { low: '80', high: '100' },
  action: { low: '70.0', high: '100' },
  onBreach: 'supervisor',
  criticality: 'CQA',
};
const refusal = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  throw new Error('nothing was refused');
};

describe('an entry', () => {
  it.each([
    ['100', '100.0', 'within'],
    ['80', '80.0', 'within'],
    ['79.9', '79.9', 'alert'],
    ['70', '70.0', 'alert'],
    ['69.9', '69.9', 'action'],
    ['100.1', '100.1', 'action'],
  ])('of %s is kept as %s and judged %s', (text, value, verdict) => {
    expect(acceptEntry(viability, text, '%')).toEqual({ value, unit: '%', verdict });
  });

  it.each([
    ['entry.unit-wrong', '87', '/mL'],
    ['entry.unit-wrong', '87', undefined],
    ['entry.not-a-number', 'many', '%'],
    ['entry.too-many-decimals', '87.25', '%'],
  ])('is refused with %s', (code, text, unit) => {
    expect(refusal(() => acceptEntry(viability, text, unit))).toBe(code);
  });

  it('is refused where it is no choice, no truth, or empty', () => {
    expect(
      refusal(() => acceptEntry({ type: 'choice', id: 'c', title: '', choices: [{ id: 'a', title: '' }] }, 'b')),
    ).toBe('entry.not-a-choice');
    expect(refusal(() => acceptEntry({ type: 'boolean', id: 'b', title: '' }, 'yes'))).toBe('entry.not-true-or-false');
    expect(refusal(() => acceptEntry({ type: 'text', id: 't', title: '' }, '  '))).toBe('entry.empty');
  });
});

describe('211.111: a hold time', () => {
  const lengths = { min: 1000, alert: 2000, max: 3000 };
  it.each([
    [999, 'early'],
    [1000, 'within'],
    [2000, 'within'],
    [2001, 'alert'],
    [3000, 'alert'],
    [3001, 'late'],
  ])('of %i ms is %s', (elapsed, verdict) => expect(judgeElapsed(lengths, elapsed)).toBe(verdict));

  const window: HoldWindow = {
    id: 'w',
    title: 'Hold',
    from: { phase: 'a', edge: 'end' },
    to: { phase: 'b', edge: 'start' },
    min: 'PT10M',
    max: 'PT60M',
    alert: 'PT45M',
    onBreach: 'continue',
    criticality: 'CPP',
    demo: { max: 'PT2M', alert: 'PT1M' },
  };
  it('keeps its real maximum, and under a speed factor the demo profile’s, while its minimum scales', () => {
    expect(windowLengths(window, 1)).toEqual({ min: 600_000, max: 3_600_000, alert: 2_700_000 });
    expect(windowLengths(window, 60)).toEqual({ min: 10_000, max: 120_000, alert: 60_000 });
    const { demo: _, ...real } = window;
    expect(windowLengths(real, 60)).toMatchObject({ max: 3_600_000, alert: 2_700_000 });
  });

  it('lets waits scale with speed and monitors keep theirs', () => {
    const monitor = { delay: 'PT2M', staleAfter: 'PT1M', demo: { delay: 'PT60S' } } as Monitor;
    expect(scaledMs('PT1H', 60)).toBe(60_000);
    expect(monitorLengths(monitor, 1)).toEqual({ delay: 120_000, staleAfter: 60_000 });
    expect(monitorLengths(monitor, 600)).toEqual({ delay: 60_000, staleAfter: 60_000 });
  });
});

describe('a captured value', () => {
  const readings = [36.9, 37.1, 37.15].map((value, i) => ({ at: BigInt(i), value }));
  const cel = { unit: 'Cel', decimals: 1 };
  it.each([
    ['last', '37.2'],
    ['mean', '37.0'],
    ['min', '36.9'],
    ['max', '37.2'],
  ] as const)('%s is %s, with its readings cited', (kind, value) => {
    const taken = aggregate(readings, kind, 'Cel', cel);
    expect(taken).toMatchObject({ quality: 'good', value });
    expect(taken.cited).toHaveLength(kind === 'last' ? 1 : 3);
  });

  it('converts the unit of the tag to that of the field', () => {
    expect(aggregate([{ at: 1n, value: 310.15 }], 'last', 'K', cel).value).toBe('37.0');
  });

  it('has no value where the newest reading is bad or none came: no good old one takes its place', () => {
    expect(aggregate([...readings, { at: 9n, value: null }], 'last', 'Cel', cel)).toMatchObject({
      quality: 'bad',
      value: null,
    });
    expect(aggregate([], 'mean', 'Cel', cel)).toEqual({ quality: 'stale', value: null, cited: [] });
  });
});
