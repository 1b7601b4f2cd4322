export {
  COMMAND_TRANSITIONS,
  decideConfirm,
  decideFail,
  decideIssue,
  decideSend,
  decideUnknown,
  type CommandFacts,
  type UnitOrder,
} from './command.js';
export {
  CommandRefused,
  type ConnectionState,
  type ConnectionStatus,
  type Connector,
  type ConnectorPorts,
  type ControlMethod,
  type UnitControl,
} from './connector.js';
export type { ConnectorMessage, GapCause, MessageGap, RawReject, RawValue } from './message.js';
export { nextMove, type Move } from './next-move.js';
export {
  decideProgram,
  type ActivityChange,
  type ProgramFacts,
  type ProgramResult,
  type UnitActivity,
  type UnitSight,
} from './program.js';
export { unitProjection } from './projection.js';
export type {
  BindingRow,
  CommandAction,
  CommandRow,
  OpcuaConnection,
  ProgramRunRow,
  UnitDefinition,
  UnitRow,
  UnitState,
} from './rows.js';
export { decideBind, decideDefine, checkTags, decideRelease, isDefinedAs, type IdentityFinding } from './unit.js';
