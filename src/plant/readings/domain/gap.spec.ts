import { describe, expect, it } from '@jest/globals';
import type { Fact, NewFact } from '../../../trust/ledger/domain/index.js';
import { decideAccept, decideFilled, decideGaps, GAP_TABLE, gapProjection, type GapsState } from './gap.js';

const UNIT = '0198c0de-0000-7000-8000-000000000001';
const applied = (state: GapsState, facts: NewFact[]): GapsState =>
  facts.reduce(
    (before, fact) => gapProjection.apply(before, { ...fact, stream: `unit/${UNIT}`, seq: 3 } as Fact),
    state,
  );
const SPAN = { from: 10n, to: 90n, tags: ['do', 'ph'], sampling: { do: '10', ph: '10' } };
const nothing = [{ gap: 'gap-1', rest: [] }];
const newId = () => 'gap-2';
const recorded = () =>
  applied(
    gapProjection.empty,
    decideGaps([SPAN], 'server-restarted', () => 'gap-1'),
  );

describe('a gap', () => {
  it('is recorded with its span, its tags and its cause, open', () => {
    expect(recorded().gap).toEqual({
      'gap-1': {
        id: 'gap-1',
        unit: UNIT,
        tags: ['do', 'ph'],
        fromTime: '10',
        toTime: '90',
        cause: 'server-restarted',
        state: 'open',
        sampling: { do: '10', ph: '10' },
      },
    });
  });

  it('is closed by late values once, and not after it was accepted', () => {
    const closed = applied(recorded(), decideFilled(recorded(), nothing, newId));
    expect(closed.gap['gap-1']!.state).toBe('backfilled');
    expect(decideFilled(closed, [...nothing, { gap: 'gap-2', rest: [] }], newId)).toEqual([]);
    expect(() => decideAccept(closed, 'gap-1', 'seen')).toThrow('gap.transition-not-allowed');
  });

  it('is narrowed to what late values leave of it, and in two where they fill its middle', () => {
    const [left, right] = [
      { ...SPAN, to: 30n },
      { from: 70n, to: 90n, tags: ['ph'], sampling: { ph: '10' } },
    ];
    const facts = decideFilled(recorded(), [{ gap: 'gap-1', rest: [left, right] }], newId);
    expect(facts.map(({ type }) => type)).toEqual(['gap.narrowed', 'gap.recorded']);
    expect(facts[1]!.values).toMatchObject({ of: 'gap-1', cause: 'server-restarted' });
    const { gap } = applied(recorded(), facts);
    expect(Object.values(gap)).toMatchObject([
      { id: 'gap-1', fromTime: '10', toTime: '30', tags: ['do', 'ph'], state: 'open' },
      { id: 'gap-2', fromTime: '70', toTime: '90', tags: ['ph'], state: 'open', sampling: { ph: '10' } },
    ]);
  });

  it('stays as it is where late values fill nothing of it', () => {
    expect(decideFilled(recorded(), [{ gap: 'gap-1', rest: [SPAN] }], newId)).toEqual([]);
  });

  it('is read as it was stated before distances were, and then stays open', () => {
    const old = {
      type: 'gap.recorded',
      values: { gap: 'g', tags: ['ph'], from: '1', to: '9', cause: 'server-restarted' },
    };
    expect(applied(gapProjection.empty, [old]).gap['g']).toMatchObject({ state: 'open', sampling: {} });
  });

  it('is accepted with a reason by a person', () => {
    const facts = decideAccept(recorded(), 'gap-1', 'Door was shut, no excursion on either side');
    expect(facts[0]!.reason).toContain('Door');
    expect(applied(recorded(), facts).gap['gap-1']!.state).toBe('accepted');
    expect(() => decideAccept(recorded(), 'gap-2', 'x')).toThrow('gap.transition-not-allowed');
  });

  it('ends in each state that is not open', () => {
    expect(
      Object.entries(GAP_TABLE)
        .filter(([, to]) => Object.keys(to).length > 0)
        .map(([state]) => state),
    ).toEqual(['open']);
    expect(GAP_TABLE.open.narrow).toBe('open');
  });

  it('is not moved by facts of others in the stream of the unit', () => {
    const state = recorded();
    expect(applied(state, [{ type: 'command.issued', values: {} }])).toBe(state);
  });
});
