import type { Instant, Uuid } from '../../../kernel/ids.js';
import type { NewFact } from '../../../trust/ledger/domain/index.js';
import type { AlarmState } from './alarm-state.js';
import type { AlarmPoint } from './rows.js';

/** Facts of `alarm/<id>`. `to` is the state that each leads to. */
export interface AlarmFacts {
  /** the alarm comes to be, or was rationalised anew */
  'alarm.listed': { point: AlarmPoint };
  'alarm.raised': {
    occurrence: Uuid;
    to: AlarmState;
    announced: boolean;
    message: string;
    /** of an earlier form: now each has a fact of its own */
    batches?: Uuid[];
    units?: string[];
    raisedAt: Instant;
  };
  /** the batch holds the unit: one fact each, so that no batch's record names another */
  'alarm.batch-added': { occurrence: Uuid; batch: Uuid };
  /** `announced`: to whoever had acknowledged or answered it, anew; absent in an earlier form */
  'alarm.units-added': { occurrence: Uuid; units: string[]; to?: AlarmState; announced?: boolean };
  'alarm.units-left': { occurrence: Uuid; units: string[] };
  'alarm.returned': { occurrence: Uuid; to: AlarmState; returnedAt: Instant };
  'alarm.acknowledged': { occurrence: Uuid; to: AlarmState; name: string; comment: string | null };
  'alarm.reset': { to: AlarmState };
  'alarm.shelved': { to: AlarmState; until: Instant; times: number; name: string; reason: string };
  'alarm.unshelved': { occurrence: Uuid | null; to: AlarmState; why: 'asked' | 'time-over' };
  'alarm.suppressed': { to: AlarmState; reason: string };
  'alarm.unsuppressed': { occurrence: Uuid | null; to: AlarmState };
  'alarm.removed-from-service': { to: AlarmState; name: string; reason: string };
  'alarm.returned-to-service': { occurrence: Uuid | null; to: AlarmState; reason: string };
  'alarm.escalated': { occurrence: Uuid; step: number; to: string[] };
  /** the step is not used up: it tells whoever is on duty next, and the step after it is due at once */
  'alarm.nobody-on-duty': { occurrence: Uuid; step: number };
  'alarm.answered': { occurrence: Uuid; by: string };
}

export type AlarmFact<T extends keyof AlarmFacts = keyof AlarmFacts> = { [K in T]: NewFact<K, AlarmFacts[K]> }[T];
