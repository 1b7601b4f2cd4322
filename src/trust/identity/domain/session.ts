import type { Instant } from '../../../kernel/ids.js';
import type { AccessSettings } from './access-policy.js';

const MINUTE = 60_000;

export type SessionEnd =
  'idle' | 'lifetime' | 'signed-out' | 'disabled' | 'password-set' | 'revoked' | 'passkey-revoked' | 'account-unlinked';

/** Why a session is over by the clock, or null while it goes on. */
export function overByTime(
  session: { startedAt: Instant; seenAt: Instant },
  now: Instant,
  { idleMinutes, lifetimeHours }: AccessSettings['session'],
): 'idle' | 'lifetime' | null {
  const at = Date.parse(now);
  if (at - Date.parse(session.startedAt) >= lifetimeHours * 60 * MINUTE) return 'lifetime';
  if (at - Date.parse(session.seenAt) >= idleMinutes * MINUTE) return 'idle';
  return null;
}
