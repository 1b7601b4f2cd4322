import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Gap, Reading, Series } from '../../web/src/api/types.js';
import {
  archivedSpans,
  emptySpans,
  readingsOf,
  trendRows,
  withLive,
  withoutArchived,
} from '../../web/src/parts/trend-spans.js';
import { bandsOf, happeningsOf } from '../../web/src/parts/batch-marks.js';
import { shownTime, startOf } from '../../web/src/unit/range.js';
import type { Batch } from '../../web/src/api/types.js';

const START = Date.parse('2026-11-22T12:00:00.000Z');
const at = (second: number): string => new Date(START + second * 1000).toISOString();
const reading = (second: number, value: number | null = 37, status = 0): Reading => ({
  ...{ tag: 'ph', ucum: '[pH]', sourceAt: at(second), value, status },
  quality: status === 0 ? 'good' : 'bad',
});
const gap = (from: number, to: number, more: Partial<Gap> = {}): Gap => ({
  ...{ id: 'g', tags: ['ph'], fromTime: '0', toTime: '0', fromAt: at(from), toAt: at(to) },
  ...{ cause: 'message-lost', state: 'open', ...more },
});
const past = (readings: Reading[], gaps: Gap[] = [], to = 100) => ({
  ...{ readings, gaps, from: START, to: START + to * 1000, longest: 30_000 },
});
const seconds = (spans: { from: number; to: number }[]) =>
  spans.map(({ from, to }) => [(from - START) / 1000, (to - START) / 1000]);

describe('a trend', () => {
  it('names each time without numbers: a gap by its cause, bad readings by their status, silence as silence', () => {
    const readings = [reading(0), reading(10), reading(40), reading(41, null, 0x808c0000), reading(44), reading(45)];
    const spans = emptySpans('ph', past(readings, [gap(10, 40), gap(44, 45, { state: 'backfilled' })]));
    expect(spans.map(({ kind }) => kind)).toEqual(['gap', 'bad', 'silent']);
    expect(seconds(spans)).toEqual([
      [10, 40],
      [41, 44],
      [45, 100],
    ]);
    expect(spans).toMatchObject([{ cause: 'message-lost' }, { status: 0x808c0000 }, {}]);
    expect(emptySpans('do', past(readings, [gap(10, 40)])).map(({ kind }) => kind)).not.toContain('gap');
  });

  it('draws no line across any of them, and no number where there is none', () => {
    const times = fc.uniqueArray(fc.nat(600), { minLength: 2, maxLength: 60 });
    const gaps = fc.array(fc.tuple(fc.nat(600), fc.integer({ min: 2, max: 60 })), { maxLength: 5 });
    fc.assert(
      fc.property(times, gaps, fc.nat(600), (all, lost, bad) => {
        const isLost = (second: number) => lost.some(([from, length]) => second > from && second < from + length);
        const kept = all.toSorted((a, b) => a - b).filter((second) => !isLost(second));
        const readings = kept.map((second) => (second === bad ? reading(second, null, 0x80000000) : reading(second)));
        const spans = emptySpans(
          'ph',
          past(
            readings,
            lost.map(([from, length]) => gap(from, from + length)),
            700,
          ),
        );
        const [xs, ys] = trendRows(readings, spans, { from: START, to: START + 700_000 });
        expect(xs).toEqual(xs.toSorted((a, b) => a - b));
        for (let index = 1; index < xs.length; index++) {
          if (ys[index] === null || ys[index - 1] === null) continue;
          const [from, to] = [xs[index - 1]! * 1000, xs[index]! * 1000];
          expect(spans.filter((span) => span.from < to && span.to > from)).toEqual([]);
        }
        expect(ys.filter((value) => value !== null)).toHaveLength(
          readings.filter(({ value }) => value !== null).length,
        );
      }),
    );
  });

  it('grows by what comes live, and ends with a bad reading where the last one is bad', () => {
    const points = [
      [START + 1000, 37.1],
      [START + 2000, 37.2],
    ] as const;
    const grown = withLive([reading(0), reading(1)], { last: reading(3, null, 0x808c0000), points });
    expect(grown.map(({ sourceAt, quality }) => [sourceAt, quality])).toEqual([
      [at(0), 'good'],
      [at(1), 'good'],
      [at(2), 'good'],
      [at(3), 'bad'],
    ]);
    expect(withLive([reading(0)], undefined)).toHaveLength(1);
  });

  it('draws of a bucket its first, lowest, highest and last value, and breaks where one was not good', () => {
    const point = (second: number, of: number) => ({ value: of, sourceTime: `${second}`, sourceAt: at(second) });
    const bucket = {
      ...{ ucum: '[pH]', from: '0', fromAt: at(0), count: 60, uncertain: 0, bad: 1, gap: false },
      ...{ first: point(0, 7), low: point(40, 6), high: point(0, 7), last: point(59, 7.1) },
      worst: { status: 0x808c0000, sourceTime: '50', sourceAt: at(50) },
    };
    const empty = { ...bucket, first: null, low: null, high: null, last: null, worst: null };
    const series: Pick<Series, 'readings' | 'buckets'> = { readings: [], buckets: [bucket, empty] };
    const drawn = readingsOf('ph', series);
    expect(drawn.map(({ sourceAt, value, quality }) => [sourceAt, value, quality])).toEqual([
      [at(0), 7, 'good'],
      [at(40), 6, 'good'],
      [at(50), null, 'bad'],
      [at(59), 7.1, 'good'],
    ]);
    expect(seconds(emptySpans('ph', past(drawn, [], 60)).filter(({ kind }) => kind === 'bad'))).toEqual([[50, 59]]);
  });

  it('shows what is archived as one time, and calls nothing in it silence', () => {
    const week = (from: number | null, to: number, since: number) => ({
      ...{ fromAt: from === null ? null : at(from), toAt: at(to), detachedAt: at(since) },
    });
    const time = { from: START, to: START + 100_000 };
    const archived = archivedSpans(
      [week(null, -5, 900), week(-5, 20, 901), week(20, 40, 902), week(60, 200, 903)],
      time,
    );
    expect(seconds(archived)).toEqual([
      [0, 40],
      [60, 100],
    ]);
    expect(archived.map(({ since }) => since)).toEqual([START + 902_000, START + 903_000]);
    const silent = (from: number, to: number) => ({
      kind: 'silent' as const,
      ...{ from: START + from * 1000, to: START + to * 1000 },
    });
    const lost = { ...silent(5, 10), kind: 'gap' as const, cause: 'message-lost' };
    const all = [lost, silent(12, 40), silent(39, 61), silent(60, 61), silent(30, 99)];
    expect(withoutArchived(all, archived)).toEqual([lost, silent(40, 60), silent(40, 60)]);
  });

  it('shows no more at once than can be asked for, and says so', () => {
    const [days, zone] = [{ from: '', to: '' }, 'Europe/Vienna'];
    const shown = (from: string, to: string) => shownTime('days', START, null, { from, to }, zone);
    expect(shown('2026-11-01', '2026-11-03')).toEqual({
      ...{ from: '2026-10-31T23:00:00.000Z', to: '2026-11-03T23:00:00.000Z', isCut: false },
    });
    expect(shown('2026-11-03', '2026-11-01')).toEqual(shown('2026-11-01', '2026-11-03'));
    expect(shown('2026-01-01', '2026-11-03').isCut).toBe(true);
    for (const { from, to } of [
      ...[shown('2020-01-01', ''), shown('', ''), shown('', '2026-03-31'), shown('2026-11-20', '2026-11-30')],
      shownTime('batch', START, at(-90 * 86_400), days, zone),
    ])
      expect((to === null ? START + 60_000 : Date.parse(to)) - Date.parse(from)).toBeLessThan(31 * 86_400_000);
  });

  it('begins in steps, so that it is not asked for anew with each second', () => {
    const begins = Array.from({ length: 60 }, (_, n) => startOf('PT15M', START + n * 1000, null));
    expect(new Set(begins).size).toBeLessThanOrEqual(3);
    expect(begins.every((one, n) => Date.parse(one) <= START + n * 1000 - 900_000)).toBe(true);
    expect(startOf('batch', START, at(-9000))).toBe(at(-9000));
  });
});

