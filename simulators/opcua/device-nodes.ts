import {
  AccessLevelFlag,
  DataType,
  makeEUInformation,
  Range,
  StatusCodes,
  type UAObject,
  type UAVariable,
} from 'node-opcua';
import type { Setpoints } from '../culture/index.js';
import { type Nodes, put } from './nodes.js';
import { ANALOG_TAGS, ANALOGS, type AnalogTag, isSetpoint, type Tag } from '../unit/tags.js';

export interface Identification {
  name: string;
  serial: string;
}

/** The nodes that a unit publishes to. */
export interface DeviceNodes {
  device: UAObject;
  culture: UAObject;
  values: Readonly<Partial<Record<Tag, UAVariable>>>;
  targets: Readonly<Partial<Record<keyof Setpoints, UAVariable>>>;
  raw: Readonly<Partial<Record<AnalogTag, UAVariable>>>;
  /** gives a function that was left out its nodes */
  add(tag: AnalogTag): void;
}

const HISTORY = 7200;

const CULTURE_OPTIONALS = [
  'FunctionSet',
  'ProgramManager',
  'FunctionalUnitState.StartProgram',
  'FunctionalUnitState.Stop',
  'FunctionalUnitState.Abort',
  'FunctionalUnitState.Clear',
  'FunctionalUnitState.RunningStateMachine',
  'FunctionalUnitState.RunningStateMachine.Hold',
  'FunctionalUnitState.RunningStateMachine.Unhold',
  'FunctionalUnitState.RunningStateMachine.Suspend',
  'FunctionalUnitState.RunningStateMachine.Unsuspend',
  'FunctionalUnitState.RunningStateMachine.Reset',
  ...[
    'CurrentPauseTime',
    'CurrentRuntime',
    'CurrentStepName',
    'CurrentStepNumber',
    'CurrentStepRuntime',
    'EstimatedRuntime',
    'EstimatedStepNumbers',
    'DeviceProgramRunId',
    'CurrentProgramTemplate',
  ].map((name) => `ProgramManager.ActiveProgram.${name}`),
];

/** Builds the device with its functional unit and functions, but for one that is left out, in the server's address space. */
export function buildDevice(nodes: Nodes, who: Identification, absent?: AnalogTag): DeviceNodes {
  const deviceSet = nodes.object(nodes.space.rootFolder.objects, 'di:DeviceSet');
  const device = nodes.instance('LADSDeviceType', who.name, deviceSet);
  identify(nodes, device, who);
  state(nodes, device, 'lads:DeviceState', 'Operate');
  const units = nodes.object(device, 'lads:FunctionalUnitSet');
  nodes.versioned(units);
  const culture = nodes.instance('FunctionalUnitType', 'Culture', units, CULTURE_OPTIONALS);
  const functions = nodes.object(culture, 'lads:FunctionSet');
  const values: Partial<Record<Tag, UAVariable>> = {};
  const targets: Partial<Record<keyof Setpoints, UAVariable>> = {};
  const raw: Partial<Record<AnalogTag, UAVariable>> = {};
  const add = (tag: AnalogTag): void => {
    const control = isSetpoint(tag);
    const type = control ? 'AnalogControlFunctionType' : 'AnalogScalarSensorFunctionType';
    const made = enabled(nodes, nodes.instance(type, ANALOGS[tag].name, functions));
    values[tag] = analog(nodes, made, control ? 'lads:CurrentValue' : 'lads:SensorValue', tag);
    if (control) {
      targets[tag] = writable(analog(nodes, made, 'lads:TargetValue', tag));
      state(nodes, made, 'lads:ControlFunctionState', 'Running');
    } else raw[tag] = analog(nodes, made, 'lads:RawValue', tag);
    recorded(nodes, values[tag]);
  };
  for (const tag of ANALOG_TAGS) if (tag !== absent) add(tag);
  values.door = door(nodes, functions);
  values.heartbeat = nodes.property(culture, 'unit', 'Heartbeat', DataType.UInt32);
  return { device, culture, values, targets, raw, add };
}

function identify(nodes: Nodes, device: UAObject, who: Identification): void {
  const now = new Date();
  const set = (name: string, value: string): void =>
    put(nodes.variable(device, `di:Identification/di:${name}`), DataType.String, value, now);
  const setText = (name: string, text: string): void =>
    put(nodes.variable(device, `di:Identification/di:${name}`), DataType.LocalizedText, { text }, now);
  setText('Manufacturer', 'Ballroom');
  setText('Model', 'Culture Unit Simulator');
  setText('ComponentName', who.name);
  set('SerialNumber', who.serial);
  set('ProductInstanceUri', `urn:ballroom:culture-unit:${who.serial}`);
  set('DeviceRevision', '1.0');
  set('SoftwareRevision', '1.0.0');
  set('HardwareRevision', '1.0');
  set('AssetId', who.name);
  set('DeviceManual', '');
  put(nodes.variable(device, 'di:Identification/di:RevisionCounter'), DataType.Int32, 1, now);
}

function enabled(nodes: Nodes, made: UAObject): UAObject {
  put(nodes.variable(made, 'lads:IsEnabled'), DataType.Boolean, true, new Date());
  return made;
}

function state(nodes: Nodes, owner: UAObject, path: string, text: string): void {
  put(nodes.variable(owner, `${path}/0:CurrentState`), DataType.LocalizedText, { text }, new Date());
}

function analog(nodes: Nodes, owner: UAObject, path: string, tag: AnalogTag): UAVariable {
  const { unece, label, unit, range } = ANALOGS[tag];
  const variable = nodes.variable(owner, path);
  const [low, high] = range;
  const eu = makeEUInformation(unece, label, unit);
  const now = new Date();
  put(nodes.variable(variable, '0:EngineeringUnits'), DataType.ExtensionObject, eu, now);
  put(nodes.variable(variable, '0:EURange'), DataType.ExtensionObject, new Range({ low, high }), now);
  return readOnly(variable);
}

function door(nodes: Nodes, functions: UAObject): UAVariable {
  const made = enabled(nodes, nodes.instance('TwoStateDiscreteSensorFunctionType', 'Door', functions));
  const variable = nodes.variable(made, 'lads:SensorValue');
  const now = new Date();
  put(nodes.variable(variable, '0:FalseState'), DataType.LocalizedText, { text: 'Closed' }, now);
  put(nodes.variable(variable, '0:TrueState'), DataType.LocalizedText, { text: 'Open' }, now);
  recorded(nodes, variable);
  return readOnly(variable);
}

/** Keeps a variable's history from its first sample on; what the nodeset puts in it was never measured. */
function recorded(nodes: Nodes, variable: UAVariable): void {
  variable.setValueFromSource({ dataType: DataType.Null }, StatusCodes.BadWaitingForInitialData);
  nodes.space.installHistoricalDataNode(variable, { maxOnlineValues: HISTORY });
}

/** While a program is held; what becomes of a write is the unit's to say. */
function writable(variable: UAVariable): UAVariable {
  variable.accessLevel |= AccessLevelFlag.CurrentWrite;
  return variable;
}

function readOnly(variable: UAVariable): UAVariable {
  variable.accessLevel &= ~AccessLevelFlag.CurrentWrite;
  return variable;
}
