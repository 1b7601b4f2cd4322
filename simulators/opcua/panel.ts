import {
  type CallMethodResultOptions,
  DataType,
  type ISessionContext,
  StatusCodes,
  type UAObject,
  type UAVariable,
  Variant,
} from 'node-opcua';
import type { Setpoints } from '../culture/index.js';
import { answered } from './answered.js';
import { ConditionNodes } from './condition-nodes.js';
import { buildDevice, type DeviceNodes, type Identification } from './device-nodes.js';
import { type Memory, type Sample, setpointsOf, type StartRequest } from '../unit/memory.js';
import { type Nodes, put } from './nodes.js';
import { ProgramNodes } from './program-nodes.js';
import { PromptNodes } from './prompt-nodes.js';
import type { Property } from '../unit/programs.js';
import type { Command } from '../unit/state-machine.js';
import { StateNodes } from './state-nodes.js';
import { type AnalogTag, SETPOINT_TAGS, type Tag } from '../unit/tags.js';
import { BAD_SENSOR_FAILURE, type CultureUnit, type Panel, type SampleTaken } from '../unit/unit.js';
import type { Reading } from '../unit/wrong.js';

const OUTER: readonly Exclude<Command, 'StartProgram'>[] = ['Stop', 'Abort', 'Clear'];
const INNER: readonly Exclude<Command, 'StartProgram'>[] = ['Hold', 'Unhold', 'Suspend', 'Unsuspend', 'Reset'];

/** The unit's OPC UA face: it publishes what the unit shows, and hands method calls to it. */
export class OpcUaPanel implements Panel {
  private readonly device: DeviceNodes;
  private readonly states: StateNodes;
  private readonly programs: ProgramNodes;
  private readonly prompts: PromptNodes;
  /** what it raises by itself */
  readonly conditions: ConditionNodes;
  private setpoints: Setpoints | undefined;

  constructor(
    nodes: Nodes,
    who: Identification & { applicationUri: string },
    unit: CultureUnit,
    /** has no nodes until `reveal` */
    absent?: AnalogTag,
  ) {
    this.device = buildDevice(nodes, who, absent);
    this.conditions = new ConditionNodes(nodes, this.device.culture);
    this.states = new StateNodes(nodes, this.device.culture);
    this.programs = new ProgramNodes(nodes, this.device.culture, who.applicationUri);
    this.prompts = new PromptNodes(nodes, this.device.culture, unit);
    bind(nodes, nodes.object(this.device.culture, 'lads:FunctionalUnitState'), unit);
    for (const tag of SETPOINT_TAGS) {
      const get = (): Variant => new Variant({ dataType: DataType.Double, value: this.setpoints?.[tag] ?? 0 });
      const set = ({ value }: Variant) => answered(() => unit.set([{ key: tag, value: String(value) }])).statusCode!;
      this.device.targets[tag]?.bindVariable({ get, set }, true);
    }
  }

  /** The tag that had no nodes has them from now on. */
  reveal(tag: AnalogTag): void {
    this.device.add(tag);
  }

  /** Where each tag is at the server. */
  get places(): [tag: string, variable: UAVariable][] {
    return Object.entries(this.device.values);
  }

  sample(memory: Memory, sample: SampleTaken): void {
    for (const line of sample.lines) this.publish(line, sample.at);
    for (const tag of ['glucose', 'lactate'] as const) {
      const raw = this.device.raw[tag];
      if (raw) put(raw, DataType.Double, sample.truth[tag], sample.at);
    }
    this.change(memory, sample.at);
  }

  change(memory: Memory, at: Date): void {
    const setpoints = setpointsOf(memory);
    for (const tag of SETPOINT_TAGS) {
      const target = this.device.targets[tag];
      if (target && this.setpoints?.[tag] !== setpoints[tag]) put(target, DataType.Double, setpoints[tag], at);
    }
    this.setpoints = setpoints;
    this.programs.publish(memory, at);
    this.prompts.publish(memory, at);
    this.states.publish(memory.state, at);
  }

  private publish({ tag, value, status, wrong }: Reading, at: Date): void {
    const variable = this.device.values[tag as Tag];
    if (variable === undefined) return;
    if (status === BAD_SENSOR_FAILURE) {
      variable.setValueFromSource(new Variant({ dataType: DataType.Null }), StatusCodes.BadSensorFailure, at);
    } else put(variable, typeOf(tag as Tag), wrong === 'not-a-number' ? NaN : value, at);
  }
}

function typeOf(tag: Tag): DataType {
  if (tag === 'door') return DataType.Boolean;
  return tag === 'heartbeat' ? DataType.UInt32 : DataType.Double;
}

function bind(nodes: Nodes, state: UAObject, unit: CultureUnit): void {
  const running = nodes.object(state, 'lads:RunningStateMachine');
  for (const [owner, names] of [
    [state, OUTER],
    [running, INNER],
  ] as const) {
    for (const name of names) {
      nodes
        .method(owner, `lads:${name}`)
        .bindMethod(
          (
            _inputs: Variant[],
            _context: ISessionContext,
            callback: (error: null, result: CallMethodResultOptions) => void,
          ) =>
            callback(
              null,
              answered(() => unit.command(name)),
            ),
        );
    }
  }
  nodes.method(state, 'lads:StartProgram').bindMethod(async (inputs: Variant[], context: ISessionContext) =>
    answered(() => {
      const value = unit.start(request(inputs, context));
      return [new Variant({ dataType: DataType.String, value })];
    }),
  );
}

function request(inputs: Variant[], context: ISessionContext): StartRequest {
  const [template, properties, jobId, taskId, samples] = inputs.map((input) => input.value as unknown);
  return {
    template: text(template),
    properties: list(properties).map(({ key, value }): Property => ({ key: text(key), value: text(value) })),
    jobId: text(jobId),
    taskId: text(taskId),
    samples: list(samples).map((one): Sample => ({
      containerId: text(one.containerId),
      sampleId: text(one.sampleId),
      position: text(one.position),
      customData: text(one.customData),
    })),
    user: context.getUserName(),
  };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function list(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? (value as Record<string, unknown>[]) : [];
}
