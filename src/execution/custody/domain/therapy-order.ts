import type { Instant, Uuid } from '../../../kernel/ids.js';
import { type Fact, type NewFact, type Projection, put } from '../../../trust/ledger/domain/index.js';

/** What is to be made, and for whom. The patient is a pseudonym; the chain of identity never changes. */
export interface TherapyOrderRow {
  id: Uuid;
  code: string;
  patient: string;
  coi: string;
  product: string;
  site: Uuid;
  /** code of the market that it is made for, which selects the recipe's version; null where none is named */
  market: string | null;
  sponsor: string | null;
  createdAt: Instant;
}

export type TherapyOrderState = { therapy_order: Readonly<Record<string, TherapyOrderRow>> };

export type Ordered = Omit<TherapyOrderRow, 'id' | 'createdAt'>;

/** Facts from before orders had a market state none. */
type Placed = Omit<Ordered, 'market'> & { market?: string | null };

export const placeOrder = (ordered: Ordered): NewFact<'order.placed', Ordered>[] => [
  { type: 'order.placed', values: ordered },
];

export const orderProjection: Projection<TherapyOrderState> = {
  kind: 'order',
  empty: { therapy_order: {} },
  apply(state, fact: Fact) {
    if (fact.type !== 'order.placed') return state;
    const id = fact.stream.slice('order/'.length);
    const placed = fact.values as unknown as Placed;
    return put(state, 'therapy_order', id, { id, ...placed, market: placed.market ?? null, createdAt: fact.at });
  },
};
