import type { Instant, Uuid } from '../../../kernel/ids.js';
import type { Quantity } from '../../../kernel/quantity.js';

export type CommandAction = 'start-program' | 'hold' | 'unhold' | 'stop';

/** `unknown`: whether the unit did it cannot be found out; a person looks. */
export type CommandState = 'issued' | 'sent' | 'confirmed' | 'failed' | 'unknown';

/** What a step wants a unit to do. */
export interface UnitOrder {
  batch: Uuid;
  step: Uuid;
  action: CommandAction;
  /** start-program: the program's name */
  program?: string;
  /** start-program: what to set, by setpoint */
  set?: Record<string, Quantity>;
  /** start-program: ISO 8601, program time */
  duration?: string;
}

/** A command on its way: the outbox of a unit. */
export interface CommandRow {
  id: Uuid;
  unit: Uuid;
  batch: Uuid;
  step: Uuid;
  action: CommandAction;
  program: string | null;
  set: Record<string, Quantity>;
  duration: string | null;
  state: CommandState;
  runId: string | null;
  reason: string | null;
  issuedAt: Instant;
  expiresAt: Instant;
}
