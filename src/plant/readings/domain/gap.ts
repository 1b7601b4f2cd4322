import { next, type TransitionTable } from '../../../kernel/transition-table.js';
import { type Fact, type NewFact, patch, type Projection, put } from '../../../trust/ledger/domain/index.js';
import type { Span } from './missing.js';

export type GapState = 'open' | 'backfilled' | 'accepted';

/** A span in which values of these tags were lost: after the last committed source time, before the next. */
export interface GapRow {
  id: string;
  unit: string;
  tags: string[];
  /** units of 100 ns since 1970, int64 as text; both ends are readings that are there */
  fromTime: string;
  toTime: string;
  cause: string;
  state: GapState;
}

export const GAP_TABLE: TransitionTable<GapState, 'backfill' | 'accept'> = {
  open: { backfill: 'backfilled', accept: 'accepted' },
  backfilled: {},
  accepted: {},
};

export type GapRecorded = Fact<
  'gap.recorded',
  { gap: string; tags: string[]; from: string; to: string; cause: string }
>;
export type GapAnswered = Fact<'gap.backfilled' | 'gap.accepted', { gap: string }>;

export type GapsState = { gap: Readonly<Record<string, GapRow>> };

/** One gap a span; ids are new ones, in order. */
export function decideGaps(spans: Span[], cause: string, newId: () => string): NewFact[] {
  return spans.map(({ from, to, tags }) => ({
    type: 'gap.recorded',
    values: { gap: newId(), tags, from: `${from}`, to: `${to}`, cause },
  }));
}

/** All that was missing has arrived late. */
export function decideBackfilled(state: GapsState, gaps: string[]): NewFact[] {
  const open = gaps.filter((id) => state.gap[id]?.state === 'open');
  return open.map((gap) => ({ type: 'gap.backfilled', values: { gap } }));
}

/** Refuses with `gap.transition-not-allowed` where it is not open. */
export function decideAccept(state: GapsState, gap: string, reason: string): NewFact[] {
  next('gap', GAP_TABLE, state.gap[gap]?.state ?? 'accepted', 'accept');
  return [{ type: 'gap.accepted', values: { gap }, reason }];
}

/** The gaps of a unit, of the facts in its stream. */
export const gapProjection: Projection<GapsState> = {
  kind: 'unit',
  empty: { gap: {} },
  apply(state, fact) {
    switch (fact.type) {
      case 'gap.recorded': {
        const { gap: id, tags, from, to, cause } = (fact as GapRecorded).values;
        const unit = fact.stream.slice('unit/'.length);
        return put(state, 'gap', id, { id, unit, tags, fromTime: from, toTime: to, cause, state: 'open' });
      }
      case 'gap.backfilled':
        return patch(state, 'gap', (fact as GapAnswered).values.gap, { state: 'backfilled' });
      case 'gap.accepted':
        return patch(state, 'gap', (fact as GapAnswered).values.gap, { state: 'accepted' });
    }
    return state;
  },
};
