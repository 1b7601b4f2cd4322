import type { Program } from '../../../definition/unit-classes/domain/index.js';
import type { Instant, Uuid } from '../../../kernel/ids.js';
import type { Quantity } from '../../../kernel/quantity.js';
import { Refusal } from '../../../kernel/refusal.js';
import { next, type TransitionTable } from '../../../kernel/transition-table.js';
import type { NewFact } from '../../../trust/ledger/domain/index.js';
import { kitIn, type KitName } from './kit.js';
import type { LocalFact } from './local-change.js';
import {
  type CommandAction,
  type CommandRow,
  type CommandState,
  type PromptReply,
  type ProgramRunRow,
  runRowId,
  type ShownSetpoints,
  type UnitState,
} from './rows.js';
import type { ProgramFact } from './program.js';
import { boundBy } from './unit.js';

/** What a step wants a unit to do. */
export interface UnitOrder {
  batch: Uuid;
  step: Uuid;
  action: CommandAction;
  /** start-program: the program's name */
  program?: string;
  /** by setpoint; start-program: what to run at, hold: the safe state to go to, set: what to set */
  set?: Record<string, Quantity>;
  /** start-program: ISO 8601, program time */
  duration?: string;
  /** set: the state of the program in which it may be set; left out: in either */
  while?: 'running' | 'held';
  /** answer: what is said, and to what */
  reply?: PromptReply & { prompt: Uuid };
  /** start-program: checksums of which the unit's program must have one; any where left out */
  approved?: string[];
}

// a type, not an interface: only that has the index signature of a fact's values
type About = {
  command: Uuid;
  batch: Uuid;
  step: Uuid;
  action: CommandAction;
};

export interface CommandFacts {
  'command.issued': About & {
    program?: string;
    set?: Record<string, Quantity>;
    duration?: string;
    while?: 'running' | 'held';
    /** answer: which prompt, and what is said to it */
    reply?: PromptReply & { prompt: Uuid };
    approved?: string[];
    /** start-program: the kit that the unit was bound with, and must have where it can tell */
    kit?: KitName;
    expiresAt: Instant;
  };
  /** written before the unit is called, so that a crash leaves a trace of what may have been sent */
  'command.sent': About;
  /** read back from the unit; `startedAt` is the unit's own time of a started run */
  'command.confirmed': About & { runId: string; startedAt?: Instant };
  /**
   * `runId`: of the run that it has held all the same. `found`: the checksum that the unit told of a program that is not approved,
   * or the kit that it told in place of the bound one; null for none
   */
  'command.failed': About & { reason: string; runId?: string; found?: string | null };
  'command.unknown': About & { reason: string };
}

export type CommandFact = { [T in keyof CommandFacts]: NewFact<T, CommandFacts[T]> }[keyof CommandFacts];

/** A command is sent again only from `sent`, when the unit is seen not to know it; a late sight of it ends `unknown`. */
export const COMMAND_TRANSITIONS: TransitionTable<CommandState, 'send' | 'confirm' | 'fail' | 'give-up'> = {
  issued: { send: 'sent', confirm: 'confirmed', fail: 'failed' },
  sent: { confirm: 'confirmed', fail: 'failed', 'give-up': 'unknown' },
  unknown: { confirm: 'confirmed', fail: 'failed' },
  confirmed: {},
  failed: {},
};

/** A command that the unit has not taken by then is not sent any more. */
export const COMMAND_LIFETIME_MS = 60_000;

const about = ({ id, batch, step, action }: CommandRow): About => ({ command: id, batch, step, action });

function commandIn(state: UnitState, id: Uuid): CommandRow {
  const row = state.unit_command[id];
  if (row === undefined) throw new Refusal('not-found', 'command.not-found', { command: id });
  return row;
}

export function decideIssue(
  state: UnitState,
  unit: Uuid,
  command: Uuid,
  { batch, step, action, program, set, duration, while: during, reply, approved }: UnitOrder,
  now: Instant,
): [NewFact<'command.issued', CommandFacts['command.issued']>] {
  const held = boundBy(state, unit, batch).map(({ id }) => id);
  const kit = action === 'start-program' ? kitIn(state, held) : undefined;
  if (action === 'start-program' && program === undefined)
    throw new Refusal('unprocessable', 'command.program-missing', { step });
  if (action === 'set' && Object.keys(set ?? {}).length === 0)
    throw new Refusal('unprocessable', 'command.setpoint-missing', { step });
  return [
    {
      type: 'command.issued',
      values: {
        command,
        batch,
        step,
        action,
        ...(program === undefined ? {} : { program }),
        ...(set === undefined ? {} : { set }),
        ...(duration === undefined ? {} : { duration }),
        ...(during === undefined ? {} : { while: during }),
        ...(reply === undefined ? {} : { reply }),
        ...(approved === undefined ? {} : { approved }),
        ...(kit === undefined ? {} : { kit: { product: kit.product, lot: kit.lot, serial: kit.serial } }),
        expiresAt: new Date(Date.parse(now) + COMMAND_LIFETIME_MS).toISOString(),
      },
    },
  ];
}

