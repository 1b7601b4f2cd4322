import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { doubt, type Doubt, hear, settle, type Stretch } from './doubt.js';
import { KNOWN } from './sampling.js';

const SECOND = 10_000_000n;
const s = (second: number): bigint => BigInt(second) * SECOND;
/** `KNOWN` times up to `last`, so many seconds apart. */
const each = (last: number, distance = 1): bigint[] =>
  Array.from({ length: KNOWN }, (_, index) => s(last - (KNOWN - 1 - index) * distance));
const heard = (times: Record<string, number>) => new Map(Object.entries(times).map(([tag, at]) => [tag, s(at)]));

/** What the database finds in a stretch where these readings are there. */
const holesOf = (stretches: readonly Stretch[], there: readonly bigint[]): Stretch[] =>
  stretches.flatMap((stretch) => {
    const { from, to, sampling } = stretch;
    const line = [from, ...there.filter((time) => time > from && time < to), to];
    return line.slice(1).flatMap((at, index) => {
      return (at - line[index]!) * 2n > sampling * 3n ? [{ ...stretch, from: line[index]!, to: at }] : [];
    });
  });
const opened = (known: Record<string, bigint[]>, tags?: string[]): Doubt => {
  const report = { cause: 'message-lost' as const, ...(tags === undefined ? {} : { tags }) };
  return doubt(
    [],
    report,
    Object.entries(known).map(([tag, before]) => ({ tag, before })),
  )[0]!;
};

