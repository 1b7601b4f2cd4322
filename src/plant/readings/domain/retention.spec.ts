import { describe, expect, it } from '@jest/globals';
import {
  archivedIn,
  before,
  decideRetention,
  isOver,
  KEEP_ALL,
  neededBy,
  retentionProjection,
  type Week,
} from './retention.js';
import { instantOf, sourceTimeOf } from './source-time.js';

const NOW = '2026-11-23T05:00:00.000Z';
const week = (from: string | null, to: string): Week => ({
  ...{ name: 'reading_20250106', bytes: 8192n, to: sourceTimeOf(to), from: from === null ? null : sourceTimeOf(from) },
});
const JANUARY = week('2025-01-06T00:00:00.000Z', '2025-01-13T00:00:00.000Z');
const { empty } = retentionProjection;

describe('how long readings stay', () => {
  it.each([
    ['P1Y', '2025-11-23T05:00:00.000Z'],
    ['P18M', '2025-05-23T05:00:00.000Z'],
    ['P15W', '2026-08-10T05:00:00.000Z'],
    ['P90D', '2026-08-25T05:00:00.000Z'],
  ])('is counted by the calendar: %s', (period, at) => {
    expect(before(NOW, period)).toBe(at);
  });

  it('is for ever until somebody says otherwise, with a reason, and said once', () => {
    expect(isOver(JANUARY, KEEP_ALL, NOW)).toBe(false);
    const policy = { keep: 'P1Y', afterBatch: 'P15Y' };
    const [fact] = decideRetention(empty, policy, 'SOP-0042', NOW);
    expect(fact).toEqual({ type: 'retention.defined', values: policy, reason: 'SOP-0042' });
    const defined = { ...empty, reading_retention: { readings: { id: 'readings', ...policy, definedAt: NOW } } };
    expect(() => decideRetention(defined, policy, 'again', NOW)).toThrow(
      expect.objectContaining({ code: 'retention.unchanged' }),
    );
    expect(decideRetention(defined, { ...policy, keep: null }, 'for ever', NOW)).toHaveLength(1);
  });

  it('is never so short that a late value would find no partition', () => {
    const ask = (keep: string) => () => decideRetention(empty, { keep, afterBatch: 'P15Y' }, 'why', NOW);
    for (const keep of ['P89D', 'P12W', 'P2M', 'P0Y'])
      expect(ask(keep)).toThrow(expect.objectContaining({ code: 'retention.too-short' }));
    for (const keep of ['P90D', 'P13W', 'P3M', 'P1Y']) expect(ask(keep)).not.toThrow();
  });

  it('is at least a year after a batch, which is released some time after it is over', () => {
    const ask = (afterBatch: string) => () => decideRetention(empty, { keep: 'P1Y', afterBatch }, 'why', NOW);
    for (const afterBatch of ['P0D', 'P0Y', 'P364D', 'P52W', 'P11M'])
      expect(ask(afterBatch)).toThrow(
        expect.objectContaining({ code: 'retention.too-short', values: { afterBatch, least: 'P1Y' } }),
      );
    for (const afterBatch of ['P365D', 'P53W', 'P12M', 'P1Y', 'P999Y']) expect(ask(afterBatch)).not.toThrow();
  });

  it('is over for a week when its last instant is that old', () => {
    const policy = { keep: 'P1Y', afterBatch: 'P15Y' };
    expect(isOver(JANUARY, policy, '2026-01-13T00:00:00.000Z')).toBe(true);
    expect(isOver(JANUARY, policy, '2026-01-12T23:59:59.999Z')).toBe(false);
  });
});

describe('a week', () => {
  const span = (from: string, to: string | null) => ({ unit: 'u', batch: 'b', from, to });

  it.each([
    [true, 'held its unit in it', span('2025-01-08T00:00:00.000Z', '2025-01-09T00:00:00.000Z')],
    [true, 'holds its unit since before it', span('2024-12-01T00:00:00.000Z', null)],
    [true, 'began within a day after it', span('2025-01-13T23:00:00.000Z', null)],
    [true, 'ended within a day before it', span('2024-12-01T00:00:00.000Z', '2025-01-05T01:00:00.000Z')],
    [false, 'began later', span('2025-01-14T00:00:00.000Z', null)],
    [false, 'ended earlier', span('2024-12-01T00:00:00.000Z', '2025-01-04T23:59:59.999Z')],
  ])('is needed (%s) by a batch that %s', (isNeeded, _, need) => {
    expect(neededBy([JANUARY], [need, need])).toEqual([isNeeded ? ['b'] : []]);
  });

  it('that holds all that was before is needed by whatever was before', () => {
    const first = week(null, '2025-01-13T00:00:00.000Z');
    expect(neededBy([first], [span('2020-01-01T00:00:00.000Z', '2020-01-02T00:00:00.000Z')])).toEqual([['b']]);
  });

  it('is needed by each batch of its time, among many of both', () => {
    const at = (day: number) => instantOf(JANUARY.from! + BigInt(day * 864) * 1_000_000_000n);
    const weeks = Array.from({ length: 500 }, (_, n) => week(n === 0 ? null : at(7 * n), at(7 * n + 7)));
    const needs = Array.from({ length: 20_000 }, (_, n) => {
      const first = (n * 37) % 3500;
      return { unit: 'u', batch: `b${n}`, from: at(first), to: n % 7000 === 0 ? null : at(first + 5) };
    });
    const batches = neededBy(weeks, needs);
    for (const index of [0, 1, 250, 499])
      expect(batches[index]).toHaveLength(
        needs.filter((need) => neededBy([weeks[index]!], [need])[0]!.length > 0).length,
      );
    expect(batches[250]!.length).toBeGreaterThan(50);
  });

  it('that is detached is told of where it has a part in a span', () => {
    const [from, to] = [JANUARY.from!, JANUARY.to];
    const row = { id: 'reading_20250106', retention: 'readings', bytes: '8192', detachedAt: NOW };
    const weeks = [
      { ...row, fromTime: `${from}`, toTime: `${to}` },
      { ...row, id: 'reading_first', fromTime: null, toTime: `${from}` },
    ];
    expect(archivedIn({ from, to }, weeks).map(({ id }) => id)).toEqual(['reading_20250106']);
    expect(archivedIn({ from: from - 1n, to }, weeks).map(({ id }) => id)).toEqual([
      'reading_first',
      'reading_20250106',
    ]);
    expect(archivedIn({ from: to, to: to + 1n }, weeks)).toEqual([]);
  });
});
