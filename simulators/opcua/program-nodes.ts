import { DataType, type UAObject, type UAVariable, VariantArrayType } from 'node-opcua';
import { checksums } from '../unit/checksum.js';
import type { Memory, Run } from '../unit/memory.js';
import { type Nodes, put } from './nodes.js';
import { stepAt, stepsOf, template } from '../unit/programs.js';
import { type Template, TEMPLATES } from '../unit/templates.js';

const NEVER = new Date(Date.UTC(1601, 0, 1));
const RELEASED = new Date(Date.UTC(2026, 0, 1));

/** Keeps ProgramManager in step with the memory: templates once, the active program and the results at each change. */
export class ProgramNodes {
  private readonly active: UAObject;
  private readonly resultSet: UAObject;
  private readonly results = new Map<string, { node: UAObject; outcome: Run['outcome'] }>();
  private readonly checksums = new Map<string, UAVariable>();
  private told = '';
  private kit: UAVariable | undefined;
  private readonly jobId: UAVariable;
  private readonly taskId: UAVariable;

  constructor(
    private readonly nodes: Nodes,
    private readonly culture: UAObject,
    private readonly applicationUri: string,
  ) {
    this.active = nodes.object(culture, 'lads:ProgramManager/lads:ActiveProgram');
    this.resultSet = nodes.object(culture, 'lads:ProgramManager/lads:ResultSet');
    // LADS has these two on results alone
    this.jobId = nodes.property(this.active, 'lads', 'SupervisoryJobId', DataType.String);
    this.taskId = nodes.property(this.active, 'lads', 'SupervisoryTaskId', DataType.String);
    const templates = nodes.object(culture, 'lads:ProgramManager/lads:ProgramTemplateSet');
    nodes.versioned(templates);
    nodes.versioned(this.resultSet);
    for (const one of TEMPLATES) {
      const made = nodes.instance('ProgramTemplateType', one.id, templates);
      this.describe(made, one);
      this.checksums.set(one.id, nodes.property(made, 'unit', 'Checksum', DataType.String));
    }
  }

  publish(memory: Memory, at: Date): void {
    const loaded = JSON.stringify(memory.loaded ?? {});
    if (loaded !== this.told)
      for (const [program, sum] of Object.entries(checksums(memory)))
        put(this.checksums.get(program)!, DataType.String, sum, at);
    this.told = loaded;
    if (memory.kit !== undefined) {
      this.kit ??= this.nodes.property(this.culture, 'unit', 'Kit', DataType.String);
      put(this.kit, DataType.String, memory.kit, at);
    }
    for (const run of memory.runs) this.publishResult(run, at);
    const kept = new Set(memory.runs.map((run) => run.id));
    for (const [id, { node }] of this.results) {
      if (kept.has(id)) continue;
      this.nodes.space.deleteNode(node);
      this.results.delete(id);
    }
    this.publishActive(memory.runs.at(-1), at);
  }

  private publishActive(run: Run | undefined, at: Date): void {
    const step = run && stepAt(run);
    const set = (name: string, dataType: DataType, value: unknown): void =>
      put(this.nodes.variable(this.active, `lads:${name}`), dataType, value, at);
    set('DeviceProgramRunId', DataType.String, run?.id ?? '');
    set('CurrentStepName', DataType.LocalizedText, { text: step?.name ?? '' });
    set('CurrentStepNumber', DataType.UInt32, step?.number ?? 0);
    set('CurrentRuntime', DataType.Double, run?.elapsed ?? 0);
    set('CurrentStepRuntime', DataType.Double, run && step ? run.elapsed - step.since : 0);
    set('CurrentPauseTime', DataType.Double, run?.paused ?? 0);
    set('EstimatedRuntime', DataType.Double, run?.duration ?? 0);
    set('EstimatedStepNumbers', DataType.UInt32, run ? stepsOf(run) : 0);
    set('CurrentProgramTemplate', DataType.ExtensionObject, this.templateName(run));
    put(this.jobId, DataType.String, run?.jobId ?? '', at);
    put(this.taskId, DataType.String, run?.taskId ?? '', at);
  }

  private templateName(run: Run | undefined): unknown {
    const templates = this.nodes.object(this.active.parent as UAObject, 'lads:ProgramTemplateSet');
    const name = { text: run?.template ?? '' };
    const nodeId = run && this.nodes.at(templates, `unit:${run.template}`).nodeId;
    return this.nodes.structure('amb', 'NameNodeIdDataType', { name, nodeId });
  }

  private publishResult(run: Run, at: Date): void {
    const known = this.results.get(run.id);
    if (known?.outcome === run.outcome && run.outcome !== 'running') return;
    const node = known?.node ?? this.makeResult(run, at);
    const set = (path: string, dataType: DataType, value: unknown): void =>
      put(this.nodes.variable(node, path), dataType, value, at);
    set('lads:Stopped', DataType.DateTime, run.stopped === null ? NEVER : new Date(run.stopped));
    set('lads:TotalRuntime', DataType.Double, run.elapsed);
    set('lads:TotalPauseTime', DataType.Double, run.paused);
    set('unit:Outcome', DataType.String, run.outcome);
    if (known?.outcome === run.outcome) return;
    this.results.set(run.id, { node, outcome: run.outcome });
  }

  private makeResult(run: Run, at: Date): UAObject {
    const node = this.nodes.instance('ResultType', run.id, this.resultSet, [
      'DeviceProgramRunId',
      'TotalRuntime',
      'TotalPauseTime',
    ]);
    // LADS 1.0.0 has no place for how a run ended
    this.nodes.property(node, 'unit', 'Outcome', DataType.String);
    const set = (name: string, value: string): void =>
      put(this.nodes.variable(node, `lads:${name}`), DataType.String, value, at);
    set('SupervisoryJobId', run.jobId);
    set('SupervisoryTaskId', run.taskId);
    set('DeviceProgramRunId', run.id);
    set('ApplicationUri', this.applicationUri);
    set('User', run.user);
    put(this.nodes.variable(node, 'lads:Started'), DataType.DateTime, new Date(run.started), at);
    put(this.nodes.variable(node, 'lads:Description'), DataType.LocalizedText, { text: run.template }, at);
    this.putStructures(node, 'Properties', 'KeyValueType', run.properties, at);
    this.putStructures(node, 'Samples', 'SampleInfoType', run.samples, at);
    this.describe(this.nodes.object(node, 'lads:ProgramTemplate'), template(run.template));
    return node;
  }

  private putStructures(node: UAObject, name: string, type: string, values: readonly object[], at: Date): void {
    const value = values.map((one) => this.nodes.structure('lads', type, { ...one }));
    const variant = { dataType: DataType.ExtensionObject, arrayType: VariantArrayType.Array, value };
    this.nodes.variable(node, `lads:${name}`).setValueFromSource(variant, undefined, at);
  }

  private describe(node: UAObject, of: Template): void {
    const set = (name: string, dataType: DataType, value: unknown): void =>
      put(this.nodes.variable(node, `lads:${name}`), dataType, value, RELEASED);
    set('DeviceTemplateId', DataType.String, of.id);
    set('Version', DataType.String, of.version);
    set('Author', DataType.String, 'Ballroom');
    set('Created', DataType.DateTime, RELEASED);
    set('Modified', DataType.DateTime, RELEASED);
    set('Description', DataType.LocalizedText, { text: of.description });
  }
}
