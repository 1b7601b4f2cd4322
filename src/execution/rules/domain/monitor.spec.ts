import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { excursions, type MonitorRule, type Sample } from './monitor-fold.js';
import { advance, look, type MonitorState, type Outcome, rereadAfter, watch } from './monitor-state.js';

const SECOND = 10_000_000n;
const at = (seconds: number): bigint => BigInt(Math.round(seconds * 10)) * (SECOND / 10n);
const rule: MonitorRule = {
  alert: { low: 36.5, high: 37.5 },
  action: { low: 36, high: 38 },
  delay: at(120),
  staleAfter: at(30),
};
const sample = (seconds: number, value: number | null): Sample => ({ at: at(seconds), value });

/** A store of readings with a monitor that looks after each arrival. */
function watching(from = 0, by: MonitorRule = rule) {
  const stored: Sample[] = [];
  let state: MonitorState = watch(at(from));
  const outcomes: Outcome[] = [];
  const see = (now: bigint | null, until: bigint | null = null): Outcome[] => {
    const seen = look(by, state, now, until);
    state = seen.state;
    outcomes.push(...seen.outcomes);
    return seen.outcomes;
  };
  return {
    arrive(...samples: Sample[]): Outcome[] {
      stored.push(...samples);
      const after = rereadAfter(state, samples);
      state = advance(by, state, after === null ? samples : stored.filter((one) => one.at > after), after);
      return see(null);
    },
    tick: (seconds: number) => see(at(seconds)),
    unheard: () => see(null),
    end: (seconds: number) => see(at(seconds), at(seconds)),
    state: () => state,
    outcomes,
  };
}

const every = (step: number, from: number, to: number, value: (t: number) => number | null): Sample[] =>
  Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => sample(from + i * step, value(from + i * step)));

describe('a monitor over readings', () => {
  it('raises an alert and an action excursion with their starts once each has lasted its delay', () => {
    const monitor = watching();
    expect(monitor.arrive(...every(10, 0, 110, () => 38.5))).toEqual([]);
    const raised = monitor.arrive(sample(120, 38.7));
    expect(raised.map((o) => o.outcome === 'raised' && [o.excursion.level, o.excursion.start])).toEqual([
      ['alert', at(0)],
      ['action', at(0)],
    ]);
  });

  it('counts the delay to the reading that is exactly at its end, and not a tenth before', () => {
    const early = watching();
    expect(early.arrive(sample(0, 39), ...every(10, 10, 110, () => 39), sample(119.9, 39))).toEqual([]);
    expect(early.arrive(sample(120, 39))).toHaveLength(2);
  });

  it('keeps the reading at the very start of its watch when a late one comes', () => {
    const monitor = watching();
    monitor.arrive(sample(0, 38.5), ...every(10, 20, 110, () => 38.5));
    monitor.arrive(sample(10, 38.5));
    const raised = monitor.arrive(sample(120, 38.7));
    expect(raised.map((o) => o.outcome === 'raised' && o.excursion.start)).toEqual([at(0), at(0)]);
  });

  it('takes a value on a limit as inside', () => {
    const monitor = watching();
    monitor.arrive(...every(10, 0, 300, () => 37.5));
    monitor.arrive(...every(10, 310, 600, () => 38));
    expect(monitor.outcomes.map((o) => o.outcome === 'raised' && o.excursion.level)).toEqual(['alert']);
  });

  it('ends an excursion with its extreme value and its end, and raises it once', () => {
    const monitor = watching();
    monitor.arrive(...every(10, 0, 200, (t) => (t === 60 ? 39.9 : 38.5)));
    monitor.arrive(...every(10, 210, 300, () => 37));
    const action = monitor.outcomes.filter((o) => (o.outcome === 'raised' ? o.excursion.level : o.level) === 'action');
    expect(action.map((o) => o.outcome)).toEqual(['raised', 'ended']);
    expect(action[1]).toMatchObject({ start: at(0), end: at(210), extreme: 39.9 });
  });

  it('forgets a short excursion that came back inside before its delay', () => {
    const monitor = watching();
    monitor.arrive(...every(10, 0, 300, (t) => (t >= 100 && t < 210 ? 39 : 37)));
    expect(monitor.outcomes).toEqual([]);
  });

  it('ignores bad readings for limits, counts them, and reports a value unknown for longer than it may be', () => {
    const monitor = watching();
    monitor.arrive(...every(10, 0, 50, () => 37), ...every(10, 60, 100, () => null));
    expect(monitor.state().folded.bad).toBe(5);
    expect(monitor.outcomes).toEqual([]);
    expect(monitor.tick(80)).toEqual([]);
    expect(monitor.tick(80.1)).toMatchObject([
      { outcome: 'raised', excursion: { level: 'unknown', cause: 'bad', start: at(50) } },
    ]);
    expect(monitor.tick(90)).toEqual([]);
    expect(monitor.arrive(sample(110, 37))).toMatchObject([{ outcome: 'ended', level: 'unknown', end: at(110) }]);
  });

  it('takes nothing back of a silence that goes on while the server has only just begun to listen again', () => {
    const monitor = watching();
    monitor.arrive(...every(10, 0, 50, () => 37));
    expect(monitor.tick(90)).toHaveLength(1);
    expect(monitor.unheard()).toEqual([]);
    expect(monitor.tick(130)).toEqual([]);
    expect(monitor.arrive(sample(140, 37))).toMatchObject([{ outcome: 'ended', start: at(50), end: at(140) }]);
  });

  it('finds a unit that never said anything, and two silences in a row as two', () => {
    const monitor = watching();
    expect(monitor.tick(31)).toMatchObject([{ excursion: { level: 'unknown', cause: 'silent', start: 0n } }]);
    monitor.arrive(sample(40, 37));
    expect(monitor.arrive(sample(90, 37))).toMatchObject([
      { outcome: 'raised', excursion: { start: at(40), end: at(90) } },
    ]);
  });

  it('withdraws what a late reading shows not to have been, and revises what it changes', () => {
    const monitor = watching();
    monitor.arrive(sample(0, 37), sample(10, 39), sample(20, 39), sample(140, 39));
    const names = monitor.outcomes.map((o) => o.outcome);
    expect(names).toEqual(['raised', 'raised', 'raised']);
    expect(monitor.arrive(...every(10, 30, 130, () => 37)).map((o) => o.outcome)).toEqual([
      'withdrawn',
      'withdrawn',
      'withdrawn',
    ]);
  });

  it('ends with the watch what is still open then', () => {
    const monitor = watching();
    monitor.arrive(...every(10, 0, 150, () => 39));
    expect(monitor.end(150).map((o) => o.outcome)).toEqual(['ended', 'ended']);
  });
});

