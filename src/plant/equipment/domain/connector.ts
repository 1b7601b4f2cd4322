import type { Instant, Uuid } from '../../../kernel/ids.js';
import type { Quantity } from '../../../kernel/quantity.js';
import type { ConditionSeen } from './alarm-condition.js';
import type { UnitOrder } from './command.js';
import type { ConnectionStatus } from './connection-states.js';
import type { ConnectorMessage } from './message.js';
import type { ActivityChange, UnitSight } from './sight.js';
import type { PromptReply, UnitRow } from './rows.js';
import type { IdentityFinding } from './unit.js';

/** `pause` and `resume` are PackML's Suspend and Unsuspend; `reset` leads from Complete to Idle, `clear` from Aborted to Stopped. */
export type ControlMethod = 'stop' | 'abort' | 'hold' | 'unhold' | 'pause' | 'resume' | 'reset' | 'clear';

/** A unit's programs and states while it can be reached, whatever protocol it speaks. */
export interface UnitControl {
  /** State, active program and every result that the unit keeps, as they are now. Rejects where the link is lost. */
  sight(): Promise<UnitSight>;
  /**
   * Whether a sight is asked of the unit itself at that moment. Where it is what the unit last said (false, or left out), a
   * command that had no answer may still be on its way to the unit, and is not sent a second time.
   */
  readonly sightIsAsked?: boolean;
  /** whether it shows what it waits for a person to say */
  readonly mayPrompt: boolean;
  /** What the unit tells of the version of a program that it has; null where it tells nothing. Rejects where the link is lost. */
  checksum(program: string): Promise<string | null>;
  /** What the unit tells of the kit that is in it: null of none, undefined where it cannot tell. Rejects where the link is lost. */
  kit(): Promise<string | null | undefined>;
  /** Starts a program for a batch (job) and a step (task); the run's id, or {@link CommandRefused}. `command`: its id. */
  start(order: UnitOrder, command: Uuid): Promise<string>;
  /** Resolves when the unit has taken it, or rejects with {@link CommandRefused}. `command`: its id. */
  invoke(method: ControlMethod, command: Uuid): Promise<void>;
  /**
   * Sets setpoints of a program: of one that is held until it goes on and takes its own again, of one that runs from then on. Resolves and rejects as `invoke`; the same
   * again changes nothing.
   */
  set(setpoints: Record<string, Quantity>, command: Uuid): Promise<void>;
  /** What a person says to what the unit waits for, by the unit's own word for that. Resolves and rejects as `invoke`. */
  answer(prompt: PromptReply, command: Uuid): Promise<void>;
}

/** What a unit is told only while `still` does not throw, asked before each command. */
export const controlWhile = (control: UnitControl, still: () => void): UnitControl => ({
  sight: () => control.sight(),
  mayPrompt: control.mayPrompt,
  checksum: (program) => control.checksum(program),
  kit: () => control.kit(),
  ...(control.sightIsAsked === undefined ? {} : { sightIsAsked: control.sightIsAsked }),
  start: async (order, command) => (still(), control.start(order, command)),
  invoke: async (method, command) => (still(), control.invoke(method, command)),
  set: async (setpoints, command) => (still(), control.set(setpoints, command)),
  answer: async (prompt, command) => (still(), control.answer(prompt, command)),
});

/** The unit said no, in its own status word. Any other error leaves open whether it has done what was asked. */
export class CommandRefused extends Error {
  constructor(readonly status: string) {
    super(status);
  }
}

/** What a connector needs from, and gives to, the rest of the server. */
export interface ConnectorPorts {
  now(): Instant;
  newId(): Uuid;
  /** whether this server is the one that connects to the unit now */
  holds(unit: Uuid): boolean;
  /** Where values of a unit are committed up to, in the connector's own JSON; null before the first. */
  loadCursor(unit: Uuid): Promise<unknown>;
  saveCursor(unit: Uuid, cursor: object): Promise<void>;
  /** false where nobody listens: nothing is acknowledged, and all comes again */
  deliver(message: ConnectorMessage): boolean;
  /** changes of the unit's activity in their order, to be recorded before they are acknowledged */
  observed(unit: Uuid, changes: ActivityChange[]): Promise<void>;
  /** what the unit says of its alarms, in its order, to be recorded before it is acknowledged */
  conditions(unit: Uuid, seen: ConditionSeen[]): Promise<void>;
  changed(unit: Uuid, status: ConnectionStatus): void;
  /** what answers at the unit's address is not the unit */
  refused(unit: Uuid, finding: IdentityFinding): void;
}

/** All units of one protocol. */
export interface Connector {
  open(units: UnitRow[], ports: ConnectorPorts): Promise<void>;
  /** A unit is defined, or defined otherwise: it is connected from scratch. */
  follow(unit: UnitRow): Promise<void>;
  /** A unit is reached by another protocol from now on. */
  forget(unit: Uuid): Promise<void>;
  status(unit: Uuid): ConnectionStatus | null;
  /** null while the unit cannot be reached */
  control(unit: Uuid): UnitControl | null;
  /**
   * Tells the unit that a person has acknowledged this event of a condition; rejects where it does not take it, or is not there.
   * Left out where the protocol knows no conditions.
   */
  acknowledge?(unit: Uuid, condition: { key: string; event: string; comment: string }): Promise<void>;
  close(): Promise<void>;
}
