import type { Instant } from '../../../kernel/ids.js';
import { type Fact, patch, type Projection, put } from '../../../trust/ledger/domain/index.js';
import type { CommandFacts } from './command.js';
import { applySignature } from '../../../trust/signatures/domain/index.js';
import { applyPerformed, applyRefused, applyVerified, bound, released } from './apply-upkeep.js';
import { kitIn } from './kit.js';
import type { LocalFacts } from './local-change.js';
import type { ProgramFacts } from './program.js';
import type { PromptFacts } from './prompt.js';
import { type ProgramRunRow, type PromptReply, runRowId, type UnitState } from './rows.js';
import type { UnitFacts } from './unit.js';
import type { ReserveFacts } from './reserve.js';
import { NEVER_KEPT, type UpkeepFacts } from './upkeep.js';

type Facts = UnitFacts & ReserveFacts & UpkeepFacts & CommandFacts & ProgramFacts & LocalFacts & PromptFacts;
type Apply = { [T in keyof Facts]: (state: UnitState, fact: Fact<T, Facts[T]>, unit: string) => UnitState };

const APPLY: Apply = {
  'unit.defined': (state, { values }, unit) =>
    put(state, 'unit', unit, { id: unit, positions: [], quarantine: null, upkeep: NEVER_KEPT, ...values.unit }),
  'unit.redefined': (state, { values }, unit) => patch(state, 'unit', unit, { positions: [], ...values.is }),
  'unit.bound': (state, { values: { binding, kit, ...values }, at }, unit) => {
    const held = put(bound(state, unit), 'unit_binding', binding, {
      ...{ id: binding, unit, ...values, boundAt: at, releasedAt: null },
    });
    return kit === undefined
      ? held
      : put(held, 'unit_kit', kit.id, { ...kit, unit, binding, boundAt: at, removedAt: null });
  },
  'unit.released': (before, { values, at }, unit) => {
    const state = patch(released(before, unit, at), 'unit_binding', values.binding, { releasedAt: at });
    const kit = kitIn(state, [values.binding]);
    return kit === undefined ? state : patch(state, 'unit_kit', kit.id, { removedAt: at });
  },
  'unit.quarantined': (state, { values, at }, unit) =>
    patch(state, 'unit', unit, { quarantine: { ...values, since: at } }),
  'unit.quarantine-lifted': (state, _, unit) => patch(state, 'unit', unit, { quarantine: null }),
  'unit.identity-refused': (state) => state,
  'unit.reserve-revised': (state) => state,
  'unit.cleaned': applyPerformed('cleaned'),
  'unit.calibrated': applyPerformed('calibrated'),
  'unit.qualified': applyPerformed('qualified'),
  'unit.maintained': applyPerformed('maintained'),
  'unit.firmware-reported': applyPerformed('firmware-reported'),
  'unit.firmware-approved': applyPerformed('firmware-approved'),
  'unit.taken-out-of-service': applyPerformed('taken-out-of-service'),
  'unit.returned-to-service': applyPerformed('returned-to-service'),
  'unit.upkeep-verified': applyVerified,
  'unit.upkeep-refused': applyRefused,
  'command.issued': (
    state,
    { values: { command, batch, step, action, program, set, duration, expiresAt, ...more }, at },
    unit,
  ) =>
    put(state, 'unit_command', command, {
      id: command,
      unit,
      batch,
      step,
      action,
      program: program ?? null,
      parameters: {
        ...{ set: set ?? {}, duration: duration ?? null },
        ...(more.while && { while: more.while }),
        ...(more.reply && { reply: saidIn(more.reply) }),
        ...(more.approved && { approved: more.approved }),
        ...(more.kit && { kit: more.kit }),
      },
      state: 'issued',
      runId: null,
      reason: null,
      issuedAt: at,
      expiresAt,
    }),
  'command.sent': (state, { values }) => patch(state, 'unit_command', values.command, { state: 'sent' }),
  'command.confirmed': (before, { values: { command, batch, step, runId, startedAt } }, unit) => {
    const state = patch(before, 'unit_command', command, { state: 'confirmed', runId, reason: null });
    if (startedAt === undefined) return state;
    const id = runRowId(unit, runId);
    return put(state, 'program_run', id, {
      id,
      unit,
      runId,
      batch,
      step,
      state: 'running',
      outcome: null,
      startedAt,
      changedAt: startedAt,
      endedAt: null,
      setBackFrom: null,
      setpoints: { running: null, held: null },
    });
  },
  'command.failed': (state, { values: { command, reason, runId } }) =>
    patch(state, 'unit_command', command, { state: 'failed', reason, ...(runId !== undefined && { runId }) }),
  'command.unknown': (state, { values: { command, reason } }) =>
    patch(state, 'unit_command', command, { state: 'unknown', reason }),
  'program.held': (state, { values: { runId, heldAt } }, unit) => {
    const id = runRowId(unit, runId);
    const setpoints = { running: state.program_run[id]?.setpoints.running ?? null, held: null };
    return patch(state, 'program_run', id, { ...changed(state, id, 'held', heldAt), setpoints });
  },
  'program.resumed': (state, { values: { runId, resumedAt } }, unit) => {
    const id = runRowId(unit, runId);
    return patch(state, 'program_run', id, changed(state, id, 'running', resumedAt));
  },
  'program.setpoints-read': (state, { values: { runId, while: during, setpoints } }, unit) => {
    const id = runRowId(unit, runId);
    return patch(state, 'program_run', id, { setpoints: { ...state.program_run[id]!.setpoints, [during]: setpoints } });
  },
  'unit.changed-locally': changedLocally,
  'unit.prompted': (state, { values: { prompt, ...values }, at }, unit) =>
    put(state, 'unit_prompt', prompt, {
      ...{ id: prompt, unit, ...values, seenAt: at },
      ...{ endedAt: null, ending: null, answer: null },
    }),
  'unit.prompt-ended': (state, { values: { prompt, ending, answer }, at }) =>
    patch(state, 'unit_prompt', prompt, { endedAt: at, ending, answer }),
  'program.ended': (state, { values: { runId, outcome, endedAt } }, unit) =>
    patch(state, 'program_run', runRowId(unit, runId), { state: 'ended', outcome, changedAt: endedAt, endedAt }),
};

