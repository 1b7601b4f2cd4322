export {
  COMMAND_TRANSITIONS,
  decideConfirm,
  decideFail,
  decideIssue,
  decideSend,
  decideUnknown,
  type CommandAction,
  type CommandFacts,
  type CommandRow,
  type UnitOrder,
} from './command.js';
export type { ConnectorMessage, GapCause, MessageGap, RawValue } from './message.js';
export { nextMove, type Move } from './next-move.js';
export {
  decideProgram,
  type ActivityChange,
  type ProgramFacts,
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
  type BindingRow,
  type IdentityFinding,
  type OpcuaConnection,
  type UnitDefinition,
  type UnitRow,
} from './unit.js';
