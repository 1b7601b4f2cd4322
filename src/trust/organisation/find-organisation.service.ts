import { Injectable } from '@nestjs/common';
import { Refusal } from '../../kernel/refusal.js';
import type { Tx } from '../../platform/database/index.js';
import type { NewStream } from '../ledger/index.js';
import type { RoomRow, SiteRow, SponsorRow } from './domain/index.js';
import { findRoom, findSite, findSponsor, listRooms, listSites, listSponsors } from './organisation.store.js';

function found<Row>(row: Row | null, noun: string, values: Record<string, string>): Row {
  if (row === null) throw new Refusal('not-found', `${noun}.not-found`, values);
  return row;
}

/** What a new stream of a site needs; streams name site and sponsor by their ids. */
export const streamAt = (site: SiteRow, sponsor: SponsorRow | null = null): NewStream => ({
  site: site.id,
  zone: site.zone,
  sponsor: sponsor?.id ?? null,
});

/** Sites, rooms and sponsors, as others read them. Refuses with `site.not-found`, `room.not-found`, `sponsor.not-found`. */
@Injectable()
export class Organisation {
  sites = (tx: Tx): Promise<SiteRow[]> => listSites(tx);
  sponsors = (tx: Tx): Promise<SponsorRow[]> => listSponsors(tx);

  /** Of every site. */
  allRooms = (tx: Tx): Promise<RoomRow[]> => listRooms(tx);

  async site(tx: Tx, id: string): Promise<SiteRow> {
    return found(await findSite(tx, { id }), 'site', { id });
  }

  async siteByCode(tx: Tx, code: string): Promise<SiteRow> {
    return found(await findSite(tx, { code }), 'site', { code });
  }

  async rooms(tx: Tx, siteCode: string): Promise<RoomRow[]> {
    return listRooms(tx, (await this.siteByCode(tx, siteCode)).id);
  }

  async room(tx: Tx, id: string): Promise<RoomRow> {
    return found(await findRoom(tx, { id }), 'room', { id });
  }

  async roomByCode(tx: Tx, site: SiteRow, code: string): Promise<RoomRow> {
    return found(await findRoom(tx, { site: site.id, code }), 'room', { site: site.code, code });
  }

  async sponsor(tx: Tx, id: string): Promise<SponsorRow> {
    return found(await findSponsor(tx, { id }), 'sponsor', { id });
  }

  async sponsorByCode(tx: Tx, code: string): Promise<SponsorRow> {
    return found(await findSponsor(tx, { code }), 'sponsor', { code });
  }
}
