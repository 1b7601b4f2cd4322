import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { change, fact, type Forge, ofKind, without } from './forge-paper.js';
import { PaperMonitor, type Told } from './paper-monitor.js';

/** One a ten seconds; `values` by second where they begin. */
function curve(seconds: number, values: Record<number, number | null>): Told[] {
  const told: Told[] = [];
  let value: number | null = 37;
  for (let at = 0; at <= seconds; at += 10) {
    if (values[at] !== undefined) value = values[at]!;
    told.push({ at, value });
  }
  return told;
}
const after = (told: Told[], from: number, to: number): Told[] => told.filter(({ at }) => at < from || at > to);
const late = (told: Told[], from: number, to: number, by: number): Told[] =>
  told.map((one) => (one.at >= from && one.at <= to ? { ...one, late: by } : one));

const WARM = { 300: 38.5, 400: 37.8, 500: 37 };
const warm = new PaperMonitor().tells(curve(1200, WARM), { ends: 1200 }).toEnd();
const calm = new PaperMonitor().tells(curve(1200, {}), { ends: 1200 }).toEnd();
const silent = new PaperMonitor().tells(after(curve(1200, {}), 300, 500), { ends: 1200 }).toEnd();
const buffered = new PaperMonitor().tells(late(curve(1200, {}), 300, 500, 400), { ends: 1200 }).toEnd();

const kinds = (batch: PaperMonitor): string[] =>
  [...Object.values(batch.state.event), ...Object.values(batch.state.exception)].map(
    ({ kind, endedAt, values }) =>
      `${kind}${endedAt === null ? ', open' : ''}${typeof values['late'] === 'string' ? `, ${values['late']}` : ''}`,
  );
const values =
  (type: string, kind: string, more: object): Forge =>
  (facts) =>
    void Object.assign(fact(facts, type, ofKind(kind)).values['values'] as object, more);

