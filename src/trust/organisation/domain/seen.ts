import { hashOf } from '../../../kernel/canonical-json.js';
import { Refusal } from '../../../kernel/refusal.js';
import type { RoomRow, SiteRow } from './site.js';
import type { SponsorRow } from './sponsor.js';

/** Of what a person has stated: another as soon as any of that changes. */
export const siteHash = ({ code, name, zone }: SiteRow): string => hashOf({ code, name, zone });
export const roomHash = ({ code, name, area, grade }: RoomRow): string => hashOf({ code, name, area, grade });
export const sponsorHash = ({ code, name }: SponsorRow): string => hashOf({ code, name });

/**
 * Refuses with `site.stale`, `room.stale` or `sponsor.stale` what was written on another than stands. `seen`: its hash, `nothing` for
 * none, not said: undefined. `now`: null for none.
 */
export function checkSeen(noun: 'site' | 'room' | 'sponsor', code: string, now: string | null, seen?: string): void {
  const stands = now ?? 'nothing';
  if (seen !== undefined && seen !== stands)
    throw new Refusal('conflict', `${noun}.stale`, { [noun]: code, seen, now: stands });
}
