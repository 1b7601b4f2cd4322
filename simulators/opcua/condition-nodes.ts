import { coerceLocalizedText, type Namespace, NodeId, type UAAlarmConditionEx, type UAObject } from 'node-opcua';
import type { Nodes } from './nodes.js';

/** What a unit raises by itself, by the fault that it comes of; `part`: of the unit, where it is about one. */
export const CONDITIONS = {
  'gas-supply-low': { name: 'GasSupplyLow', severity: 700, message: 'CO2 supply pressure below 1.0 bar' },
  // one ConditionName, of another part of the unit
  'reserve-gas-low': {
    name: 'GasSupplyLow',
    severity: 500,
    message: 'CO2 reserve pressure below 1.0 bar',
    part: 'Reserve',
  },
} as const;

export type ConditionFault = keyof typeof CONDITIONS;

export const CONDITION_FAULTS = Object.keys(CONDITIONS) as ConditionFault[];

/** The unit's alarms and conditions (OPC 10000-9): events of the server, kept until they are gone and acknowledged. */
export class ConditionNodes {
  private readonly alarms: Record<ConditionFault, UAAlarmConditionEx>;

  constructor(nodes: Nodes, culture: UAObject) {
    nodes.space.installAlarmsAndConditionsService();
    raisedAtServer(nodes, culture);
    const made = Object.entries(CONDITIONS).map(([fault, of]) => {
      return [fault, alarmOf(nodes, 'part' in of ? partOf(nodes, culture, of.part) : culture, of.name)];
    });
    this.alarms = Object.fromEntries(made) as Record<ConditionFault, UAAlarmConditionEx>;
  }

  /** Raises it, or ends it: kept until an operator has acknowledged it. */
  switch(fault: ConditionFault, isOn: boolean): void {
    switchAlarm(this.alarms[fault], CONDITIONS[fault], isOn);
  }
}

/** Its events are events of the server. */
export function raisedAtServer(nodes: Nodes, culture: UAObject): void {
  nodes.space.rootFolder.objects.server.addReference({ referenceType: 'HasEventSource', nodeId: culture });
}

export function alarmOf(nodes: Nodes, source: UAObject, name: string): UAAlarmConditionEx {
  return (nodes.own() as Namespace).instantiateAlarmCondition('AlarmConditionType', {
    browseName: name,
    componentOf: source,
    conditionName: name,
    conditionSource: source,
    inputNode: NodeId.nullNodeId,
    optionals: ['ConfirmedState'],
  });
}

export function switchAlarm(
  alarm: UAAlarmConditionEx,
  { message, severity }: { message: string; severity: number },
  isOn: boolean,
): void {
  if (isOn === alarm.activeState.getValue()) return;
  if (isOn) alarm.activateAlarm();
  else alarm.deactivateAlarm(true);
  if (isOn) alarm.ackedState.setValue(false);
  const text = coerceLocalizedText(isOn ? message : 'CO2 supply pressure normal');
  alarm.raiseNewCondition({ message: text, severity, retain: isOn || !alarm.ackedState.getValue() });
}

function partOf(nodes: Nodes, whole: UAObject, browseName: string): UAObject {
  return nodes.own().addObject({ browseName, componentOf: whole, eventSourceOf: whole, eventNotifier: 1 });
}