const series = fc
  .array(
    fc.tuple(fc.integer({ min: 1, max: 45 }), fc.option(fc.integer({ min: 355, max: 385 }), { nil: null, freq: 6 })),
    {
      minLength: 1,
      maxLength: 60,
    },
  )
  .map((steps) => {
    let seconds = 0;
    return steps.map(([gap, tenths]) => sample((seconds += gap), tenths === null ? null : tenths / 10));
  });
const short: MonitorRule = { ...rule, delay: at(60) };
const verdicts = (state: MonitorState, now: bigint) => excursions(short, state.folded, now);

describe('the same readings', () => {
  it('give the same verdicts in any split and any order of arrival, each raised once', () => {
    fc.assert(
      fc.property(
        series.chain((all) =>
          fc.tuple(
            fc.constant(all),
            fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length }),
            fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 20 }),
          ),
        ),
        ([all, shuffled, sizes]) => {
          const end = all.at(-1)!.at + at(100);
          const whole = watching(0, short);
          whole.arrive(...all);
          for (const order of [all, shuffled]) {
            const parts = watching(0, short);
            for (let i = 0, n = 0; i < order.length; n++) {
              const size = sizes[n % sizes.length]!;
              parts.arrive(...order.slice(i, i + size));
              i += size;
            }
            expect(verdicts(parts.state(), end)).toEqual(verdicts(whole.state(), end));
            expect(parts.state().folded).toEqual(whole.state().folded);
            const raised = parts.outcomes.flatMap((o) =>
              o.outcome === 'raised' ? [`${o.excursion.level} ${o.excursion.start}`] : [],
            );
            const standing = parts.state().known.filter(({ withdrawn }) => !withdrawn);
            if (order === all) {
              expect(new Set(raised).size).toBe(raised.length);
              expect(parts.outcomes.some((o) => o.outcome === 'withdrawn' || o.outcome === 'revised')).toBe(false);
            }
            for (const excursion of excursions(short, parts.state().folded, null))
              expect(
                standing.filter(
                  (k) =>
                    k.level === excursion.level && k.start < (excursion.end ?? end) && (k.end ?? end) > excursion.start,
                ),
              ).toHaveLength(1);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
