import type { Uuid } from '../../../kernel/ids.js';
import type { ConnectorPorts, Reserve, UnitBy } from '../domain/index.js';
import type { UnitCredentials } from './credentials.js';
import type { TrustStore } from './trust-store.js';

/** What a connection needs from, and gives to, the rest of the server. */
export interface SessionPorts extends ConnectorPorts {
  trust: TrustStore;
  /** resolves when the unit may be connected: at a bounded rate, running phases first */
  turn(unit: Uuid, abandoned: AbortSignal): Promise<void>;
  /** the unit holds its values for another time than before */
  reserved(unit: Uuid, before: Reserve | null, now: Reserve): Promise<void>;
  /** what the unit's program and state are is to be asked: a change of them may never come */
  missed(unit: Uuid): void;
  credentials(unit: UnitBy<'opcua'>): Promise<UnitCredentials>;
}
