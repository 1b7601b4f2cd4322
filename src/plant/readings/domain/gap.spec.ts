import { describe, expect, it } from '@jest/globals';
import type { Fact, NewFact } from '../../../trust/ledger/domain/index.js';
import { decideAccept, decideBackfilled, decideGaps, GAP_TABLE, gapProjection, type GapsState } from './gap.js';

const UNIT = '0198c0de-0000-7000-8000-000000000001';
const applied = (state: GapsState, facts: NewFact[]): GapsState =>
  facts.reduce(
    (before, fact) => gapProjection.apply(before, { ...fact, stream: `unit/${UNIT}`, seq: 3 } as Fact),
    state,
  );
const recorded = () =>
  applied(
    gapProjection.empty,
    decideGaps([{ from: 10n, to: 90n, tags: ['do', 'ph'] }], 'server-restarted', () => 'gap-1'),
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
      },
    });
  });

  it('is closed by late values once, and not after it was accepted', () => {
    const closed = applied(recorded(), decideBackfilled(recorded(), ['gap-1']));
    expect(closed.gap['gap-1']!.state).toBe('backfilled');
    expect(decideBackfilled(closed, ['gap-1', 'gap-2'])).toEqual([]);
    expect(() => decideAccept(closed, 'gap-1', 'seen')).toThrow('gap.transition-not-allowed');
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
  });

  it('is not moved by facts of others in the stream of the unit', () => {
    const state = recorded();
    expect(applied(state, [{ type: 'command.issued', values: {} }])).toBe(state);
  });
});
