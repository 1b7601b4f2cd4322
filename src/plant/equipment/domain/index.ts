export {
  COMMAND_LIFETIME_MS,
  COMMAND_TRANSITIONS,
  decideConfirm,
  decideFail,
  decideIssue,
  decideSend,
  decideUnknown,
  type CommandAction,
  type CommandFact,
  type CommandFacts,
  type CommandRow,
  type CommandState,
  type UnitOrder,
} from './command.js';
export type { ConnectorMessage, GapCause, MessageGap, RawValue } from './message.js';
export { nextMove, type Move } from './next-move.js';
export {
  decideProgram,
  type ActivityChange,
  type HoldCause,
  type ProgramFact,
  type ProgramFacts,
  type ProgramOutcome,
  type ProgramResult,
  type ProgramRunRow,
  type UnitActivity,
  type UnitSight,
} from './program.js';
export { unitProjection, type UnitState } from './projection.js';
export {
  decideBind,
  decideDefine,
  checkTags,
  decideRelease,
  isDefinedAs,
  openBinding,
  type BindingRow,
  type IdentityFinding,
  type OpcuaConnection,
  type TagMap,
  type UnitDefinition,
  type UnitFacts,
  type UnitRow,
  type UnitStatus,
} from './unit.js';
