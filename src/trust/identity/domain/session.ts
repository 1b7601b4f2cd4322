import type { Instant } from '../../../kernel/ids.js';

const MINUTE = 60_000;

/** Nobody can change these for themselves. */
export const SESSION_LIMITS = { idleMs: 15 * MINUTE, lifetimeMs: 12 * 60 * MINUTE };

export type SessionEnd = 'idle' | 'lifetime' | 'signed-out' | 'disabled' | 'password-set';

/** Why a session is over by the clock, or null while it goes on. */
export function overByTime(session: { startedAt: Instant; seenAt: Instant }, now: Instant): 'idle' | 'lifetime' | null {
  const at = Date.parse(now);
  if (at - Date.parse(session.startedAt) >= SESSION_LIMITS.lifetimeMs) return 'lifetime';
  if (at - Date.parse(session.seenAt) >= SESSION_LIMITS.idleMs) return 'idle';
  return null;
}
