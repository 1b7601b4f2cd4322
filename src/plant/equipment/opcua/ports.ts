import type { Instant, Uuid } from '../../../kernel/ids.js';
import type { ActivityChange, ConnectorMessage, GapCause, IdentityFinding } from '../domain/index.js';
import type { ConnectionState } from './connection-states.js';
import type { UnitCredentials } from './credentials.js';
import type { Item } from './subscription.js';
import type { TrustStore } from './trust-store.js';

/** Where the values of a unit are committed up to, as it stands in the database. */
export interface Cursor {
  unit: Uuid;
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
}

export interface ConnectionStatus {
  state: ConnectionState;
  since: Instant;
  /** why it is not live, or what is not as it should be */
  problems: string[];
}

/** What a connection needs from, and gives to, the rest of the server. */
export interface SessionPorts {
  trust: TrustStore;
  credentials(code: string): Promise<UnitCredentials>;
  now(): Instant;
  newId(): Uuid;
  loadCursor(unit: Uuid): Promise<Cursor | null>;
  saveCursor(cursor: Cursor): Promise<void>;
  /** false where nobody listens */
  deliver(message: ConnectorMessage): boolean;
  /** changes of the unit's activity in their order, to be recorded before they are acknowledged */
  observed(unit: Uuid, changes: ActivityChange[]): Promise<void>;
  changed(unit: Uuid, status: ConnectionStatus): void;
  refused(unit: Uuid, finding: IdentityFinding): void;
}