describe('a reported loss', () => {
  it('puts in doubt the tags that it names and that have spoken, each once', () => {
    const known = [
      { tag: 'ph', before: each(9) },
      { tag: 'do', before: each(8) },
      { tag: 'glucose', before: [] },
    ];
    const first = doubt([], { cause: 'message-lost', tags: ['ph', 'glucose'] }, known);
    expect(first).toEqual([{ cause: 'message-lost', tags: { ph: { since: '90000000', sampling: '10000000' } } }]);
    const second = doubt(first, { cause: 'unit-offline' }, known);
    expect(second.map(({ cause, tags }) => [cause, Object.keys(tags)])).toEqual([
      ['message-lost', ['ph']],
      ['unit-offline', ['do']],
    ]);
    expect(doubt(second, { cause: 'session-lost' }, known)).toEqual(second);
  });

  it('waits for each tag until that speaks, however the values are spread over messages', () => {
    const one = opened({ ph: each(9), do: each(9) });
    const first = hear(one, [heard({ do: 12 })]);
    expect(first.stretches).toMatchObject([{ tag: 'do', from: s(9), to: s(12) }]);
    const { spans, left } = settle(first, first.stretches);
    expect(spans).toMatchObject([{ tags: ['do'] }]);
    expect(left).toEqual({ cause: 'message-lost', tags: { ph: { since: `${s(9)}`, sampling: `${SECOND}` } } });
    const second = hear(left!, [heard({ do: 13 }), heard({ ph: 9 }), heard({ ph: 13 }), heard({ ph: 20 })]);
    expect(second.stretches).toMatchObject([{ tag: 'ph', from: s(9), to: s(13) }]);
    expect(settle(second, []).left).toBeNull();
  });

  it('is one span for tags that miss the same, and one each for others', () => {
    const hearing = hear(opened({ ph: each(9), do: each(9), co2: each(7) }), [heard({ ph: 20, do: 20, co2: 20 })]);
    const { spans } = settle(hearing, hearing.stretches);
    expect(spans.map(({ from, to, tags }) => [from, to, tags])).toEqual([
      [s(7), s(20), ['co2']],
      [s(9), s(20), ['do', 'ph']],
    ]);
    expect(spans[1]!.sampling).toEqual({ do: `${SECOND}`, ph: `${SECOND}` });
  });

  it('takes tags that speak only when they change into the widest hole, and into none where nothing is missing', () => {
    const one = opened({ ph: each(9), do: each(5), door: [s(-4000), s(3)] });
    const hearing = hear(one, [heard({ ph: 20, do: 20 })]);
    expect(settle(hearing, hearing.stretches).spans.at(0)).toMatchObject({ tags: ['do', 'door'] });
    expect(settle(hearing, [])).toEqual({ spans: [], left: null });
  });

  it('keeps a tag that speaks only when it changes in doubt until the sampled ones are settled', () => {
    const one = opened({ ph: each(9), do: each(9), door: [s(3)] });
    const { left } = settle(hear(one, [heard({ ph: 10, door: 10 })]), []);
    expect(Object.keys(left!.tags).sort()).toEqual(['do', 'door']);
    const hearing = hear(left!, [heard({ do: 12 })]);
    expect(settle(hearing, hearing.stretches)).toMatchObject({ spans: [{ tags: ['do', 'door'] }], left: null });
  });

  it('is believed where no tag is sampled yet, and starts nothing before the first reading', () => {
    const one = opened({ ph: [s(0), s(1)], door: [s(0)] });
    expect(settle(hear(one, [heard({ door: 1 })]), []).left).toEqual(one);
    const { spans, left } = settle(hear(one, [heard({ door: 1 }), heard({ door: 3, ph: 4 })]), []);
    expect([spans, left]).toEqual([[{ from: s(1), to: s(3), tags: ['door', 'ph'], sampling: {} }], null]);
    expect(doubt([], { cause: 'message-lost' }, [{ tag: 'ph', before: [] }])).toEqual([]);
  });

  it('of a tag that speaks only when it changes is kept beside a doubt of all, and is believed', () => {
    const known = [
      { tag: 'ph', before: each(9) },
      { tag: 'door', before: [s(3)] },
    ];
    const outage = doubt([], { cause: 'subscription-lost' }, known);
    const both = doubt(outage, { cause: 'queue-overflow', tags: ['door'] }, [known[1]!]);
    expect(both).toEqual([
      ...outage,
      { cause: 'queue-overflow', tags: { door: { since: `${s(3)}`, sampling: null } } },
    ]);
    expect(doubt(both, { cause: 'queue-overflow', tags: ['door'] }, [known[1]!])).toEqual(both);
    const settled = both.map((one) => settle(hear(one, [heard({ ph: 10, door: 10 })]), []));
    expect(settled.map(({ spans }) => spans)).toEqual([[], [{ from: s(3), to: s(10), tags: ['door'], sampling: {} }]]);
  });

  it('that history is thought to have filled is judged by sampling alone, and leads no other tag', () => {
    const known = [
      { tag: 'ph', before: each(9) },
      { tag: 'co2', before: each(9) },
      { tag: 'door', before: [s(3)] },
      { tag: 'lid', before: [s(3)] },
    ];
    const report = { cause: 'subscription-lost' as const, tags: ['door'], filled: ['ph', 'co2', 'lid'] };
    const doubts = doubt([], report, known);
    expect(doubts.map(({ tags }) => Object.keys(tags))).toEqual([['door'], ['ph', 'co2']]);
    const hearings = doubts.map((one) => hear(one, [heard({ ph: 20, co2: 20, door: 20, lid: 20 })]));
    const spans = hearings.flatMap((one) => settle(one, holesOf(one.stretches, [s(10), s(11)])).spans);
    expect(spans.map(({ from, to, tags }) => [from, to, tags])).toEqual([
      [s(3), s(20), ['door']],
      [s(11), s(20), ['co2', 'ph']],
    ]);
  });

  it('covers all that is missing and nothing that is there, for tags at rates of their own', () => {
    const tag = fc.record({ distance: fc.integer({ min: 1, max: 60 }), phase: fc.nat(59) });
    fc.assert(
      fc.property(fc.array(tag, { minLength: 1, maxLength: 6 }), fc.integer({ min: 1, max: 4000 }), (tags, outage) => {
        const [cut, back] = [s(1000), s(1000 + outage)];
        const series = tags.map(({ distance, phase }, index) => {
          const all = Array.from({ length: 6000 / distance }, (_, n) => s(phase + n * distance));
          const there = all.filter((time) => time <= cut || time >= back);
          return { tag: `t${index}`, all, there, lost: all.filter((time) => time > cut && time < back) };
        });
        const known = series.map(
          ({ tag: code, all }) => [code, all.filter((time) => time <= cut).slice(-KNOWN)] as const,
        );
        const messages = series
          .flatMap(({ tag: code, all }) => all.filter((time) => time >= back).map((time) => ({ code, time })))
          .sort((a, b) => Number(a.time - b.time))
          .map(({ code, time }) => new Map([[code, time]]));
        const hearing = hear(opened(Object.fromEntries(known)), messages);
        const { spans } = settle(
          hearing,
          hearing.stretches.flatMap((one) => holesOf([one], series.find(({ tag: code }) => code === one.tag)!.there)),
        );
        for (const { tag: code, lost } of series) {
          const own = spans.filter(({ tags: named }) => named.includes(code));
          expect(own.length).toBe(lost.length > 0 ? 1 : 0);
          for (const time of lost) expect(own.some(({ from, to }) => from < time && time < to)).toBe(true);
        }
      }),
      { numRuns: 50 },
    );
  });
});
