import type { Uuid } from '../../../kernel/ids.js';
import type { ConditionSeen } from './alarm-condition.js';
import type { Reserve } from './reserve.js';
import type { ActivityChange } from './sight.js';
import type { IdentityFinding } from './unit.js';

/** What the rest of the module does with what units say. */
export interface UnitListener {
  observed(unit: Uuid, changes: ActivityChange[]): Promise<void>;
  reached(unit: Uuid): void;
  refused(unit: Uuid, finding: IdentityFinding): Promise<void>;
  reserved(unit: Uuid, before: Reserve | null, now: Reserve): Promise<void>;
}

/** Records what a unit says of its alarms; rejects where that failed, and all comes again. */
export type RecordConditions = (unit: Uuid, seen: ConditionSeen[]) => Promise<void>;