/** Refuses with `program.not-pausable` where the step's program is none that its class says can rest on its way. */
export function checkPausable(state: UnitState, { batch, step }: UnitOrder, programs: readonly Program[]): void {
  const started = Object.values(state.unit_command).findLast(
    (row) => row.batch === batch && row.step === step && row.action === 'start-program' && row.state === 'confirmed',
  );
  const program = started?.program ?? null;
  if (programs.find(({ name }) => name === program)?.pausable !== true)
    throw new Refusal('conflict', 'program.not-pausable', { step, program });
}

/** Why a command is not sent, or not once more: its batch has the unit no more. */
export const NOT_BOUND = 'unit.not-bound';

/** What a unit does whatever it did before: it may be another's by now. The others find their own run there, or nothing to do. */
const FOR_HOLDER: ReadonlySet<CommandAction> = new Set(['start-program', 'set', 'answer']);

/** Before each time that it is sent; nothing where that is once more. One whose batch has let the unit go is over, sent or not. */
export function decideSend(state: UnitState, id: Uuid): CommandFact[] {
  const row = commandIn(state, id);
  const isHeld = Object.values(state.unit_binding).some(
    ({ batch, releasedAt }) => batch === row.batch && releasedAt === null,
  );
  if (FOR_HOLDER.has(row.action) && !isHeld) {
    if (row.state === 'sent') return decideUnknown(state, id, NOT_BOUND);
    next('command', COMMAND_TRANSITIONS, row.state, 'fail');
    return [{ type: 'command.failed', values: { ...about(row), reason: NOT_BOUND } }];
  }
  if (row.state === 'sent') return [];
  next('command', COMMAND_TRANSITIONS, row.state, 'send');
  return [{ type: 'command.sent', values: about(row) }];
}

/** What the unit shows of a command that it has done: the run, when that started, and since when the unit is where it led. */
export interface Confirmation {
  runId: string;
  startedAt?: Instant;
  since: Instant;
}

/**
 * A hold or its end by a command is stated with the command, so that it is not taken for one at the unit. `refused`: it is held,
 * but the unit did not take the safe state, in its own status word; the command has failed then.
 */
export function decideConfirm(
  state: UnitState,
  id: Uuid,
  { since, ...run }: Confirmation,
  refused: string | null = null,
): (CommandFact | ProgramFact | LocalFact)[] {
  const row = commandIn(state, id);
  next('command', COMMAND_TRANSITIONS, row.state, refused === null ? 'confirm' : 'fail');
  const { batch, step, action } = row;
  const confirmed: CommandFact =
    refused === null
      ? { type: 'command.confirmed', values: { ...about(row), ...run } }
      : { type: 'command.failed', values: { ...about(row), reason: refused, runId: run.runId } };
  const values = { batch, step, runId: run.runId };
  const known = state.program_run[runRowId(row.unit, run.runId)];
  const was = known?.state;
  if (action === 'set' && known !== undefined && refused === null) {
    const set = Object.entries(row.parameters.set).map(([name, { value }]): [string, string] => [
      name,
      `${Number(value)}`,
    ]);
    return [confirmed, nowSetTo(known, Object.fromEntries(set))];
  }
  if ((action === 'hold' || action === 'pause') && was === 'running')
    return [
      confirmed,
      { type: 'program.held', values: { ...values, cause: 'command', heldAt: since }, happenedAt: since },
    ];
  if ((action === 'unhold' || action === 'resume') && was === 'held')
    return [confirmed, { type: 'program.resumed', values: { ...values, resumedAt: since }, happenedAt: since }];
  return [confirmed];
}

/** What was set stands as seen, so that it is not taken for a change at the unit. */
function nowSetTo({ batch, step, runId, state, setpoints }: ProgramRunRow, set: ShownSetpoints): LocalFact {
  const during = state === 'held' ? 'held' : 'running';
  const shown = { ...setpoints[during], ...set };
  return { type: 'program.setpoints-read', values: { batch, step, runId, while: during, setpoints: shown } };
}

/** What a unit has made of setpoints that it was told to set, and in which state of its program. */
export interface Shown {
  while: 'running' | 'held';
  setpoints: ShownSetpoints;
}

/** What the unit has `shown` in place of what was asked is none of a person's changes at it either. */
export function decideFail(
  state: UnitState,
  id: Uuid,
  reason: string,
  { found, shown = null }: { found?: string | null; shown?: Shown | null } = {},
): (CommandFact | LocalFact)[] {
  const row = commandIn(state, id);
  next('command', COMMAND_TRANSITIONS, row.state, 'fail');
  const more = found === undefined ? {} : { found };
  const failed: CommandFact = { type: 'command.failed', values: { ...about(row), reason, ...more } };
  const run = Object.values(state.program_run).find(
    (one) => one.unit === row.unit && one.step === row.step && one.state === shown?.while,
  );
  return run === undefined || shown === null ? [failed] : [failed, nowSetTo(run, shown.setpoints)];
}

export function decideUnknown(state: UnitState, id: Uuid, reason: string): CommandFact[] {
  const row = commandIn(state, id);
  next('command', COMMAND_TRANSITIONS, row.state, 'give-up');
  return [{ type: 'command.unknown', values: { ...about(row), reason } }];
}
