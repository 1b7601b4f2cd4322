import { type RoomRow, roomHash, type SiteRow, siteHash, type SponsorRow, sponsorHash } from './domain/index.js';
import type { RoomDto, SiteDto, SponsorDto } from './organisation.dto.js';

export const siteDto = (row: SiteRow): SiteDto => ({ ...row, hash: siteHash(row) });
export const roomDto = (row: RoomRow): RoomDto => ({ ...row, hash: roomHash(row) });
export const sponsorDto = (row: SponsorRow): SponsorDto => ({ ...row, hash: sponsorHash(row) });
