export type { CommandAction, CommandRow, CommandState, UnitOrder } from './command.js';
export type { ConnectorMessage, GapCause, MessageGap, RawValue } from './message.js';
export type {
  BindingRow,
  OpcuaConnection,
  PathStep,
  TagAddress,
  UnitDefinition,
  UnitRow,
  UnitStatus,
} from './unit.js';
