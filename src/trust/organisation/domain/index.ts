export {
  putRoom,
  putSite,
  siteProjection,
  type RoomGiven,
  type RoomRow,
  type SiteRow,
  type SiteState,
} from './site.js';
export { refuseBeyondOwn } from './beyond-own.js';
export { checkSeen, roomHash, siteHash, sponsorHash } from './seen.js';
export { putSponsor, sponsorProjection, type SponsorRow, type SponsorState } from './sponsor.js';
export { ianaZone } from './zone.js';
