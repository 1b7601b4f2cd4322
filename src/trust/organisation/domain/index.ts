export { putRoom, putSite, siteProjection, type RoomRow, type SiteFact, type SiteRow, type SiteState } from './site.js';
export { putSponsor, sponsorProjection, type SponsorFact, type SponsorRow, type SponsorState } from './sponsor.js';
export { ianaZone } from './zone.js';