describe('what monitors say of a program', () => {
  it.each<[string, PaperMonitor, string[]]>([
    ['too warm for longer than the delay', warm, ['limit.alert', 'limit.action']],
    ['as it should be', calm, []],
    [
      'too warm for less than the delay',
      new PaperMonitor().tells(curve(600, { 300: 38.5, 340: 37 }), { ends: 600 }).toEnd(),
      [],
    ],
    ['without a reading', silent, ['data.unknown']],
    [
      'with readings that are not good',
      new PaperMonitor().tells(curve(900, { 300: null, 500: 37 }), { ends: 900 }).toEnd(),
      ['data.unknown'],
    ],
    ['with readings that came late', buffered, ['data.unknown, withdrawn']],
    [
      'too warm at its end',
      new PaperMonitor().tells(curve(900, { 600: 38.5 }), { ends: 900 }).toEnd(),
      ['limit.alert', 'limit.action'],
    ],
    [
      'still too warm, as it runs',
      new PaperMonitor().tells(curve(900, { 600: 38.5 }), { ends: null, goesOn: 0 }),
      ['limit.alert, open', 'limit.action, open'],
    ],
    [
      'whose late readings were too warm',
      new PaperMonitor().tells(late(curve(900, { 300: 38.5, 500: 37 }), 300, 500, 300), { ends: 900 }).toEnd(),
      ['data.unknown, withdrawn', 'limit.alert, revised', 'limit.action, revised'],
    ],
  ])('follows from its readings: %s', (_, batch, said) => {
    expect(kinds(batch).sort()).toEqual([...said].sort());
    expect(batch.found()).toEqual([]);
  });

  it('follows from whatever readings came, in whatever order', () => {
    const reading = fc.record({
      value: fc.option(fc.constantFrom(35.5, 36.2, 36.8, 37, 37.2, 37.8, 38.5), { freq: 8 }),
      times: fc.integer({ min: 1, max: 12 }),
      late: fc.option(fc.integer({ min: 0, max: 200 }), { freq: 3, nil: 0 }),
      gone: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(reading, { minLength: 1, maxLength: 12 }), fc.integer({ min: 7, max: 90 }), (runs, tick) => {
        const told = runs
          .flatMap(({ times, ...run }) => Array.from({ length: times }, () => run))
          .map(({ value, late: by, gone }, index) => ({ at: index * 10 + 10, value, late: by, gone }))
          .filter(({ gone, at }) => !gone || at % 40 !== 0);
        const batch = new PaperMonitor().tells(told, { ends: 10 * told.length + 40, tick });
        expect(batch.found()).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it.each<[string, PaperMonitor, Forge, RegExp]>([
    [
      'an exception is not said',
      warm,
      without('exception.raised', ofKind('limit.action')),
      /readings show an action limit missed, and nothing says so/,
    ],
    [
      'an alert is not said',
      warm,
      without('event.recorded', ofKind('limit.alert')),
      /readings show an alert limit missed, and nothing says so/,
    ],
    [
      'a silence is not said',
      silent,
      without('exception.raised', ofKind('data.unknown')),
      /readings show that nothing good was known, and nothing says so/,
    ],
    ['an excursion begins at another time', warm, moved('limit.action', 30), /no readings show E1, as it begins/],
    [
      'an excursion ends at another time',
      warm,
      (facts) => (facts.find(({ type }) => type === 'exception.ended')!.values['endedAt'] = '2026-01-05T08:06:00.000Z'),
      /E1 ends at another time than its readings show/,
    ],
    [
      'an excursion went less far',
      warm,
      (facts) =>
        void Object.assign(facts.find(({ type }) => type === 'exception.ended')!.values['values'] as object, {
          extreme: 38.1,
        }),
      /E1 shows another extreme than its readings/,
    ],
    [
      'an excursion shows another limit',
      warm,
      values('exception.raised', 'limit.action', { action: { low: '36.0', high: '38.4' } }),
      /it shows another action/,
    ],
    [
      'an excursion weighs less',
      warm,
      change('exception.raised', { criticality: 'IPC' }, ofKind('limit.action')),
      /another criticality/,
    ],
    [
      'an excursion opens no deviation',
      warm,
      change('exception.raised', { deviation: false }, ofKind('limit.action')),
      /whether it opens a deviation/,
    ],
    [
      'an excursion is of no monitor',
      warm,
      change(
        'exception.raised',
        { identity: 'monitor/expand/co2/action/2026-01-05T08:05:00.000Z' },
        ofKind('limit.action'),
      ),
      /no monitor of its step calls for it/,
    ],
    [
      'an excursion is of nothing',
      warm,
      change('exception.raised', { identity: 'somewhere' }, ofKind('limit.action')),
      /no monitor of its step calls for it/,
    ],
  ])('is found out where %s', (_, batch, forge, what) => {
    expect(batch.found(forge)).toContainEqual(expect.stringMatching(what));
  });

  it('is found out where its program had not begun', () => {
    expect(warm.found(moved('limit.action', -3600))).toContain('limit.action E1: its program did not run then');
  });

  it('is found out where it was invented', () => {
    const invented: Forge = (facts) => {
      const taken = warm.facts.filter(({ values: { exception } }) => exception === 'E1');
      const place = facts.findIndex(({ type }) => type === 'step.program-ended');
      facts.splice(place + 1, 0, ...(JSON.parse(JSON.stringify(taken)) as typeof facts));
    };
    expect(calm.found(invented)).toContainEqual(expect.stringMatching(/no readings show E1/));
  });

  it('is found out where the readings are others', () => {
    const cooler = (all: PaperMonitor['readings']) =>
      all.map((one) => (Number(one.value) > 38 ? { ...one, value: 37.9 } : one));
    expect(warm.found(undefined, cooler)).toContainEqual(expect.stringMatching(/no readings show E1/));
    const warmer = (all: PaperMonitor['readings']) =>
      all.map((one, index) => (index > 50 && index < 70 ? { ...one, value: 39 } : one));
    expect(calm.found(undefined, warmer)).toContainEqual(
      expect.stringMatching(/an action limit missed, and nothing says so/),
    );
  });

  it('is found out where a true excursion was taken back', () => {
    const taken: Forge = (facts) => {
      const ended = facts.find(({ type }) => type === 'exception.ended')!;
      const { startedAt } = fact(facts, 'exception.raised', ofKind('limit.action')).values;
      Object.assign(ended.values, { endedAt: startedAt, values: { durationMs: 0, late: 'withdrawn' } });
    };
    expect(warm.found(taken)).toContainEqual(expect.stringMatching(/an action limit missed, and nothing says so/));
  });
});

function moved(kind: string, seconds: number): Forge {
  return (facts) => {
    const { values: of } = fact(facts, 'exception.raised', ofKind(kind));
    const startedAt = new Date(Date.parse(String(of['startedAt'])) + seconds * 1000).toISOString();
    Object.assign(of, { startedAt, identity: `monitor/expand/temperature/action/${startedAt}` });
  };
}
