import type { Instant, Uuid } from '../../../kernel/ids.js';
import type { ConnectorPorts, GapCause, Reserve } from '../domain/index.js';
import type { UnitCredentials } from './credentials.js';
import type { Item } from './subscription.js';
import type { TrustStore } from './trust-store.js';

/** Where the values of a unit are committed up to. */
export interface Cursor {
  /** of the unit's server; null before the first */
  subscription: number | null;
  items: Record<string, Item>;
  /** last notification whose values are committed */
  sequence: number;
  serverStartedAt: Instant;
  /** last committed source time by tag, in 100 ns as text */
  sourceTimes: Record<string, string>;
  /** tags of which something may be lost before their next value */
  doubts: Record<string, GapCause>;
  /** what the unit holds for us, as it was stated last */
  reserve?: Reserve;
}

/** What a connection needs from, and gives to, the rest of the server. */
export interface SessionPorts extends ConnectorPorts {
  trust: TrustStore;
  /** resolves when the unit may be connected: at a bounded rate, running phases first */
  turn(unit: Uuid, abandoned: AbortSignal): Promise<void>;
  /** the unit holds its values for another time than before */
  reserved(unit: Uuid, before: Reserve | null, now: Reserve): Promise<void>;
  credentials(code: string): Promise<UnitCredentials>;
}