describe('what a batch marks on a trend', () => {
  const limits = { low: '36', high: '38' };
  const exception = (id: string, values: object, from: number) => ({
    ...{ id, step: 's1', kind: 'limit.action', values, startedAt: at(from), endedAt: at(from + 5) },
  });
  const batch = {
    steps: [
      {
        id: 's1',
        unit: 'u1',
        run: { startedAt: at(10), endedAt: null },
        monitors: [{ tag: 'ph', alert: null, action: limits }],
        exceptions: [exception('E1', { tag: 'ph' }, 20), exception('E2', { tags: ['do', 'ph'] }, 5)],
      },
      { id: 's2', unit: 'u2', run: { startedAt: at(0), endedAt: at(9) }, monitors: [{ tag: 'ph' }], exceptions: [] },
    ],
    exceptionsOfBatch: [],
    events: [
      { ...exception('N1', { tag: 'ph' }, 30), kind: 'limit.alert' },
      { ...exception('N2', { tag: 'ph' }, 30), kind: 'scan.mismatch' },
    ],
  } as unknown as Batch;

  it('are the limits of each program for as long as it ran on this unit', () => {
    expect(bandsOf(batch, 'u1', 'ph')).toEqual([{ from: START + 10_000, to: null, alert: null, action: limits }]);
    expect(bandsOf(batch, 'u1', 'do')).toEqual([]);
  });

  it('are its exceptions and alerts about the tag, none that was over before', () => {
    expect(happeningsOf(batch, 'ph', START).map(({ mark }) => [mark.id, mark.tone])).toEqual([
      ['E2', 'action'],
      ['E1', 'action'],
      ['N1', 'alert'],
    ]);
    expect(happeningsOf(batch, 'ph', START + 15_000).map(({ mark }) => mark.id)).toEqual(['E1', 'N1']);
    expect(happeningsOf(undefined, 'ph', START)).toEqual([]);
  });
});
