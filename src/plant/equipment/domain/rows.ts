import type { PromptDefinition } from '../../../definition/unit-classes/domain/index.js';
import type { Instant, Uuid } from '../../../kernel/ids.js';
import type { Quantity } from '../../../kernel/quantity.js';
import type { SignatureRow } from '../../../trust/signatures/domain/index.js';
import type { Connection, ConnectorKind, Reach, TagMap } from './connection.js';
import type { KitName, KitRow } from './kit.js';
import type { Upkeep, UpkeepRow } from './upkeep.js';

/** Units `in-service` can be bound to a batch. */
export type UnitStatus = 'in-service' | 'out-of-service';

/** What a person states of a unit. */
export interface UnitDefinition {
  code: string;
  title: string;
  site: string;
  room: string;
  unitClass: string;
  serial: string;
  productInstanceUri: string;
  connector: Connection;
  /** of the connector's kind */
  tagMap: TagMap;
  status: UnitStatus;
  /** names of its positions where its class is used by them; left out where it has none */
  positions?: string[];
}

/** Why a unit may not be bound until a person has lifted it. */
export interface Quarantine {
  reason: string;
  /** during which it came to that; null for none */
  batch: Uuid | null;
  since: Instant;
}

export interface UnitRow extends UnitDefinition {
  id: Uuid;
  positions: string[];
  quarantine: Quarantine | null;
  upkeep: Upkeep;
}

/** A unit that is reached by one kind of connector. */
export type UnitBy<K extends ConnectorKind> = UnitRow & Reach[K];

export const isReachedBy = <K extends ConnectorKind>(unit: UnitRow, kind: K): unit is UnitBy<K> =>
  unit.connector.kind === kind;

/** A unit, or a position of it, held by a batch from bind to release. */
export interface BindingRow {
  id: Uuid;
  unit: Uuid;
  /** `whole` and `session` of units that are not used by positions */
  position: string;
  batch: Uuid;
  /** null for a record that holds no patient's cells */
  coi: string | null;
  unitProcedure: string;
  boundAt: Instant;
  releasedAt: Instant | null;
}

/**
 * `hold` takes a program to its safe state, `pause` to the next point at which it can rest; `abort` ends it on the spot; `set`
 * sets setpoints of it on its way. `answer` is what a person says to what the unit waits for.
 */
export type CommandAction =
  'start-program' | 'hold' | 'unhold' | 'pause' | 'resume' | 'stop' | 'abort' | 'set' | 'answer';

/** What is said to a unit. `asked`: its own word for what it waits for. */
export interface PromptReply {
  asked: string;
  answer: string;
}

/** `unknown`: whether the unit did it cannot be found out from here; a person looks. */
export type CommandState = 'issued' | 'sent' | 'confirmed' | 'failed' | 'unknown';

/** A command on its way: the outbox of a unit. */
export interface CommandRow {
  id: Uuid;
  unit: Uuid;
  batch: Uuid;
  step: Uuid;
  action: CommandAction;
  program: string | null;
  parameters: {
    set: Record<string, Quantity>;
    duration: string | null;
    while?: 'running' | 'held';
    reply?: PromptReply;
    approved?: string[];
    kit?: KitName;
  };
  state: CommandState;
  runId: string | null;
  reason: string | null;
  issuedAt: Instant;
  expiresAt: Instant;
}

/** `lost`: the unit no longer knows the run. */
export type ProgramOutcome = 'completed' | 'stopped' | 'aborted' | 'lost' | (string & {});

/** Decimal text as the unit shows it, by setpoint. */
export type ShownSetpoints = Readonly<Record<string, string>>;

/** A run of a program for a step. `changedAt` is the unit's time of the last change that was recorded. */
export interface ProgramRunRow {
  id: string;
  unit: Uuid;
  runId: string;
  batch: Uuid;
  step: Uuid;
  state: 'running' | 'held' | 'ended';
  outcome: ProgramOutcome | null;
  startedAt: Instant;
  changedAt: Instant;
  endedAt: Instant | null;
  /** what stood when the unit's clock was last set back, by the clock before; null where it never was */
  setBackFrom: { state: 'running' | 'held'; at: Instant } | null;
  /** what the unit was last seen to be set to while it ran, and since it is held; null where that was not seen */
  setpoints: { running: ShownSetpoints | null; held: ShownSetpoints | null };
}

/** What a person changed at the unit itself while a batch held it. */
export interface LocalChangeRow {
  id: string;
  unit: Uuid;
  batch: Uuid;
  step: Uuid | null;
  runId: string;
  what: 'setpoint' | 'started' | 'resumed' | 'answered';
  setpoint: string | null;
  was: string | null;
  became: string | null;
  seenAt: Instant;
}

/** `locally`: by a person at the unit itself. `withdrawn`: the unit waits no more, or not in the name of that batch any more, and nobody has said anything. */
export type PromptEnding = 'answered' | 'locally' | 'withdrawn';

/** What a unit waits, or waited, for a person to say. `raisedAt` is the unit's time. */
export interface PromptRow {
  id: Uuid;
  unit: Uuid;
  /** the unit's own word for it */
  asked: string;
  /** of who held the whole unit; null for nobody */
  batch: Uuid | null;
  /** whose program runs on the unit; null for none of ours */
  step: Uuid | null;
  runId: string;
  code: string;
  text: string;
  /** as the unit's class says of the code; null for a code that it does not know */
  known: Omit<PromptDefinition, 'code'> | null;
  raisedAt: Instant;
  seenAt: Instant;
  endedAt: Instant | null;
  ending: PromptEnding | null;
  answer: string | null;
}

export const runRowId = (unit: Uuid, runId: string): string => `${unit}/${runId}`;

// a type, not an interface: only that has the index signature of Rows
export type UnitState = {
  unit: Readonly<Record<string, UnitRow>>;
  unit_binding: Readonly<Record<string, BindingRow>>;
  unit_command: Readonly<Record<string, CommandRow>>;
  program_run: Readonly<Record<string, ProgramRunRow>>;
  local_change: Readonly<Record<string, LocalChangeRow>>;
  unit_prompt: Readonly<Record<string, PromptRow>>;
  unit_upkeep: Readonly<Record<string, UpkeepRow>>;
  unit_kit: Readonly<Record<string, KitRow>>;
  signature: Readonly<Record<string, SignatureRow>>;
};
