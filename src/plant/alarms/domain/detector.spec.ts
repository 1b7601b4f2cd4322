import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Detected, type ReadSource, type Sample, see, tick, undetected } from './detector.js';

const high: ReadSource = {
  ...{ kind: 'limit', tag: 'temperature', above: '38.5', deadband: '0.5', onDelay: 'PT10S', offDelay: 'PT5S' },
};
const at = (second: number, value: Sample['value']): Sample => ({ at: second * 1000, heard: second * 1000, value });

const fold = (source: ReadSource, samples: readonly Sample[]): Detected =>
  samples.reduce((state, sample) => see(source, state, sample), undetected(0));

describe('a limit', () => {
  it('raises after its delay, from when the delay was over, and not for a shorter excursion', () => {
    expect(fold(high, [at(0, 38), at(1, 39), at(10, 39)]).active).toBe(false);
    expect(fold(high, [at(0, 38), at(1, 39), at(12, 39)])).toMatchObject({ active: true, since: 11_000 });
    expect(fold(high, [at(1, 39), at(9, 38.4), at(12, 39)]).active).toBe(false);
  });

  it('ends once the value is back by the deadband, and stays so for the delay', () => {
    const raised = [at(0, 39), at(10, 39)];
    expect(fold(high, [...raised, at(20, 38.2), at(40, 38.2)]).active).toBe(true);
    expect(fold(high, [...raised, at(20, 38.0), at(24, 38.0)]).active).toBe(true);
    expect(fold(high, [...raised, at(20, 38.0), at(25, 38.0)])).toMatchObject({ active: false, since: 25_000 });
  });

  it('is raised by the clock where a unit says only what changes', () => {
    const state = fold(high, [at(1, 39)]);
    expect(tick(high, state, 10_999, 'PT30S').active).toBe(false);
    expect(tick(high, state, 11_000, 'PT30S')).toMatchObject({ active: true, since: 11_000 });
  });

  it('takes the clock of a unit for what it is: an hour behind raises nothing at once', () => {
    const late = see(high, undetected(0), { at: 0, heard: 3_600_000, value: 39 });
    expect(tick(high, late, 3_605_000, 'PT30S').active).toBe(false);
    expect(tick(high, late, 3_610_000, 'PT30S').active).toBe(true);
  });

  it('is judged on although its unit’s clock was a day ahead for a moment', () => {
    const ahead: Sample = { at: 86_400_000, heard: 1000, value: 38 };
    expect(fold(high, [ahead, at(2, 39), at(13, 39)])).toMatchObject({ active: true, since: 12_000 });
  });

  it('knows no bad value, and none that comes after later ones', () => {
    const raised = fold(high, [at(0, 39), at(10, 39)]);
    expect([at(30, null), at(5, 20)].reduce((state, sample) => see(high, state, sample), raised)).toEqual(raised);
  });

  it('never moves while the value stays within the deadband of where it is', () => {
    const between = fc.double({ min: 38.01, max: 38.5, noNaN: true });
    const steps = fc.array(fc.record({ value: between, wait: fc.integer({ min: 0, max: 60 }) }), { maxLength: 50 });
    fc.assert(
      fc.property(steps, fc.boolean(), (given, active) => {
        let [second, state] = [100, { ...undetected(0), active }];
        for (const { value, wait } of given) {
          second += wait;
          state = tick(high, see(high, state, at(second, value)), second * 1000, 'PT30S');
          if (state.active !== active) return false;
        }
        return true;
      }),
    );
  });

  it('moves at most once within a delay, and never before the value has been away for one, however it jumps', () => {
    const values = fc.array(fc.tuple(fc.double({ min: 30, max: 45, noNaN: true }), fc.integer({ min: 1, max: 4 })), {
      maxLength: 80,
    });
    fc.assert(
      fc.property(values, (given) => {
        let [second, state] = [0, undetected(0)];
        const moves: { at: number; active: boolean }[] = [];
        for (const [value, wait] of given) {
          second += wait;
          const next = see(high, state, at(second, value));
          if (next.active !== state.active) moves.push({ at: next.since, active: next.active });
          state = next;
        }
        return moves.every(
          (move, index) =>
            move.active === (index % 2 === 0) &&
            (index === 0 || move.at - moves[index - 1]!.at >= (move.active ? 10_000 : 5_000)),
        );
      }),
    );
  });

  it('gives the same whether samples come one by one or with ticks of a true clock between them', () => {
    const values = fc.array(fc.double({ min: 37, max: 40, noNaN: true }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(values, (given) => {
        const samples = given.map((value, second) => at(second, value));
        const ticked = samples.reduce(
          (state, sample) => tick(high, see(high, state, sample), sample.heard, 'PT30S'),
          undetected(0),
        );
        expect(ticked).toEqual(fold(high, samples));
      }),
    );
  });
});

describe('a state and silence', () => {
  const door: ReadSource = { kind: 'state', tag: 'door-open', is: true, onDelay: 'PT0S', offDelay: 'PT0S' };
  const silent: ReadSource = { kind: 'stale', tag: 'temperature' };

  it('a flag of a unit raises and ends at once, each time that it does', () => {
    const moves = [true, false, true].map((value, second) => at(second, value));
    const seen = moves.map((_, last) => fold(door, moves.slice(0, last + 1)).active);
    expect(seen).toEqual([true, false, true]);
  });

  it('no good value for the stale time of its tag raises, and the next good one ends it', () => {
    const state = see(silent, fold(silent, [at(0, 37)]), at(20, null));
    expect(tick(silent, state, 30_000, 'PT30S').active).toBe(false);
    const stale = tick(silent, state, 30_001, 'PT30S');
    expect(stale).toMatchObject({ active: true, since: 30_000 });
    expect(see(silent, stale, at(40, 37)).active).toBe(false);
  });
});
