import type { Uuid } from '../../../kernel/ids.js';
import { Refusal } from '../../../kernel/refusal.js';
import { type Fact, type NewFact, patch, type Projection, put } from '../../ledger/domain/index.js';
import { ianaZone } from './zone.js';

export interface SiteRow {
  id: string;
  code: string;
  name: string;
  /** IANA name; fixed, since every stream of the site keeps the zone it began with */
  zone: string;
}

export interface RoomRow {
  id: string;
  site: string;
  code: string;
  name: string;
  /** part of the site, as people call it */
  area: string | null;
  /** cleanroom grade or class */
  grade: string | null;
}

/** What a person states of a room. */
export interface RoomGiven {
  code: string;
  name: string;
  area?: string;
  grade?: string;
}

type Placement = Pick<RoomRow, 'area' | 'grade'>;

const placementOf = ({ area, grade }: RoomRow): Placement => ({ area, grade });

export type SiteState = { site: Record<string, SiteRow>; room: Record<string, RoomRow> };

export type SiteFact =
  | Fact<'site.registered', { code: string; name: string; zone: string }>
  | Fact<'site.renamed', { name: string; was: string }>
  | Fact<'room.registered', { room: string; code: string; name: string; area?: string; grade?: string }>
  | Fact<'room.renamed', { room: string; name: string; was: string }>
  | Fact<'room.classified', { room: string; was: Placement; is: Placement }>;

const siteOf = (state: SiteState): SiteRow | undefined => Object.values(state.site)[0];

/** What makes a site as given; nothing where it is so already. */
export function putSite(state: SiteState, given: Omit<SiteRow, 'id'>): NewFact[] {
  const { code, name } = given;
  const zone = ianaZone(given.zone);
  const site = siteOf(state);
  if (site === undefined) return [{ type: 'site.registered', values: { code, name, zone } }];
  if (site.zone !== zone) throw new Refusal('conflict', 'site.zone-is-fixed', { zone: site.zone });
  return site.name === name ? [] : [{ type: 'site.renamed', values: { name, was: site.name } }];
}

/** What makes a room of a site as given; nothing where it is so already. `id` is for a new one. */
export function putRoom(state: SiteState, given: RoomGiven & { id: Uuid }): NewFact[] {
  const { id, code, name, area = null, grade = null } = given;
  const room = Object.values(state.room).find((other) => other.code === code);
  const placed = { ...(area !== null && { area }), ...(grade !== null && { grade }) };
  if (room === undefined) return [{ type: 'room.registered', values: { room: id, code, name, ...placed } }];
  const [was, is] = [placementOf(room), { area, grade }];
  const isMoved = was.area !== area || was.grade !== grade;
  return [
    ...(room.name === name ? [] : [{ type: 'room.renamed', values: { room: room.id, name, was: room.name } }]),
    ...(isMoved ? [{ type: 'room.classified', values: { room: room.id, was, is } }] : []),
  ];
}

export const siteProjection: Projection<SiteState, SiteFact> = {
  kind: 'site',
  empty: { site: {}, room: {} },
  apply(state, fact) {
    const id = fact.stream.slice('site/'.length);
    switch (fact.type) {
      case 'site.registered': {
        const { code, name, zone } = fact.values;
        return put(state, 'site', id, { id, code, name, zone });
      }
      case 'site.renamed':
        return patch(state, 'site', id, { name: fact.values.name });
      case 'room.registered': {
        const { room, code, name, area = null, grade = null } = fact.values;
        return put(state, 'room', room, { id: room, site: id, code, name, area, grade });
      }
      case 'room.renamed':
        return patch(state, 'room', fact.values.room, { name: fact.values.name });
      case 'room.classified':
        return patch(state, 'room', fact.values.room, fact.values.is);
    }
  },
};
