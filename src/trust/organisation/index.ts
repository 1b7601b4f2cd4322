import { RoomEntity, SiteEntity, SponsorEntity } from './organisation.entity.js';

export { refuseBeyondOwn } from './domain/index.js';
export type { RoomRow, SiteRow, SponsorRow } from './domain/index.js';
export { CODE } from './organisation.dto.js';
export { OrganisationModule } from './organisation.module.js';
export { ENTERPRISE } from '../ledger/index.js';
export { Organisation, streamAt } from './find-organisation.service.js';
export { siteStore, sponsorStore } from './organisation.store.js';
export { RegisterSite } from './register-site.service.js';

export const entities = [SiteEntity, RoomEntity, SponsorEntity];
