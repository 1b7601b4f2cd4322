import {
  DataType,
  type NodeId,
  StatusCodes,
  type UAObject,
  type UAObjectType,
  type UAVariable,
  Variant,
} from 'node-opcua';
import { type Nodes, put } from './nodes.js';
import { isRunning, type State } from '../unit/state-machine.js';

/** Keeps FunctionalUnitState and its RunningStateMachine in step with the unit's state. */
export class StateNodes {
  private readonly outer: UAObject;
  private readonly inner: UAObject;
  private shown: State | undefined;

  constructor(
    private readonly nodes: Nodes,
    culture: UAObject,
  ) {
    this.outer = nodes.object(culture, 'lads:FunctionalUnitState');
    this.inner = nodes.object(this.outer, 'lads:RunningStateMachine');
  }

  publish(state: State, at: Date): void {
    if (state === this.shown) return;
    this.shown = state;
    const running = isRunning(state);
    this.show(this.outer, running ? 'Running' : state, at);
    const effective = this.nodes.variable(this.outer, '0:CurrentState/0:EffectiveDisplayName');
    put(effective, DataType.LocalizedText, { text: state }, at);
    if (running) this.show(this.inner, state, at);
    else this.inactive(this.inner, at);
  }

  private show(machine: UAObject, name: string, at: Date): void {
    const { current, id } = this.variables(machine);
    put(id, DataType.NodeId, this.stateId(machine, name), at);
    put(current, DataType.LocalizedText, { text: name }, at);
  }

  private stateId(machine: UAObject, name: string): NodeId {
    for (let type: UAObjectType | null = machine.typeDefinitionObj; type; type = type.subtypeOfObj) {
      const state = type.getComponentByName(name, this.nodes.index('lads'));
      if (state) return state.nodeId;
    }
    throw new Error(`no state ${name}`);
  }

  private inactive(machine: UAObject, at: Date): void {
    const { current, id } = this.variables(machine);
    const nothing = new Variant({ dataType: DataType.Null });
    id.setValueFromSource(nothing, StatusCodes.BadStateNotActive, at);
    current.setValueFromSource(nothing, StatusCodes.BadStateNotActive, at);
  }

  private variables(machine: UAObject): { current: UAVariable; id: UAVariable } {
    return {
      current: this.nodes.variable(machine, '0:CurrentState'),
      id: this.nodes.variable(machine, '0:CurrentState/0:Id'),
    };
  }
}
