import type { Tx } from '../../platform/database/index.js';
import type { StoredProjection } from '../ledger/index.js';
import { siteProjection, type SiteState, sponsorProjection, type SponsorState } from './domain/index.js';
import { RoomEntity, SiteEntity, SponsorEntity } from './organisation.entity.js';

export const siteStore: StoredProjection<SiteState> = {
  ...siteProjection,
  tables: { site: { entity: SiteEntity, stream: 'id' }, room: { entity: RoomEntity, stream: 'site' } },
};

export const sponsorStore: StoredProjection<SponsorState> = {
  ...sponsorProjection,
  tables: { sponsor: { entity: SponsorEntity, stream: 'id' } },
};

/** Who registers a code holds it until the transaction ends, so that two at once make one. */
export async function holdCode(tx: Tx, kind: 'site' | 'sponsor', code: string): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [`${kind} ${code}`]);
}

export const findSite = (tx: Tx, by: { id: string } | { code: string }) => tx.entities.findOneBy(SiteEntity, by);
export const listSites = (tx: Tx) => tx.entities.find(SiteEntity, { order: { code: 'asc' } });

export const findRoom = (tx: Tx, by: { id: string } | { site: string; code: string }) =>
  tx.entities.findOneBy(RoomEntity, by);
/** Of one site or of all. */
export const listRooms = (tx: Tx, site?: string) =>
  tx.entities.find(RoomEntity, { ...(site === undefined ? {} : { where: { site } }), order: { code: 'asc' } });

export const findSponsor = (tx: Tx, by: { id: string } | { code: string }) => tx.entities.findOneBy(SponsorEntity, by);
export const listSponsors = (tx: Tx) => tx.entities.find(SponsorEntity, { order: { code: 'asc' } });
