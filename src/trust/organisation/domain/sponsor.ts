import { type Fact, type NewFact, patch, type Projection, put } from '../../ledger/domain/index.js';

export interface SponsorRow {
  id: string;
  code: string;
  name: string;
}

export type SponsorState = { sponsor: Record<string, SponsorRow> };

export type SponsorFact =
  Fact<'sponsor.registered', { code: string; name: string }> | Fact<'sponsor.renamed', { name: string; was: string }>;

/** What makes a sponsor as given; nothing where it is so already. */
export function putSponsor(state: SponsorState, { code, name }: Omit<SponsorRow, 'id'>): NewFact[] {
  const [sponsor] = Object.values(state.sponsor);
  if (sponsor === undefined) return [{ type: 'sponsor.registered', values: { code, name } }];
  return sponsor.name === name ? [] : [{ type: 'sponsor.renamed', values: { name, was: sponsor.name } }];
}

export const sponsorProjection: Projection<SponsorState, SponsorFact> = {
  kind: 'sponsor',
  empty: { sponsor: {} },
  apply(state, fact) {
    const id = fact.stream.slice('sponsor/'.length);
    switch (fact.type) {
      case 'sponsor.registered':
        return put(state, 'sponsor', id, { id, code: fact.values.code, name: fact.values.name });
      case 'sponsor.renamed':
        return patch(state, 'sponsor', id, { name: fact.values.name });
    }
  },
};