/** A run as it changes at a time by the unit's clock, which may have been set back since its last change. */
function changed(
  { program_run: runs }: UnitState,
  id: string,
  state: 'running' | 'held',
  changedAt: Instant,
): Pick<ProgramRunRow, 'state' | 'changedAt' | 'setBackFrom'> {
  const before = runs[id];
  const isSetBack = before !== undefined && before.state !== 'ended' && changedAt < before.changedAt;
  const setBackFrom = isSetBack
    ? { state: before.state as 'running', at: before.changedAt }
    : (before?.setBackFrom ?? null);
  return { state, changedAt, setBackFrom };
}

function changedLocally(
  before: UnitState,
  { values, at }: Fact<'unit.changed-locally', LocalFacts['unit.changed-locally']>,
  unit: string,
): UnitState {
  const { change: id, batch, step, runId, what } = values;
  const isSetpoint = values.what === 'setpoint';
  const [setpoint, was, became] = isSetpoint
    ? [values.setpoint, values.from, values.to]
    : values.what === 'answered'
      ? [null, values.code, values.answer]
      : [null, null, null];
  const row = { ...{ id, unit, batch, step, runId, what }, ...{ setpoint, was, became, seenAt: at } };
  const state = put(before, 'local_change', id, row);
  if (!isSetpoint) return state;
  const run = state.program_run[runRowId(unit, runId)]!;
  const shown = { ...run.setpoints[values.while], [values.setpoint]: values.to };
  return patch(state, 'program_run', run.id, { setpoints: { ...run.setpoints, [values.while]: shown } });
}

const saidIn = ({ asked, answer }: PromptReply): PromptReply => ({ asked, answer });

const isOurs = (type: string): type is keyof Facts => Object.hasOwn(APPLY, type);

/** Rows of a unit. Facts that other modules state on its stream (reading seals, gaps) change none of them. */
export const unitProjection: Projection<UnitState> = {
  kind: 'unit',
  empty: {
    ...{ unit: {}, unit_binding: {}, unit_command: {}, program_run: {} },
    ...{ local_change: {}, unit_prompt: {}, unit_upkeep: {}, unit_kit: {}, signature: {} },
  },
  apply(state, fact) {
    if (!isOurs(fact.type)) return applySignature(state, fact);
    const apply = APPLY[fact.type] as (state: UnitState, fact: Fact, unit: string) => UnitState;
    return apply(state, fact, fact.stream.slice('unit/'.length));
  },
};
