import type { Instant } from '../../../kernel/ids.js';

/**
 * What a unit says of its own alarms (OPC UA Alarms and Conditions). `event`: a condition is so now; `key` names condition and
 * branch for ever, `event` (hex) this event of it. `retained`: at that instant these were all that it kept, any other is over.
 */
export type ConditionSeen =
  | {
      kind: 'event';
      key: string;
      name: string;
      branch: string;
      /** SourceName: what of the unit it is about */
      source: string;
      /** 1 to 1000 */
      severity: number;
      active: boolean;
      message: string;
      event: string;
      at: Instant;
      /** by whoever stands at the unit */
      acknowledged: boolean;
    }
  | { kind: 'retained'; keys: string[]; at: Instant };
