import { next, type TransitionTable } from '../../../kernel/transition-table.js';
import { type Fact, type NewFact, patch, type Projection, put } from '../../../trust/ledger/domain/index.js';
import type { Span } from './doubt.js';

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

/** As stored: with the distance at which its tags were sampled (int64 as text), which tells what of it is filled later. */
export type StoredGap = GapRow & { sampling: Readonly<Record<string, string>> };

export const GAP_TABLE: TransitionTable<GapState, 'narrow' | 'backfill' | 'accept'> = {
  open: { narrow: 'open', backfill: 'backfilled', accept: 'accepted' },
  backfilled: {},
  accepted: {},
};

/** `of`: the gap that this one is the rest of, where late values have filled the middle of that. */
export type GapRecorded = Fact<
  'gap.recorded',
  {
    gap: string;
    tags: string[];
    from: string;
    to: string;
    cause: string;
    sampling?: Record<string, string>;
    of?: string;
  }
>;
/** Late values have filled a part: what is missing is this now. */
export type GapNarrowed = Fact<'gap.narrowed', { gap: string; tags: string[]; from: string; to: string }>;
export type GapAnswered = Fact<'gap.backfilled' | 'gap.accepted', { gap: string }>;

export type GapsState = { gap: Readonly<Record<string, StoredGap>> };

/** One gap a span; ids are new ones, in order. `of`: the gap whose rest they are. */
export function decideGaps(spans: readonly Span[], cause: string, newId: () => string, of?: string): NewFact[] {
  return spans.map(({ from, to, tags, sampling }) => ({
    type: 'gap.recorded',
    values: {
      ...{ gap: newId(), tags, from: `${from}`, to: `${to}`, cause, sampling },
      ...(of === undefined ? {} : { of }),
    },
  }));
}

/** What is still missing of a gap, after late values. */
export interface Filled {
  gap: string;
  rest: Span[];
}

/** A gap of which nothing is missing any more is backfilled; else it is narrowed to its first rest, and each other is one of its own. */
export function decideFilled(state: GapsState, filled: readonly Filled[], newId: () => string): NewFact[] {
  return filled.flatMap(({ gap, rest }): NewFact[] => {
    const row = state.gap[gap];
    if (row?.state !== 'open') return [];
    const [first, ...others] = rest;
    if (first === undefined) return [{ type: 'gap.backfilled', values: { gap } }];
    const { from, to, tags } = first;
    const same = row.fromTime === `${from}` && row.toTime === `${to}` && row.tags.join() === tags.join();
    if (same && others.length === 0) return [];
    const narrowed = { type: 'gap.narrowed', values: { gap, tags, from: `${from}`, to: `${to}` } };
    return [narrowed, ...decideGaps(others, row.cause, newId, gap)];
  });
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
        const { gap: id, tags, from, to, cause, sampling = {} } = (fact as GapRecorded).values;
        const unit = fact.stream.slice('unit/'.length);
        const row: StoredGap = { id, unit, tags, fromTime: from, toTime: to, cause, state: 'open', sampling };
        return put(state, 'gap', id, row);
      }
      case 'gap.narrowed': {
        const { gap, tags, from, to } = (fact as GapNarrowed).values;
        return patch(state, 'gap', gap, { tags, fromTime: from, toTime: to });
      }
      case 'gap.backfilled':
        return patch(state, 'gap', (fact as GapAnswered).values.gap, { state: 'backfilled' });
      case 'gap.accepted':
        return patch(state, 'gap', (fact as GapAnswered).values.gap, { state: 'accepted' });
    }
    return state;
  },
};
